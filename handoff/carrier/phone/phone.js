// The phone simulator: one thread of texts, asked for once a second.
const at = (id) => document.getElementById(id);
const [number, thread, text, problem, picture] = ["number", "thread", "text", "problem", "picture"].map(at);
const shown = new Map();
let latest = 0;

const somePhone = () => "+4477" + String(Math.floor(Math.random() * 1e8)).padStart(8, "0");
number.value = localStorage.getItem("phone") || somePhone();

function startOver() {
  localStorage.setItem("phone", number.value);
  thread.replaceChildren();
  shown.clear();
  latest = 0;
  look();
}

function show(message) {
  let row = shown.get(message.number);
  if (!row) {
    row = document.createElement("p");
    row.className = message.direction;
    row.append(document.createElement("span"), document.createElement("small"));
    row.firstChild.textContent = [message.body, pictures(message.media.length)].filter(Boolean).join(" ");
    shown.set(message.number, row);
    thread.append(row);
    thread.scrollTop = thread.scrollHeight;
  }
  const size = message.segments > 1 ? ` · ${message.segments} segments` : "";
  row.lastChild.textContent = (message.direction === "in" ? "sent" : message.status) + size;
}

const pictures = (count) => (count === 0 ? "" : count === 1 ? "(a picture)" : `(${count} pictures)`);

async function look() {
  const query = new URLSearchParams({ number: number.value, after: Math.max(0, latest - 20) });
  const answer = await fetch(`/phone/messages?${query}`).catch(() => null);
  const body = answer && (await answer.json());
  if (!answer?.ok) {
    problem.textContent = body?.detail || "The service does not answer; trying again.";
    return;
  }
  problem.textContent = "";
  at("company").textContent = body.company;
  for (const message of body.messages) {
    show(message);
    latest = Math.max(latest, message.number);
  }
}

async function send(event) {
  event?.preventDefault();
  const words = text.value;
  if (!words.trim()) return;
  text.value = "";
  if (!(await write({ text: words }))) text.value = words;
  await look();
}

async function write(fields) {
  const answer = await fetch("/phone/messages", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ number: number.value, ...fields }),
  }).catch(() => null);
  if (!answer?.ok) problem.textContent = "That was not taken. Send it again in a moment.";
  return answer?.ok;
}

// The carrier keeps the picture and tells the service where, together with the words that stand in the field.
async function sendPicture() {
  const [file] = picture.files;
  picture.value = "";
  if (!file) return;
  const headers = { "Content-Type": file.type || "application/octet-stream" };
  const answer = await fetch("/phone/pictures", { method: "POST", headers, body: file }).catch(() => null);
  if (!answer?.ok) {
    problem.textContent = "The carrier does not take this file: at most 12 MB.";
    return;
  }
  const { url } = await answer.json();
  if (await write({ text: text.value, media: [url] })) text.value = "";
  await look();
}

at("write").addEventListener("submit", send);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
});
number.addEventListener("change", startOver);
at("choose").addEventListener("click", () => picture.click());
picture.addEventListener("change", sendPicture);
at("another").addEventListener("click", () => {
  number.value = somePhone();
  startOver();
});
setInterval(look, 1000);
startOver();
