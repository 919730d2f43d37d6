/* Points of an agenda can be dragged. What is saved is the whole order, in the same way as by the buttons Up and Down. */
const list = document.querySelector("[data-reorder]");
const form = list && document.getElementById(list.dataset.reorder);
if (form) {
  const points = () => [...list.querySelectorAll("[data-item]")];
  const order = () => points().map((point) => point.dataset.item).join(",");
  const before = order();
  let dragged = null;
  document.querySelector("[data-drag-hint]").hidden = false;
  points().forEach((point) => { point.draggable = true; });
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-item]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.item);
    dragged.classList.add("ot-board__row--dragged");
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-item]");
    if (!dragged || !over) return;
    event.preventDefault();
    if (over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
  });
  list.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });
  list.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("ot-board__row--dragged");
    dragged = null;
    if (order() === before) return;
    form.elements.order.value = order();
    form.requestSubmit();
  });
}
