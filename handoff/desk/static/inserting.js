// Puts prepared words into a reply where they belong: after the greeting, before the signature, at the cursor.

function paragraphs(text) {
  return text.split(/\n{2,}/);
}

function afterGreeting(text, words) {
  const parts = paragraphs(text);
  const greeted = /^[^.!?]{0,60},$/.test(parts[0].trim());
  parts.splice(greeted ? 1 : 0, 0, words);
  return [parts.filter(Boolean).join("\n\n"), words];
}

function beforeSignature(text, words) {
  const parts = paragraphs(text);
  const last = parts.at(-1).trim();
  // A short last paragraph without a full stop is a name.
  const signed = parts.length > 1 && last.length < 60 && !/[.!?]$/.test(last);
  parts.splice(signed ? parts.length - 1 : parts.length, 0, words);
  return [parts.filter(Boolean).join("\n\n"), words];
}

function atCursor(field, words) {
  const { value, selectionStart: from, selectionEnd: to } = field;
  const before = value.slice(0, from).trimEnd(), after = value.slice(to).trimStart();
  return [[before, words, after].filter(Boolean).join("\n\n"), words];
}

function instead(text, words, sentence) {
  return text.includes(sentence) ? [text.replace(sentence, () => words), words] : beforeSignature(text, words);
}

/** `where`: opening, closing, cursor, instead (of `sentence`) or all. The cursor ends behind the words. */
export function putIn(field, words, where, sentence) {
  const text = field.value.trim();
  const [whole, put] = !text || where === "all" ? [words, words]
    : where === "opening" ? afterGreeting(text, words)
    : where === "closing" ? beforeSignature(text, words)
    : where === "instead" ? instead(text, words, sentence)
    : atCursor(field, words);
  field.value = whole;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  const gap = whole.match(/\{\w+\}/);
  if (gap) field.setSelectionRange(gap.index, gap.index + gap[0].length);
  else { const end = whole.lastIndexOf(put) + put.length; field.setSelectionRange(end, end); }
}
