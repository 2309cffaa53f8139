// The line to the service: one session, requests with its token, and the news of its conversation.
class SessionOver extends Error {}

const SILENCE = 40_000; // ms; the service speaks every 15 s, so a silent stream is dead
const BUFFERED = 8_000; // ms; a stream whose first bytes do not come is held back by a proxy
const PATIENCE = 20_000;

const alone = (name, work) => (navigator.locks ? navigator.locks.request(name, work) : work());
const backOff = (failures) => Math.min(30_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2);

// Sleeps until the time is over, the network is back or somebody calls wake().
class Pause {
  constructor() { addEventListener("online", () => this.wake()); }
  wake() { this.end?.(); }
  sleep(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.end = () => { clearTimeout(timer); resolve(); };
    });
  }
}

class Line {
  constructor(base, kept, known) {
    Object.assign(this, { base, kept, known, streams: true });
  }

  // Two tabs that begin at once share one session.
  session() {
    if (this.kept.session) return Promise.resolve(this.kept.session);
    this.opening ??= alone(`${this.kept.prefix}session`, () => this.kept.session ?? this.open())
      .finally(() => { this.opening = null; });
    return this.opening;
  }

  async open() {
    const response = await this.fetch("sessions", { body: this.known ? { known: this.known } : {} });
    if (!response.ok) throw new Error(`no session: ${response.status}`);
    this.kept.seen = 0;
    this.kept.session = await response.json();
    return this.kept.session;
  }

  // The answer to a request with the session's token, whatever its status. Throws SessionOver.
  async ask(path, { body, blob, signal } = {}) {
    const session = await this.session();
    const { token } = session;
    // Whoever found the old session to be over, this tab or another: here it is noticed.
    if (this.token && this.token !== token) this.renewed(session);
    this.token = token;
    const response = await this.fetch(path, { body, blob, signal, headers: { Authorization: `Bearer ${token}` } });
    // 401: unknown or expired; 409: the conversation was closed.
    if (response.status !== 401 && response.status !== 409) return response;
    if (this.kept.session?.token === token) this.kept.session = null;
    throw new SessionOver();
  }

  fetch(path, { body, blob, headers, signal = AbortSignal.timeout(PATIENCE) }) {
    const sent = (body || blob) && { method: "POST", body: blob ?? JSON.stringify(body) };
    return fetch(`${this.base}chat/${path}`, {
      ...sent,
      headers: { ...headers, ...(body && { "Content-Type": "application/json" }) },
      signal, credentials: "omit", cache: "no-store",
    });
  }

  // Tells `hear(kind, data)` what happens after the message `after`, until the stream ends or `control` aborts it.
  follow(after, hear, control) {
    return this.streams ? this.stream(after, hear, control) : this.poll(after, hear, control);
  }

  async stream(after, hear, control) {
    let watch = setTimeout(() => { this.streams = false; control.abort(); }, BUFFERED);
    try {
      const response = await this.ask(`events?after=${after}`, control);
      if (!response.ok) throw new Error(`no events: ${response.status}`);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; ;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(watch);
        watch = setTimeout(() => control.abort(), SILENCE);
        const events = (rest + value).split("\n\n");
        rest = events.pop();
        hear("connected");
        events.forEach((event) => hearEvent(event, hear));
      }
    } finally {
      clearTimeout(watch);
    }
  }

  async poll(after, hear, control) {
    const watch = setTimeout(() => control.abort(), SILENCE);
    try {
      const response = await this.ask(`messages?wait=15&after=${after}`, control);
      if (!response.ok) throw new Error(`no news: ${response.status}`);
      const { messages, floor } = await response.json();
      hear("connected");
      messages.forEach((message) => hear("message", message));
      hear("floor", floor);
    } finally {
      clearTimeout(watch);
    }
  }
}

function hearEvent(event, hear) {
  const fields = Object.fromEntries(event.split("\n").map((line) => line.split(/: (.*)/s)));
  if (fields.event) hear(fields.event, JSON.parse(fields.data));
}
