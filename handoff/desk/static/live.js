// Keeps every open page of the desk up to date: one stream for the browser, shared between its tabs.
const QUIET = 45_000; // the stream beats every 15 s; after this it is dead whatever the browser thinks
const PACE = 700; // a page fetches itself again at most this often

const tabs = "BroadcastChannel" in window ? new BroadcastChannel("amends-desk") : null;
const due = new WeakMap();

function hear(news) {
  if (news.stream) showStream(news.stream);
  if (news.topics) refresh(news.topics);
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
  let stream, watch;
  function heard() {
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
  open();
  return new Promise(() => {}); // this tab leads for as long as it lives
}

function say(sentence) {
  document.getElementById("said").textContent = sentence;
}

function trouble(sentence) {
  document.getElementById("trouble").textContent = sentence ?? "";
}

document.addEventListener("did", ({ detail }) => {
  trouble();
  say(detail.says);
  const next = detail.focus && document.querySelector(detail.focus);
  if (next) setTimeout(() => { next.focus(); next.setSelectionRange?.(0, 0); next.scrollTop = 0; });
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
document.addEventListener("input", () => trouble());
// What a page began to fetch before somebody acted on it may be older than the act: it must not undo what they see.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.request.method === "POST" && ctx.response.raw.ok) window.htmx.trigger("#main", "htmx:abort");
});
document.addEventListener("htmx:config:request", ({ detail }) => {
  if (document.hidden) detail.ctx.request.headers["X-Desk-Hidden"] = "true";
});

if (tabs) tabs.onmessage = ({ data }) => hear(data);
if (tabs && navigator.locks) {
  navigator.locks.request("amends-desk-stream", listen);
  showStream("live");
} else listen();
