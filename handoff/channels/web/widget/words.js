// The widget's own words. A site changes or translates them with data-words='{"title": "…"}' on the script tag.
const WORDS = {
  lang: "en",
  launcher: "Tell us",
  unread: "{count} new",
  title: "Tell us what happened",
  close: "Close",
  log: "Your conversation",
  you: "You",
  bot: "Assistant",
  agent: "The team",
  system: "Notice",
  field: "Your message",
  hint: "Write here…",
  send: "Send",
  addPicture: "Add a picture",
  removePicture: "Remove this picture",
  pictures: "Pictures to send",
  picture: "Picture",
  lostPicture: "This picture is not here any more.",
  noPicture: "This was no picture that we can open. A JPEG, PNG, WebP or GIF works.",
  tooBig: "This picture is too large for us. Please choose a smaller one.",
  tooMany: "At most {count} pictures at a time, please.",
  page: "See your case",
  done: "That's everything",
  listening: "We're listening — take your time.",
  asked: "Over to you. Take your time.",
  reading: "Reading what you wrote…",
  queue: "Waiting for a person",
  human: "{name} is here",
  writing: "{name} is writing…",
  offline: "No connection. We keep what you write and send it as soon as we can.",
  sending: "Sending…",
  sent: "Sent",
  waiting: "Waiting for connection",
  refused: "Not sent",
  tooLong: "Not sent: too long. Please send it in parts.",
  renewed: "Your earlier conversation has expired. This is a new one.",
};

// fill("{name} is here", {name: "Priya"}) is "Priya is here".
function fill(text, fields) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);
}
