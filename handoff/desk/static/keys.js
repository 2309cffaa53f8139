// Single keys, for those who have not turned them off. Everything they do can be reached by Tab and Enter, too.
import { post } from "./posting.js";

const PLACES = { q: "/desk/", m: "/desk/?who=mine", n: "/desk/next" };
const SUPERVISED = { b: "/desk/board", y: "/desk/approvals" }; // only where the bar leads there
for (const [key, place] of Object.entries(SUPERVISED)) if (document.querySelector(`nav a[href="${place}"]`)) PLACES[key] = place;
const TWO_KEYS = 1500; // ms between g and the place
const LIST = "amends:queue"; // the cases as the queue showed them last, for going on from case to case
const ROW = "amends:row";
const ref = document.querySelector("[data-ref]")?.dataset.ref;
const STILL = 1000; // ms; a key this soon after another one in a field was meant for the field
let went = 0, wroteAt = 0;

function rows() {
  return [...document.querySelectorAll("#queue .row .title a")];
}

function chosen() {
  return rows().indexOf(document.activeElement);
}

function select(index) {
  const all = rows();
  if (!all.length) return;
  const row = all[Math.max(0, Math.min(index, all.length - 1))];
  row.focus({ focusVisible: true });
  row.closest(".row").scrollIntoView({ block: "nearest" });
}

function last() {
  return Number(sessionStorage.getItem(ROW) ?? 0);
}

function walk(step) {
  if (!ref) return select(chosen() < 0 ? last() : chosen() + step);
  const list = JSON.parse(sessionStorage.getItem(LIST) ?? "[]"), next = list[list.indexOf(ref) + step];
  if (list.includes(ref) && next) location.href = `/desk/cases/${next}`;
}

async function take() {
  if (ref) return document.getElementById("take")?.click();
  const address = rows()[chosen()]?.getAttribute("href");
  if (!address) return;
  const answer = await post(`${address}/take`);
  if (answer.ok) { location.href = `${address}#reply-text`; return; }
  const told = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}").trouble;
  document.dispatchEvent(new CustomEvent("trouble", { detail: told ?? { says: "That did not work. Try again." } }));
}

function write(id) {
  const choice = document.getElementById(`write-${id}`), field = document.getElementById(`${id}-text`);
  if (!choice || !field) return;
  choice.checked = true;
  field.focus();
}

function find() {
  const field = document.getElementById("find");
  if (!field) { location.href = "/desk/#find"; return; }
  field.focus();
  field.select();
}

function show(id) {
  const dialog = document.getElementById(id);
  if (!dialog.open) dialog.showModal();
}

function handOver() {
  const menu = document.getElementById("hand-over");
  if (!menu) return;
  menu.open = true;
  menu.querySelector("button, select").focus();
}

function press(id) {
  document.getElementById(id)?.click();
}

/** Opens the form of what is suggested; where it is given already, the other ways come first. */
function makeRight() {
  const card = document.getElementById("remedy");
  const form = card?.querySelector("details.give");
  form?.closest("details.others")?.setAttribute("open", "");
  form?.setAttribute("open", "");
  const field = form?.querySelector("input:not([type=hidden]), textarea") ?? card?.querySelector("h2");
  field?.focus();
  field?.closest(".card").scrollIntoView({ block: "nearest" });
}

const KEYS = {
  "?": () => show("keys"), "/": find, j: () => walk(1), k: () => walk(-1), t: take,
  r: () => write("reply"), n: () => write("note"), h: handOver,
  m: makeRight, e: () => press("resolve"), g: () => { went = Date.now(); },
};

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const writing = target.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
  const asked = document.querySelector("dialog[open]");
  if (key === "Escape" && writing && !asked) { wroteAt = 0; document.getElementById("main").focus(); return; }
  if (writing) wroteAt = key === "Tab" ? 0 : Date.now();
  // The field went away under the fingers: a colleague took the case, or the page has changed.
  else if (Date.now() - wroteAt < STILL) return;
  if (document.body.dataset.keys === "off" || writing || asked) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const place = Date.now() - went < TWO_KEYS && PLACES[key];
  went = 0;
  if (!place && !KEYS[key]) return;
  event.preventDefault();
  if (place) location.href = key === "n" && ref ? `${place}?but=${ref}` : place;
  else KEYS[key]();
});

/** What somebody may have overlooked who ends a case; nothing where all is said. */
function overlooked() {
  const field = document.getElementById("reply-text");
  if (field?.form.hasAttribute("hx-morph-skip") && field.value.trim()) return "Your reply has not been sent. End the case without it?";
  if (document.getElementById("main").dataset.answered === "no") return "Nobody has answered this customer yet. End the case all the same?";
  return "";
}

document.addEventListener("click", (event) => {
  const question = event.target.closest("#resolve") && overlooked();
  if (question && !confirm(question)) { event.preventDefault(); event.stopImmediatePropagation(); }
}, true);

document.addEventListener("click", ({ target }) => {
  wroteAt = 0;
  const open = target.closest("[data-open]");
  if (open) show(open.dataset.open);
  if (target.closest("[data-close]")) target.closest("dialog").close();
});

document.addEventListener("did", () => { wroteAt = 0; });
document.addEventListener("did", () => document.getElementById("hand-over")?.removeAttribute("open"));

// ---- the queue remembers where somebody was

function remember() {
  if (!document.getElementById("queue")) return;
  sessionStorage.setItem(LIST, JSON.stringify(rows().map((row) => row.getAttribute("href").split("/").pop())));
}

document.addEventListener("focusin", () => {
  if (chosen() >= 0) sessionStorage.setItem(ROW, String(chosen()));
});
document.addEventListener("htmx:after:swap", remember);
remember();
if (location.hash === "#find") find();
// Who comes from a case goes on where they were.
else if (document.referrer.includes("/desk/cases/")) select(last());
if (ref && location.hash === "#reply-text") write("reply");
