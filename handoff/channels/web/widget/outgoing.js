// What the customer says, in order and once: kept until the service has confirmed it, sent again under the same id.
class Outgoing {
  constructor(line, kept, hear) {
    Object.assign(this, { line, kept, hear, pause: new Pause(), running: false, count: 0 });
  }

  // kind: messages | buttons | done. Returns what was put into the queue.
  add(kind, fields = {}) {
    const order = String(this.count++ % 10_000).padStart(4, "0");
    const item = { id: uuid(), place: `${Date.now()}.${order}`, kind, ...fields };
    this.kept.wait(item);
    this.run();
    return item;
  }

  async run() {
    this.pause.wake();
    if (this.running) return;
    this.running = true;
    for (let failures = 0; this.kept.waiting().length;) {
      const retryAfter = await alone(`${this.kept.prefix}send`, () => this.sendFirst());
      if (retryAfter === 0) {
        failures = 0;
        continue;
      }
      this.hear("stalled");
      await this.pause.sleep(Math.max(retryAfter, backOff(failures++)));
    }
    this.running = false;
  }

  // 0 when there is something new to do at once, else after how many ms at least it is worth trying again.
  async sendFirst() {
    const [item] = this.kept.waiting();
    if (!item) return 0;
    try {
      const response = await this.line.ask(item.kind, { body: bodyOf(item) });
      if (response.status === 429 || response.status >= 500) {
        return 1000 * (Number(response.headers.get("Retry-After")) || 1);
      }
      const answer = response.status === 204 ? {} : await response.json();
      this.kept.drop(item);
      if (response.ok) this.hear("sent", { item, seq: answer.seq });
      else this.hear("refused", { item, status: response.status });
      return 0;
    } catch (error) {
      if (!(error instanceof SessionOver)) return 1;
      // A signal belongs to the conversation that is over; the customer's words go into the new one.
      if (item.kind !== "messages") this.kept.drop(item);
      return 0;
    }
  }
}

function bodyOf({ kind, id, text, button, pictures }) {
  if (kind === "messages") return { id, text, pictures };
  return kind === "buttons" ? { id, button } : {};
}
