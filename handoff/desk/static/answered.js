// A colleague has answered since this page was opened: whoever sends is asked first.
const dialog = document.getElementById("answered");
let until, pressed;

function form() {
  return document.getElementById("reply-form");
}

// Which of its buttons was pressed says when it goes out; "send mine too" means the same.
document.addEventListener("submit", ({ target, submitter }) => {
  if (target === form()) pressed = submitter?.value;
}, true);
document.addEventListener("answered", ({ detail }) => {
  until = detail.until;
  dialog.querySelector("[data-name]").textContent = detail.name;
  dialog.querySelector("[data-words]").textContent = detail.words;
  dialog.showModal();
});
dialog.querySelector("[data-no]").addEventListener("click", () => {
  dialog.close();
  document.getElementById("reply-text")?.focus();
});
dialog.querySelector("[data-yes]").addEventListener("click", () => {
  dialog.close();
  form().elements.seen.value = until;
  form().requestSubmit([...form().querySelectorAll("button[type=submit]")].find((one) => one.value === pressed));
});

// What came before the first key was pressed has been seen; later words have come while somebody was writing.
document.addEventListener("htmx:after:swap", () => {
  const field = form()?.elements.seen;
  if (field && !form().hasAttribute("hx-morph-skip")) field.value = document.getElementById("main").dataset.seq;
});
