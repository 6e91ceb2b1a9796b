// While somebody edits a quiz, others see it: the desk is told now and then, and when the page is left.

import { post } from "../api.js";

const form = document.getElementById("edit");
const every = 50_000;

const stay = () => post(`${form.dataset.api}/open`, {}).catch(() => {}); // the desk hears of it the next time
const timer = setInterval(stay, every);

window.addEventListener("pagehide", () => {
  clearInterval(timer);
  const headers = { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content, Accept: "application/json" };
  fetch(`${form.dataset.api}/close`, { method: "POST", headers, keepalive: true });
});
