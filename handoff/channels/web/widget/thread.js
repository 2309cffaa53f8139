// The conversation as it is read: confirmed messages in the order of their seq, then what still waits to be sent.
class Thread {
  constructor(words, onPress, fetchPicture) {
    Object.assign(this, { words, onPress, fetchPicture, bySeq: new Map(), byId: new Map(), atEnd: true });
    this.log = element("div", {
      class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": words.log,
    });
    this.unsent = element("div", { class: "unsent" });
    this.dots = element("div", { class: "dots", hidden: true, "aria-hidden": "true" }, ...[1, 2, 3].map(() => element("i")));
    this.node = element("div", { class: "thread", tabindex: "0", role: "region", "aria-label": words.log },
      this.log, this.unsent, this.dots);
    this.node.addEventListener("scroll", () => {
      this.atEnd = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < 80;
    });
    // A field that grows must not cover the last words.
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(this.node);
  }

  get last() { return Math.max(0, ...this.bySeq.keys()); }
  get endsWithCustomer() {
    return this.unsent.hasChildNodes() || this.bySeq.get(this.last)?.author === "customer";
  }

  // A message that the service confirmed; one that is already here changes nothing.
  add(message) {
    if (this.bySeq.has(message.seq)) return;
    if (message.author === "customer") this.adopt(message);
    const shown = { ...message, node: this.draw(message) };
    this.bySeq.set(message.seq, shown);
    this.place(shown);
  }

  // The greeting stands before everything else and is no message of the conversation.
  greet(text) {
    if (text && !this.bySeq.has(0)) this.add({ seq: 0, author: "bot", text });
  }

  note(text) {
    this.log.append(element("p", { class: "note" }, text));
    this.toEnd();
  }

  // A message on its way; `state` is one of sending, waiting, refused, tooLong.
  wait(item, state = "sending") {
    if (this.byId.has(item.id)) return;
    const node = this.draw({ author: "customer", text: item.text, media: mediaOf(item) });
    this.byId.set(item.id, { item, node });
    this.unsent.append(node);
    this.mark(item.id, state);
    this.settle();
    this.toEnd();
  }

  mark(id, state) {
    const node = this.byId.get(id)?.node;
    if (!node) return;
    node.dataset.state = state;
    node.querySelector(".meta").textContent = this.words[state];
    if (state === "sending" || state === "waiting") return;
    this.log.append(node);
    this.byId.delete(id);
  }

  sent(item, seq) {
    this.drop(item.id);
    this.add({ seq, author: "customer", text: item.text, media: mediaOf(item), at: new Date().toISOString() });
  }

  drop(id) {
    this.byId.get(id)?.node.remove();
    this.byId.delete(id);
  }

  clear() {
    this.bySeq.clear();
    this.log.replaceChildren();
  }

  toEnd() { this.node.scrollTop = this.node.scrollHeight; }

  // The news of a message may come before the answer to sending it: then its waiting twin goes at once.
  adopt(message) {
    const twin = [...this.byId.values()].find(({ item }) => item.text.trim() === message.text && same(mediaOf(item), message.media));
    if (twin) this.drop(twin.item.id);
  }

  place(shown) {
    const follower = [...this.bySeq.values()]
      .filter(({ seq }) => seq > shown.seq)
      .sort((one, other) => one.seq - other.seq)[0];
    this.log.insertBefore(shown.node, follower?.node ?? null);
    this.settle();
    if (this.atEnd || shown.author === "customer") this.toEnd();
  }

  // Groups messages of one author and closes buttons whose question has been answered.
  settle() {
    const nodes = [...this.log.children, ...this.unsent.children].filter((node) => node.matches(".message"));
    nodes.forEach((node, index) => {
      const next = nodes[index + 1];
      node.classList.toggle("follows", index > 0 && nodes[index - 1].dataset.by === node.dataset.by);
      node.classList.toggle("followed", next?.dataset.by === node.dataset.by && !next.dataset.state);
      const answer = nodes.slice(index + 1).find((later) => later.dataset.author === "customer");
      if (answer) this.closeButtons(node, answer.querySelector(".text").textContent);
    });
  }

  closeButtons(node, chosen) {
    for (const button of node.querySelectorAll("button:not([disabled])")) {
      button.disabled = true;
      button.setAttribute("aria-pressed", String(button.textContent === chosen));
    }
  }

  // What cannot be had is said in words.
  show({ id }) {
    const shown = element("span", { class: "picture" });
    this.fetchPicture(id)
      .then((blob) => canvasOf(blob, this.words.picture))
      .then((canvas) => shown.append(canvas), () => shown.append(this.words.lostPicture))
      .then(() => this.atEnd && this.toEnd());
    return shown;
  }

  draw({ author, name, text, at, buttons = [], media = [] }) {
    const who = author === "agent" ? name ?? this.words.agent : this.words[author === "customer" ? "you" : author];
    const choices = buttons.map((button) =>
      element("button", { type: "button", onclick: () => this.onPress(button) }, button.title));
    return element("div", { class: `message ${author}`, "data-author": author, "data-by": who },
      element("span", { class: "who" }, who),
      ...media.map((one) => this.show(one)),
      element("p", { class: "text", dir: "auto", hidden: !text && media.length > 0 }, text),
      choices.length ? element("div", { class: "choices" }, ...choices) : "",
      element("span", { class: "meta" }, author === "customer" && at ? `${this.words.sent} · ` : "",
        at ? element("time", { datetime: at }, when(new Date(at), this.words.lang)) : ""));
  }
}

const mediaOf = ({ pictures = [] }) => pictures.map((id) => ({ id }));
const same = (some, others = []) => String(some.map(({ id }) => id)) === String(others.map(({ id }) => id));

function when(date, lang) {
  const today = date.toDateString() === new Date().toDateString();
  const day = today ? {} : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat([navigator.language, lang], { ...day, hour: "numeric", minute: "2-digit" }).format(date);
}
