// Two soft notes, made by the browser: no file, and nothing that startles.
let context = null;

export function play() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
  [[659, 0], [880, 0.16]].forEach(([pitch, after]) => note(pitch, context.currentTime + after));
  document.dispatchEvent(new CustomEvent("sounded"));
}

function note(pitch, at) {
  const tone = context.createOscillator(), loudness = context.createGain();
  tone.frequency.value = pitch;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.18, at + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
  tone.connect(loudness).connect(context.destination);
  tone.start(at);
  tone.stop(at + 0.5);
}

// Browsers keep a page silent until somebody has touched it.
for (const touch of ["pointerdown", "keydown"]) {
  addEventListener(touch, () => { if (context?.state === "suspended") context.resume(); }, { passive: true });
}
