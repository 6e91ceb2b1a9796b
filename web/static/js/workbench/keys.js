// Keys that work anywhere on the page, but never while text is typed or kana are converted.

import { isTyping } from "./dom.js";

export function startKeys({ take, undo, redo, save }) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]")) return;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey;
    const key = event.key.toLowerCase();
    if (command && key === "s") {
      event.preventDefault();
      save();
    } else if (isTyping(event)) {
      return; // a field has an undo of its own
    } else if (command && key === "z") {
      event.preventDefault();
      if (event.shiftKey) redo();
      else undo();
    } else if (command && key === "y") {
      event.preventDefault();
      redo();
    } else if (/^[1-9]$/.test(event.key) && !command && !event.altKey) {
      if (take(Number(event.key) - 1)) event.preventDefault();
    }
  });
}
