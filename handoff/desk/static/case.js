// The case page: shows where words came from, keeps drafts, sends with the keyboard.
const ref = document.querySelector("[data-ref]").dataset.ref;
const fields = ["reply-text", "note-text"];

// ---- the customer's own words

let chosen = null;

/** `m1:16-24 m2:0-10`; positions count characters (code points), as the packet does. */
function spans(words) {
  return words.dataset.from.trim().split(" ").map((one) => one.match(/^(.*):(\d+)-(\d+)$/)).filter(Boolean)
    .map(([, fragment, start, end]) => ({ fragment, start: Number(start), end: Number(end) }));
}

function units(text, points) {
  return [...text].slice(0, points).join("").length;
}

function light(words) {
  document.querySelectorAll(".line.lit").forEach((line) => line.classList.remove("lit"));
  document.querySelectorAll(".source[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  globalThis.CSS?.highlights?.delete("said");
  chosen = words;
  if (!words) return;
  words.setAttribute("aria-current", "true");
  const ranges = [];
  for (const { fragment, start, end } of spans(words)) {
    const said = document.querySelector(`[data-fragment="${CSS.escape(fragment)}"]`);
    if (!said?.firstChild) continue;
    said.closest(".line").classList.add("lit");
    const text = said.firstChild.data;
    const range = new Range();
    range.setStart(said.firstChild, Math.min(units(text, start), text.length));
    range.setEnd(said.firstChild, Math.min(units(text, end), text.length));
    ranges.push(range);
  }
  if (ranges.length && globalThis.Highlight) CSS.highlights.set("said", new Highlight(...ranges));
}

function show(words) {
  light(words);
  document.querySelector(".line.lit")?.scrollIntoView({ block: "center" });
}

document.addEventListener("click", (event) => {
  const words = event.target.closest(".source");
  if (!words) return;
  event.preventDefault();
  show(words === chosen ? null : words);
});
document.addEventListener("focusin", ({ target }) => {
  if (target.matches(".source") && target.matches(":focus-visible")) show(target);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen) light(null);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) event.target.form.requestSubmit();
});

// ---- drafts survive a reload, a lost session and a closed lid

function key(id) {
  return `amends:${ref}:${id}`;
}

/** A form with somebody's own words in it is left alone when the page refreshes itself. */
function keep(field, words) {
  if (field.value !== words) field.value = words;
  field.form.setAttribute("hx-morph-skip", "");
}

function restore() {
  for (const id of fields) {
    const field = document.getElementById(id);
    const kept = sessionStorage.getItem(key(id));
    if (field && kept) keep(field, kept);
  }
}

document.addEventListener("input", ({ target }) => {
  if (!fields.includes(target.id)) return;
  sessionStorage.setItem(key(target.id), target.value);
  keep(target, target.value);
});

/** After a send the next words get an id of their own; a try again after a failure keeps the old one. */
function begin(id) {
  const field = document.getElementById(id);
  sessionStorage.removeItem(key(id));
  if (!field) return;
  field.value = "";
  field.form.removeAttribute("hx-morph-skip");
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  field.form.elements.client_id.value = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

document.addEventListener("did", ({ detail }) => {
  if (detail.sent) begin(detail.sent);
  toBottom();
});

document.addEventListener("click", ({ target }) => {
  const source = target.closest("[data-put]");
  const field = document.getElementById("reply-text");
  if (!source || !field) return;
  const words = document.getElementById(source.dataset.put).textContent.trim();
  field.value = field.value.trim() ? `${field.value.trim()}\n\n${words}` : words;
  document.getElementById("write-reply").checked = true;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// ---- the thread stays at its end, unless somebody reads further up

let atEnd = true;

function thread() {
  return document.getElementById("thread");
}

function toBottom() {
  thread().scrollTop = thread().scrollHeight;
}

document.addEventListener("scroll", ({ target }) => {
  if (target.id === "thread") atEnd = target.scrollHeight - target.scrollTop - target.clientHeight < 40;
}, true);
document.addEventListener("htmx:after:swap", () => {
  if (chosen?.isConnected) light(chosen);
  if (atEnd) toBottom();
});

restore();
toBottom();
