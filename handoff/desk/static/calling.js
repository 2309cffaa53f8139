// Calls when a customer waits for anybody, a colleague handed something over or a remedy waits for a supervisor's yes:
// title, sound, notification, again until it is taken. Of all tabs one makes the sound.
import { play } from "./sound.js";

const KEY = "amends:called";
const title = document.title;
let leads = !navigator.locks;
let timer;

function kept() {
  try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; }
}

function list(words) {
  return (words ?? "").split(" ").filter(Boolean);
}

function look() {
  const called = document.getElementById("called");
  if (!called) return;
  const mine = list(called.dataset.notices), asked = list(called.dataset.asked);
  const now = [...list(called.dataset.refs), ...mine, ...asked];
  const count = Number(called.dataset.waiting) + mine.length + asked.length;
  document.title = count && called.dataset.title === "on" ? `(${count}) ${title}` : title;
  clearTimeout(timer);
  if (leads) call(called.dataset, now, { mine, asked });
}

function call({ sound, notify, repeat, ...rest }, now, about) {
  const before = kept(), every = Number(repeat) * 1000;
  const fresh = now.filter((one) => !(before.now ?? []).includes(one));
  const since = Date.now() - (before.at ?? 0);
  const calls = fresh.length > 0 || (now.length > 0 && every > 0 && since >= every);
  localStorage.setItem(KEY, JSON.stringify({ now, at: calls ? Date.now() : before.at ?? 0 }));
  if (calls && sound === "on") play();
  if (calls && notify === "on") show(rest, ["mine", "asked"].find((one) => fresh.some((id) => about[one].includes(id))));
  if (now.length && every) timer = setTimeout(look, Math.max(1000, calls ? every : every - since));
}

const HEADS = { mine: "Something for you at the desk", asked: "A remedy waits for your yes" };

/** `what`: mine, asked, or nothing for those who wait for anybody. */
function show({ waiting, first, firstRef }, what) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const head = HEADS[what] ?? (waiting === "1" ? "1 person waits" : `${waiting} people wait`);
  const said = new Notification(head, { body: what ? "" : first ?? "", tag: "amends-desk", renotify: true });
  said.onclick = () => {
    window.focus();
    said.close();
    if (what === "asked") location.href = "/desk/approvals";
    if (!what && firstRef) location.href = `/desk/cases/${firstRef}`;
  };
}

if (navigator.locks) {
  navigator.locks.request("amends-desk-calls", () => { leads = true; look(); return new Promise(() => {}); });
}
document.addEventListener("htmx:after:swap", look);
look();
