// Short messages that go by themselves; screen readers hear them.

import { t } from "./text.js";

const place = document.getElementById("toasts");
const shown = 6000;

/** Show a message. `kind`: "info", "success" or "error"; an error stays until it is closed. */
export function toast(text, kind = "info") {
  const line = document.createElement("div");
  line.className = `toast toast--${kind}`;
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "toast__close";
  close.textContent = "×";
  close.setAttribute("aria-label", t("閉じる"));
  close.addEventListener("click", () => line.remove());
  line.append(words, close);
  place.append(line);
  if (kind !== "error") setTimeout(() => line.remove(), shown);
}
