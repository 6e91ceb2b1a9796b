// While a new word is typed, the words that it may be the same as; the form shows them again when it is sent.

import { post } from "../api.js";
import { t } from "../text.js";

const pause = 400;
const shown = 5;
const place = document.getElementById("alike");
const surface = document.getElementById("surface");
const reading = document.getElementById("reading");
const category = document.getElementById("category");
const signs = {
  same_name: t("同じ名前"),
  alias: t("別名が同じ"),
  variant: t("表記違い"),
  slip: t("1字違い"),
  reading: t("読みが同じ"),
};
let timer = 0;
let asked = 0;

for (const field of [surface, reading, category]) {
  field.addEventListener("input", (event) => {
    if (!event.isComposing) soon();
  });
  field.addEventListener("compositionend", soon);
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, pause);
}

async function look() {
  const number = ++asked;
  if (!surface.value.trim()) return show([]);
  const word = { surface: surface.value.trim(), reading: reading.value.trim(), category: category.value || "term" };
  try {
    const found = await post(place.dataset.api, word);
    if (number === asked) show(found.items);
  } catch {
    if (number === asked) show([]);
  }
}

function show(items) {
  place.replaceChildren();
  place.classList.toggle("notice", items.length > 0);
  place.classList.toggle("notice--warning", items.length > 0);
  if (items.length === 0) return;
  const lead = document.createElement("span");
  lead.textContent = `${t("似た言葉があります")}: `;
  place.append(lead);
  items.slice(0, shown).forEach((item, number) => {
    const link = document.createElement("a");
    link.href = `${place.dataset.page}?${new URLSearchParams({ id: item.entry_id })}`;
    link.target = "_blank";
    link.textContent = item.surface;
    place.append(number > 0 ? "、" : "", link, ` (${signs[item.kind] ?? item.kind})`);
  });
}
