// Keeps every open page of the desk up to date: one stream for the browser, shared between its tabs.
const QUIET = 45_000; // the stream beats every 15 s; after this it is dead whatever the browser thinks
const BEAT = 20_000; // who comes back and has not heard a beat for so long asks anew
const PACE = 700; // a page fetches itself again at most this often

const WRITING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit])";

const tabs = "BroadcastChannel" in window ? new BroadcastChannel("amends-desk") : null;
const due = new WeakMap();
let reopen = null; // in the tab that leads: opens a stream that fell asleep
let acted; // what had the focus when a form was sent

function hear(news) {
  if (news.wake) reopen?.();
  if (news.secret) adopt(news.secret);
  if (news.stream) showStream(news.stream);
  if (news.topics) refresh(news.topics);
}

/** Who signed in again in another tab goes on here, with the new session's secret. */
function adopt(secret) {
  document.body.setAttribute("hx-headers:inherited", secret);
  const csrf = JSON.parse(secret)["X-CSRF-Token"];
  for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = csrf;
  trouble();
}

function tell(news) {
  hear(news);
  tabs?.postMessage(news);
}

function concerns(element, topics) {
  if (topics.includes("*")) return true;
  return element.dataset.live.split(" ").some((wanted) => topics.some((topic) =>
    wanted.endsWith("*") ? topic.startsWith(wanted.slice(0, -1)) : topic === wanted));
}

export function refresh(topics = ["*"]) {
  for (const element of document.querySelectorAll("[data-live]")) {
    if (!concerns(element, topics) || due.has(element)) continue;
    const pace = Number(element.dataset.pace ?? PACE);
    const wait = Math.max(0, pace - (Date.now() - (element.refreshedAt ?? 0)));
    due.set(element, setTimeout(() => {
      due.delete(element);
      element.refreshedAt = Date.now();
      window.htmx.trigger(element, "live");
    }, wait));
  }
}

function showStream(state) {
  const shown = document.getElementById("stream");
  if (!shown || shown.dataset.state === state) return;
  shown.dataset.state = state;
  shown.querySelector("[data-words]").textContent = state === "live" ? "live" : "reconnecting…";
}

function listen() {
  let stream, watch, heardAt = Date.now();
  function heard() {
    heardAt = Date.now();
    clearTimeout(watch);
    watch = setTimeout(open, QUIET);
  }
  function open() {
    stream?.close();
    stream = new EventSource("/desk/events");
    stream.addEventListener("open", () => { heard(); tell({ stream: "live", topics: ["*"] }); });
    stream.addEventListener("beat", () => { heard(); tell({ stream: "live" }); });
    stream.addEventListener("topics", (event) => { heard(); tell({ topics: JSON.parse(event.data) }); });
    stream.addEventListener("error", () => {
      tell({ stream: "lost" });
      // A refused stream is not tried again by the browser itself.
      if (stream.readyState === EventSource.CLOSED) { clearTimeout(watch); watch = setTimeout(open, 4000); }
    });
  }
  // A timer sleeps with the laptop; whoever comes back does not wait for it.
  reopen = () => { if (Date.now() - heardAt > BEAT) open(); };
  open();
  return new Promise(() => {}); // this tab leads for as long as it lives
}

function say(sentence) {
  document.getElementById("said").textContent = sentence;
}

function trouble(sentence) {
  document.getElementById("trouble").textContent = sentence ?? "";
}

/** Who has begun to write while the answer was on its way is not torn away from it. */
function lead(to) {
  const now = document.activeElement, next = to && document.querySelector(to);
  if (!next || now === next || (now !== acted && now?.matches(WRITING))) return;
  next.focus();
  next.setSelectionRange?.(0, 0);
  next.scrollTop = 0;
}

document.addEventListener("did", ({ detail }) => {
  trouble();
  say(detail.says);
  setTimeout(() => lead(detail.focus));
  refresh();
});
document.addEventListener("trouble", ({ detail }) => trouble(detail.says));
document.addEventListener("htmx:response:error", ({ detail }) => {
  if (!detail.ctx.response.headers.get("HX-Trigger")) trouble("The desk is busy. Wait a few seconds and try again.");
});
document.addEventListener("htmx:error", ({ target }) => {
  // A page that could not fetch itself says so in the bar; only somebody's own action deserves a sentence.
  if (!target.dataset?.live) trouble("The desk cannot be reached. Your words are still here: try again in a moment.");
});
// A form with somebody's own words in it is left alone when the page around it refreshes itself, until it is sent.
document.addEventListener("input", ({ target }) => {
  trouble();
  if (target.closest("[data-live]")) target.form?.setAttribute("hx-morph-skip", "");
});
document.addEventListener("submit", () => { acted = document.activeElement; }, true);
// What a page began to fetch before somebody acted on it may be older than the act: it must not undo what they see.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.request.method !== "POST" || !ctx.response.raw.ok) return;
  const form = ctx.sourceElement?.closest("form:not([data-draft])");
  form?.removeAttribute("hx-morph-skip");
  form?.reset(); // the next note is not the last one
  window.htmx.trigger("#main", "htmx:abort");
});
document.addEventListener("htmx:config:request", ({ detail }) => {
  if (document.hidden) detail.ctx.request.headers["X-Desk-Hidden"] = "true";
});
function wake() {
  if (reopen) reopen();
  else tabs?.postMessage({ wake: true });
}

// Back at the desk: after a sleep, from another tab, by the Back button.
for (const event of ["online", "pageshow", "focus"]) addEventListener(event, () => wake());
document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
addEventListener("pageshow", ({ persisted }) => { if (persisted) refresh(); });

if (tabs) tabs.onmessage = ({ data }) => hear(data);
tabs?.postMessage({ secret: document.body.getAttribute("hx-headers:inherited") });
if (tabs && navigator.locks) {
  navigator.locks.request("amends-desk-stream", listen);
  showStream("live");
} else listen();
