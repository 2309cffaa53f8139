// Follows the conversation for as long as the page is seen, and comes back after every break.
class Following {
  constructor(line, hear) {
    Object.assign(this, { line, hear, pause: new Pause(), after: 0, running: false });
    document.addEventListener("visibilitychange", () => this.seen());
  }

  // Browsers allow six connections to one origin, so a hidden tab gives its own back and catches up when seen again.
  seen() {
    clearTimeout(this.hiding);
    if (document.hidden) this.hiding = setTimeout(() => this.control?.abort(), 5_000);
    else this.pause.wake();
  }

  restart() {
    this.after = 0;
    this.afresh = true;
    this.control?.abort();
    this.start();
  }

  async start() {
    this.pause.wake();
    if (this.running) return;
    this.running = true;
    for (let failures = 0; this.running;) {
      this.afresh = false;
      this.control = new AbortController();
      try {
        if (!document.hidden) {
          await this.line.follow(this.after, (kind, data) => {
            failures = 0;
            if (kind === "message") this.after = Math.max(this.after, data.seq);
            this.hear(kind, data);
          }, this.control);
        }
      } catch (error) {
        if (this.afresh) continue;
        if (error instanceof SessionOver) {
          this.running = this.hear("over");
          continue;
        }
        if (!document.hidden) this.hear("lost");
      }
      await this.pause.sleep(document.hidden ? 3_600_000 : backOff(failures++));
    }
  }

  stop() {
    this.running = false;
    this.control?.abort();
    this.pause.wake();
  }
}
