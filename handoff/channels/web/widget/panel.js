// The launcher and the panel, without behaviour of their own: the widget hands in what happens on each act.
class Panel {
  constructor(words, thread, tray, acts) {
    this.words = words;
    this.link = element("a", { class: "page", target: "_blank", rel: "noopener", hidden: true }, words.page);
    this.status = element("p", { class: "status", role: "status" }, words.listening);
    this.field = element("textarea", {
      id: "field", rows: "1", placeholder: words.hint, enterkeyhint: "send", autocomplete: "off",
      oninput: acts.compose, onkeydown: (event) => this.enter(event, acts),
      onpaste: (event) => tray.take(event.clipboardData) && event.preventDefault(),
    });
    this.done = element("button", { type: "button", class: "done", hidden: true, onclick: acts.done },
      icon("check"), words.done);
    this.dialog = element("dialog", { "aria-labelledby": "title", onkeydown: (event) => this.escape(event), onclose: acts.closed,
      ondragover: (event) => event.dataTransfer.types.includes("Files") && event.preventDefault(),
      ondrop: (event) => tray.take(event.dataTransfer) && event.preventDefault() },
      element("div", { class: "head" },
        element("div", {}, element("h2", { id: "title", tabindex: "-1" }, words.title), this.status, this.link),
        element("button", { type: "button", class: "close", "aria-label": words.close, onclick: () => this.close() }, icon("down"))),
      thread.node,
      element("form", { onsubmit: (event) => { event.preventDefault(); acts.send(); } },
        this.done, tray.list, tray.note, tray.input,
        element("div", { class: "compose" },
          element("label", { for: "field", class: "unseen" }, words.field),
          this.field,
          tray.button,
          element("button", { type: "submit", class: "send", "aria-label": words.send }, icon("send")))));
    this.badge = element("span", { class: "badge", hidden: true });
    this.launcher = element("button", {
      type: "button", class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => acts.opened(),
    }, icon("speech"), words.launcher, this.badge);
  }

  get isOpen() { return this.dialog.open; }

  // On a screen that the panel fills, the page behind it must not be reached by Tab: there it is modal.
  open(focus) {
    if (this.isOpen) return;
    const fills = matchMedia("(max-width: 520px), (max-height: 520px)").matches;
    const before = document.activeElement;
    if (fills) this.dialog.showModal();
    else this.dialog.show();
    this.launcher.hidden = true;
    this.launcher.setAttribute("aria-expanded", "true");
    if (!focus) {
      this.dialog.getRootNode().activeElement?.blur();
      before?.focus();
    }
    else if (matchMedia("(hover: hover)").matches) this.field.focus();
    else this.dialog.querySelector("h2").focus(); // no keyboard jumps up before it is wanted
  }

  close() { this.dialog.close(); }

  closed() {
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.focus();
  }

  say(status, tone) {
    if (this.status.textContent !== status) this.status.textContent = status;
    this.status.dataset.tone = tone;
  }

  offerDone(offered) {
    if (this.done.hidden === !offered) return;
    if (!offered && this.done.matches(":focus")) this.field.focus();
    this.done.hidden = !offered;
  }

  // The customer's own page of the case, once there is one.
  page(address) {
    this.link.hidden = !address;
    if (address) this.link.href = address;
  }

  unread(count) {
    this.badge.hidden = count === 0;
    this.badge.textContent = count === 0 ? "" : fill(this.words.unread, { count });
  }

  enter(event, acts) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    acts.send();
  }

  escape(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }
}
