// The composer: keeps drafts on the server, shows advice while somebody writes, puts prepared words in.
import { putIn } from "./inserting.js";

const PAUSE = 450; // ms without a key before the words are kept and looked at
const ref = document.querySelector("[data-ref]").dataset.ref;
const kinds = { "reply-text": "reply", "note-text": "note" };
const waiting = {};

function local(id) {
  return `amends:${ref}:${id}`;
}

/** A form with somebody's own words in it is left alone when the page refreshes itself. */
function mine(field) {
  field.form.querySelector("[data-prepared]")?.remove();
  field.form.setAttribute("hx-morph-skip", "");
}

async function keep(field) {
  clearTimeout(waiting[field.id]);
  delete waiting[field.id];
  const form = field.form, text = field.value;
  const body = new URLSearchParams({
    csrf: form.elements.csrf.value, client_id: form.elements.client_id.value, kind: kinds[field.id], text,
  });
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: true });
    if (!answer.ok) return;
    const advice = await answer.text();
    if (field.value !== text) return;
    // On the server now; until then the browser holds them.
    sessionStorage.removeItem(local(field.id));
    if (advice) show(advice);
  } catch { /* Without a connection the words stay in this browser; the next key tries again. */ }
}

function show(advice) {
  const place = document.getElementById("advice");
  const parsed = new DOMParser().parseFromString(advice, "text/html").getElementById("advice");
  if (!place || !parsed) return;
  const focused = place.contains(document.activeElement) && document.activeElement.name;
  place.replaceWith(parsed);
  if (focused) parsed.querySelector(`[name="${focused}"]`)?.focus();
}

document.addEventListener("input", ({ target }) => {
  if (!kinds[target.id]) return;
  sessionStorage.setItem(local(target.id), target.value);
  mine(target);
  clearTimeout(waiting[target.id]);
  waiting[target.id] = setTimeout(() => keep(target), PAUSE);
});

addEventListener("pagehide", () => {
  for (const id of Object.keys(waiting)) keep(document.getElementById(id));
});

const sent = {}; // by field, what is on its way

document.addEventListener("submit", ({ target }) => {
  const field = Object.keys(kinds).map((id) => document.getElementById(id)).find((one) => one?.form === target);
  if (field) sent[field.id] = field.value;
}, true);

/** After a send the next words get an id of their own; a try again after a failure keeps the old one.
 *  What was written on while the first words were on their way is the beginning of the next. */
function begin(id) {
  const field = document.getElementById(id);
  clearTimeout(waiting[id]);
  delete waiting[id];
  sessionStorage.removeItem(local(id));
  if (!field) return;
  const before = sent[id] ?? field.value;
  field.value = field.value.startsWith(before) ? field.value.slice(before.length).trimStart() : field.value;
  delete sent[id];
  document.getElementById("advice")?.replaceChildren();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  field.form.elements.client_id.value = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (field.value) field.dispatchEvent(new Event("input", { bubbles: true }));
  else field.form.removeAttribute("hx-morph-skip");
}

document.addEventListener("did", ({ detail }) => {
  if (detail.sent) begin(detail.sent);
  const field = document.getElementById("reply-text");
  // Words that were taken back come before what has been begun meanwhile.
  if (detail.put && field && !field.value.includes(detail.put)) putIn(field, [detail.put, field.value].filter(Boolean).join("\n\n"), "all");
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-insert]");
  const field = document.getElementById("reply-text");
  if (!button || !field) return;
  document.getElementById("write-reply").checked = true;
  putIn(field, button.dataset.insert, button.dataset.where, button.dataset.sentence);
  button.closest("details.menu")?.removeAttribute("open");
});

/** With the button that is shown first: what a form does may depend on which one was pressed. */
function send(form) {
  const first = [...form.querySelectorAll("button[type=submit]")].find((button) => button.checkVisibility());
  if (!first?.disabled) form.requestSubmit(first);
}

document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && target.form) send(target.form);
  if (event.key === "Escape") document.querySelector("details.menu[open]")?.removeAttribute("open");
  const typing = target.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
  if (event.key !== "a" || typing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.body.dataset.keys === "off" || document.querySelector("dialog[open]")) return;
  const ask = document.querySelector("[data-ask]");
  if (ask) { event.preventDefault(); ask.click(); }
});

// ---- a remedy above one's limit is asked for

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-left]");
  if (form && target.name === "amount") {
    form.dataset.above = Number(target.value) > Number(form.dataset.left) ? "yes" : "no";
  }
});

// ---- what only this browser still holds is put back

for (const id of Object.keys(kinds)) {
  const field = document.getElementById(id), kept = sessionStorage.getItem(local(id));
  if (!field) continue;
  // Words may have been written before this script was there.
  const begun = field.value !== field.defaultValue;
  if (kept === null && !begun) continue;
  if (!begun) field.value = kept;
  mine(field);
  keep(field);
}
