/* Small help for people with JavaScript; everything works without it. */
document.querySelector("[data-focus]")?.focus();

/* A second click on the same button does nothing: the server would refuse it, this saves the wait. */
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

/* A link to a reaction that stands on another page of its round: its own address knows which one. */
const sought = location.hash.match(/^#r(\d+)$/)?.[1];
if (sought && location.pathname.startsWith("/voorstellen/") && !document.getElementById(`r${sought}`)) location.replace(`/reacties/${sought}`);
