// Pictures that go with the next message: made smaller here, uploaded at once, shown on canvases, which no site's
// content policy forbids.
const MOST = 5;
const SIDE = 2000; // pixels; more is not kept
const KINDS = "image/jpeg,image/png,image/webp,image/gif";

class Tray {
  constructor(words, line, changed) {
    Object.assign(this, { words, line, changed, items: [], pause: new Pause() });
    this.input = element("input", {
      type: "file", accept: KINDS, multiple: true, hidden: true, tabindex: "-1",
      onchange: () => { this.add(this.input.files); this.input.value = ""; },
    });
    this.button = element("button", {
      type: "button", class: "add", "aria-label": words.addPicture, title: words.addPicture, onclick: () => this.input.click(),
    }, icon("camera"));
    this.list = element("ul", { class: "tray", "aria-label": words.pictures, hidden: true });
    this.note = element("p", { class: "tray-note", role: "alert" });
  }

  get busy() { return this.items.some(({ id }) => !id); }
  get ready() { return this.items.map(({ id }) => id).filter(Boolean); }

  // Whether there was a file among what was pasted or dropped.
  take(transfer) {
    const files = [...(transfer?.files ?? [])];
    this.add(files);
    return files.length > 0;
  }

  add(files) {
    this.note.textContent = "";
    for (const file of files) {
      if (this.items.length >= MOST) this.note.textContent = fill(this.words.tooMany, { count: MOST });
      else this.upload(file);
    }
  }

  async upload(file) {
    const item = { client: uuid() };
    const remove = element("button", { type: "button", "aria-label": this.words.removePicture, onclick: () => this.drop(item) }, icon("cross"));
    item.node = element("li", { class: "adding" }, remove);
    this.items.push(item);
    this.list.append(item.node);
    this.update();
    const small = await smaller(file).catch(() => file);
    canvasOf(small, this.words.picture).then((canvas) => item.node.prepend(canvas), () => {});
    for (let failures = 0; this.items.includes(item); await this.pause.sleep(backOff(failures++))) {
      const answer = await this.line.ask(`pictures?id=${item.client}`, { blob: small, signal: AbortSignal.timeout(90_000) }).catch(() => null);
      if (!answer || answer.status === 429 || answer.status >= 500) continue;
      if (answer.ok) item.id = (await answer.json()).picture;
      else {
        this.drop(item);
        this.note.textContent = this.words[answer.status === 413 ? "tooBig" : "noPicture"];
      }
      break;
    }
    item.node.classList.remove("adding");
    this.update();
  }

  drop(item) {
    this.items = this.items.filter((other) => other !== item);
    item.node.remove();
    this.update();
    this.button.focus();
  }

  clear() {
    this.items = [];
    this.list.replaceChildren();
    this.update();
  }

  update() {
    this.list.hidden = !this.items.length;
    this.changed();
  }
}

async function smaller(file) {
  if (file.size < 1_000_000 || file.type === "image/gif") return file;
  const canvas = await canvasOf(file, "", SIDE);
  return new Promise((done) => canvas.toBlob((blob) => done(blob ?? file), "image/jpeg", 0.85));
}

async function canvasOf(blob, label, side = 480) {
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = element("canvas", { role: "img", "aria-label": label, width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}
