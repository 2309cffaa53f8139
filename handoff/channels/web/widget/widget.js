// <amends-chat>: joins what the customer does, what the service tells, and what is seen.
const TYPING = 3_000; // ms between two signals that the customer is writing

class AmendsChat extends HTMLElement {
  constructor(base, { site = "site", words, email, name, order }) {
    super();
    this.words = { ...WORDS, ...(words && JSON.parse(words)) };
    this.kept = new Kept(site);
    const known = Object.entries({ email, person_name: name, order_number: order }).filter(([, value]) => value);
    this.talk = new Line(base, this.kept, known.length ? Object.fromEntries(known) : null);
    this.talk.renewed = (session) => this.renew(session);
    this.outgoing = new Outgoing(this.talk, this.kept, (what, data) => this.hearOutgoing(what, data));
    this.following = new Following(this.talk, (what, data) => this.hear(what, data));
    this.thread = new Thread(this.words, (button) => this.press(button), (id) => this.picture(id));
    this.tray = new Tray(this.words, this.talk, () => this.trayChanged());
    this.base = base;
    this.panel = new Panel(this.words, this.thread, this.tray, {
      send: () => this.send(), done: () => this.done(), compose: () => this.compose(),
      opened: () => this.open(true), closed: () => this.closed(),
    });
    this.floor = { floor: "customer" };
    this.draw();
  }

  draw() {
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOK);
    root.adoptedStyleSheets = [sheet];
    root.append(element("div", { lang: this.words.lang }, this.panel.launcher, this.panel.dialog));
  }

  connectedCallback() {
    addEventListener("storage", (event) => this.hearOtherTab(event));
    addEventListener("offline", () => this.hear("lost"));
    this.panel.field.value = this.kept.draft;
    this.kept.waiting().filter(({ kind }) => kind !== "done").forEach((item) => this.thread.wait(item, "waiting"));
    if (this.kept.session || this.kept.waiting().length) this.begin();
    if (this.kept.open) this.open(false);
  }

  disconnectedCallback() { this.following.stop(); }

  begin() {
    this.outgoing.run();
    this.following.start();
    this.talk.session().then(({ greeting }) => this.thread.greet(greeting), () => this.hear("lost"));
  }

  open(focus) {
    this.kept.open = true;
    this.panel.open(focus);
    this.begin();
    this.thread.toEnd();
    this.read();
  }

  closed() {
    this.kept.open = false;
    this.panel.closed();
  }

  compose() {
    this.kept.draft = this.panel.field.value;
    if (!this.panel.field.value || Date.now() - (this.signalled ?? 0) < TYPING) return;
    this.signalled = Date.now();
    this.talk.ask("typing", { body: {} }).catch(() => {}); // only a hint
  }

  send() {
    const text = this.panel.field.value;
    this.panel.field.focus();
    this.sendsSoon = this.tray.busy; // with its pictures, as soon as they are here
    const pictures = this.tray.ready;
    if (this.sendsSoon || (!text.trim() && !pictures.length)) return;
    this.tray.clear();
    this.panel.field.value = this.kept.draft = "";
    this.signalled = 0;
    this.toldAll = false;
    this.thread.wait(this.outgoing.add("messages", pictures.length ? { text, pictures } : { text }));
    this.update();
  }

  trayChanged() {
    if (this.sendsSoon && !this.tray.busy) this.send();
  }

  async picture(id) {
    const answer = await this.talk.ask(`pictures/${id}?size=small`);
    if (!answer.ok) throw new Error("no picture");
    return answer.blob();
  }

  press({ id, title }) {
    this.thread.wait(this.outgoing.add("buttons", { button: id, text: title }));
    this.panel.field.focus();
    this.update();
  }

  done() {
    this.toldAll = true;
    this.outgoing.add("done");
    this.update();
  }

  // What the following tells. The answer to "over" says whether somebody needs a new session.
  hear(what, data) {
    if (what === "over") return this.panel.isOpen || this.kept.waiting().length > 0;
    if (what === "message") this.thread.add(data);
    if (what === "floor") this.floor = data;
    this.offline = what === "lost";
    if (what === "message") this.read();
    this.update();
  }

  hearOutgoing(what, { item, seq, status } = {}) {
    if (what === "stalled") this.kept.waiting().forEach(({ id }) => this.thread.mark(id, "waiting"));
    if (what === "sent" && seq) this.thread.sent(item, seq);
    if (what === "refused" && item.kind !== "done") this.thread.mark(item.id, status === 413 ? "tooLong" : "refused");
    this.update();
  }

  hearOtherTab({ key, oldValue, newValue }) {
    if (key === `${this.kept.prefix}session` && newValue) {
      this.begin();
      this.following.restart();
    }
    if (key === `${this.kept.prefix}seen`) this.read();
    if (key?.startsWith(`${this.kept.prefix}wait.`) && oldValue && !newValue) this.thread.drop(JSON.parse(oldValue).id);
  }

  // The earlier session is over: begin again, and say so. Unsent words stay and go into the new one.
  renew({ greeting }) {
    this.thread.clear();
    this.thread.note(this.words.renewed);
    this.thread.greet(greeting);
    this.floor = { floor: "customer" };
    this.toldAll = false;
    this.following.restart();
  }

  read() {
    if (this.panel.isOpen && !document.hidden) this.kept.seen = this.thread.last;
    const seen = this.kept.seen;
    const unread = [...this.thread.bySeq.values()].filter(({ seq, author }) => seq > seen && author !== "customer");
    this.panel.unread(unread.length);
  }

  update() {
    const { floor, asked, name, typing, page } = this.floor;
    this.panel.page(page && new URL(page, this.base).href);
    const telling = floor === "customer" && !asked;
    this.panel.offerDone(telling && !this.toldAll && this.thread.endsWithCustomer);
    this.thread.dots.hidden = this.offline || !(floor === "bot" || (floor === "human" && typing));
    this.panel.say(this.status(floor, asked, typing, name ?? this.words.agent), this.offline ? "offline" : floor);
  }

  status(floor, asked, typing, name) {
    const { words } = this;
    if (this.offline) return words.offline;
    if (floor === "bot") return words.reading;
    if (floor === "queue") return words.queue;
    if (floor === "human") return fill(typing ? words.writing : words.human, { name });
    return asked ? words.asked : words.listening;
  }
}

const script = document.currentScript;
if (!customElements.get("amends-chat")) {
  customElements.define("amends-chat", AmendsChat);
  const start = () => document.body.append(new AmendsChat(new URL(".", script.src).href, script.dataset));
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
}
