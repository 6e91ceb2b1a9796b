// While somebody edits a quiz, others see it, and what is written is kept beside the saved quiz.

import { post, send } from "../api.js";

const form = document.getElementById("edit");
const every = 50_000;
const pause = 2_000;
let keeping;

const quietly = (answer) => answer.catch(() => {}); // the next sign or change tries again
const stay = setInterval(() => quietly(post(`${form.dataset.api}/open`, {})), every);

form.addEventListener("input", () => {
  clearTimeout(keeping);
  keeping = setTimeout(() => quietly(send("PUT", `${form.dataset.api}/draft`, written())), pause);
});
form.addEventListener("submit", () => clearTimeout(keeping));

/** What stands in the form, as the desk keeps it. */
function written() {
  const { elements } = form;
  const choices = [];
  const ruby = {};
  for (let place = 0; elements[`choice-${place}`]; place += 1) {
    const choice = elements[`choice-${place}`].value.trim();
    const reading = elements[`reading-${place}`].value.trim();
    choices.push(choice);
    if (reading) ruby[choice] = reading;
  }
  const quiz = {
    stem: elements.stem.value.trim(),
    explanation: elements.explanation.value.trim(),
    answer: Number(elements.answer.value),
    choices,
    ruby,
  };
  return { quiz, version: Number(elements.version.value) };
}

window.addEventListener("pagehide", () => {
  clearInterval(stay);
  const headers = { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content, Accept: "application/json" };
  fetch(`${form.dataset.api}/close`, { method: "POST", headers, keepalive: true });
});
