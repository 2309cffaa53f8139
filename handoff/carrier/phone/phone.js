// The phone simulator: one thread of texts, asked for once a second.
const at = (id) => document.getElementById(id);
const [number, thread, text, problem] = ["number", "thread", "text", "problem"].map(at);
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
    row = document.createElement("li");
    row.className = message.direction;
    row.append(document.createElement("span"), document.createElement("small"));
    row.firstChild.textContent = message.body || "(a picture)";
    shown.set(message.number, row);
    thread.append(row);
    thread.scrollTop = thread.scrollHeight;
  }
  const size = message.segments > 1 ? ` · ${message.segments} segments` : "";
  row.lastChild.textContent = (message.direction === "in" ? "sent" : message.status) + size;
}

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
  const answer = await fetch("/phone/messages", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ number: number.value, text: words }),
  }).catch(() => null);
  if (!answer?.ok) {
    text.value = words;
    problem.textContent = "That was not taken. Send it again in a moment.";
  }
  await look();
}

at("write").addEventListener("submit", send);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
});
number.addEventListener("change", startOver);
at("another").addEventListener("click", () => {
  number.value = somePhone();
  startOver();
});
setInterval(look, 1000);
startOver();
