/* Small help for people with JavaScript; everything works without it. */
document.querySelector("[data-focus]")?.focus();

/* A second click on the same button does nothing: the server would refuse it, this saves the wait. */
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
