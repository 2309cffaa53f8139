// The page of choices: lets somebody hear the sound, and asks the browser for its notifications.
import { play } from "./sound.js";

const WORDS = { granted: "Allowed here.", denied: "Refused here: change it in the browser's settings for this page.", default: "" };
const allowed = document.getElementById("allowed");

function say() {
  allowed.textContent = "Notification" in window ? WORDS[Notification.permission] : "This browser has none.";
}

document.getElementById("try-sound").addEventListener("click", play);
document.getElementById("allow").addEventListener("click", async () => {
  if ("Notification" in window) await Notification.requestPermission();
  say();
});
say();
