// Counts down to promised times and up from the first word, at the pace of the service's own clock.
const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const scale = Number(document.body.dataset.scale);
const origin = Date.parse(document.body.dataset.now);
const loaded = Date.now(); // not performance.now(): in many browsers it stands still while the laptop sleeps

function now() {
  return origin + (Date.now() - loaded) * scale;
}

export function span(ms) {
  if (ms < MINUTE) return "under a minute";
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) {
    const minutes = Math.floor((ms % HOUR) / MINUTE);
    return `${Math.floor(ms / HOUR)} h${minutes ? ` ${minutes} min` : ""}`;
  }
  const days = Math.floor(ms / DAY);
  return `${days} day${days > 1 ? "s" : ""}`;
}

function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function tick() {
  for (const element of document.querySelectorAll("time[data-due]")) {
    const left = Date.parse(element.dateTime) - now();
    write(element, left > 0 ? `${span(left)} left` : `${span(-left)} late`);
    const pressing = left <= 0 ? "late" : left < HOUR / 2 ? "soon" : "calm";
    element.closest("[data-pressing]")?.setAttribute("data-pressing", pressing);
  }
  for (const element of document.querySelectorAll("time[data-since]")) write(element, span(now() - Date.parse(element.dateTime)));
}

setInterval(tick, 5000);
document.addEventListener("visibilitychange", tick);
document.addEventListener("htmx:after:swap", tick);
tick();
