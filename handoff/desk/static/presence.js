// Tells colleagues who looks at a case, and colleagues and the customer that somebody writes.
import { post } from "./posting.js";

const BEAT = 25_000; // a sign of life holds for 70 s
const TYPING = 3_000; // said again while keys are pressed; it holds for 8 s
const STILL = 6_000; // without a key nobody writes any more

const ref = document.querySelector("[data-ref]")?.dataset.ref;
const kinds = { "reply-text": "reply", "note-text": "note" };
let writes = "", saidAt = 0, still;

function send(what, fields) {
  post(ref ? `/desk/cases/${ref}/${what}` : `/desk/${what}`, fields).catch(() => {}); // only a hint
}

function here() {
  if (!document.hidden) send("here", { writes });
}

function stop() {
  clearTimeout(still);
  if (!writes) return;
  writes = "";
  saidAt = 0;
  here();
}

document.addEventListener("input", ({ target }) => {
  if (!ref || !kinds[target.id]) return;
  clearTimeout(still);
  still = setTimeout(stop, STILL);
  if (writes === kinds[target.id] && Date.now() - saidAt < TYPING) return;
  writes = kinds[target.id];
  saidAt = Date.now();
  here();
});
document.addEventListener("did", ({ detail }) => { if (detail.sent) stop(); });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) here();
  else if (ref) { writes = ""; send("leave"); }
});
addEventListener("pagehide", () => { if (ref) send("leave"); });
setInterval(here, BEAT);
here();
