// The case page: shows where words came from, keeps the thread at its end, says how far this agent had read.
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
  const lit = document.querySelector(".line.lit");
  if (lit) reveal(lit);
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
});

// ---- the thread stays at its end, unless somebody reads further up

let atEnd = true;

function thread() {
  return document.getElementById("thread");
}

/** Scrolls the thread only; the page around it stays, except where the thread is out of sight. */
function reveal(line) {
  const frame = thread().getBoundingClientRect();
  thread().scrollTop += line.getBoundingClientRect().top - frame.top - frame.height / 3;
  if (frame.bottom < 0 || frame.top > innerHeight) thread().scrollIntoView({ block: "center" });
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

document.addEventListener("did", toBottom);
document.addEventListener("htmx:config:request", ({ detail }) => {
  const since = document.getElementById("main")?.dataset.since;
  if (since) detail.ctx.request.headers["X-Desk-Since"] = since;
});

// What came while nobody looked is new again.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) document.getElementById("main").dataset.since = "";
});

const first = document.getElementById("new");
if (first) { reveal(first); atEnd = false; } else toBottom();
