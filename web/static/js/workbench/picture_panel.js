// The panel of the neighbourhood: asks for the picture when it is opened, and again for another key.

import { t } from "../text.js";
import { make } from "./dom.js";
import { pictureOf } from "./picture_view.js";

export function startPicture(model, asking) {
  const panel = document.getElementById("picture");
  const place = document.getElementById("picture-body");
  let shownKey = null;
  let shown = null;

  const refresh = async () => {
    const { key, article, draft, proposal } = model;
    if (!panel.open || !key || !proposal) return;
    if (key !== shownKey) {
      shownKey = key;
      shown = null;
      place.replaceChildren(make("p", { class: "muted" }, t("図を描いています…")));
      try {
        const answer = await asking.picture(article, key, proposal.chosen);
        if (!answer || key !== shownKey) return;
        shown = answer;
      } catch (error) {
        shownKey = null;
        place.replaceChildren(make("p", { class: "muted" }, error.message));
        return;
      }
    }
    if (!shown) return;
    const isTableOpen = Boolean(place.querySelector(".picture__table[open]"));
    const chosen = new Set((model.draft ?? draft)?.choices.map((choice) => choice.origin ?? choice.surface));
    place.replaceChildren(...pictureOf(shown, chosen, place.clientWidth));
    if (isTableOpen) place.querySelector(".picture__table").open = true;
  };

  panel.addEventListener("toggle", refresh);
  model.addEventListener("change", refresh);
  let width = 0;
  new ResizeObserver(() => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    if (shown) refresh();
  }).observe(place);
}
