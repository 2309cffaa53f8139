// What outlives a page: the session, the messages that wait to be sent, how far the customer has read, the draft.
// One key for each waiting message, so that two tabs never overwrite each other's.
class Kept {
  constructor(site) {
    this.prefix = `amends.${site}.`;
    this.memory = new Map(); // where the browser refuses to store, or its room is full
  }

  get session() { return this.read("session"); }
  set session(session) { this.write("session", session); }
  get seen() { return this.read("seen") ?? 0; }
  set seen(seq) { this.write("seen", seq); }
  get draft() { return this.read("draft") ?? ""; }
  set draft(text) { this.write("draft", text || null); }
  get open() { return this.read("open") ?? false; }
  set open(open) { this.write("open", open || null); }

  // Oldest first.
  waiting() {
    const begin = `${this.prefix}wait.`;
    return this.names()
      .filter((name) => name.startsWith(begin))
      .sort()
      .map((name) => this.read(name.slice(this.prefix.length)))
      .filter(Boolean);
  }

  wait(item) { this.write(this.place(item), item); }
  drop(item) { this.write(this.place(item), null); }
  place(item) { return `wait.${item.place}.${item.id}`; }

  names() {
    let stored = [];
    try { stored = Object.keys(localStorage); } catch { /* forbidden here */ }
    return [...new Set([...stored, ...this.memory.keys()])];
  }

  read(name) {
    const key = this.prefix + name;
    try {
      return JSON.parse(this.memory.get(key) ?? localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  write(name, value) {
    const key = this.prefix + name;
    this.memory.delete(key);
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
    } catch {
      if (value !== null) this.memory.set(key, JSON.stringify(value));
    }
  }
}
