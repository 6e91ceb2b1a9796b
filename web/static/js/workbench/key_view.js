// The key: what it is in this article, and why no quiz may ask about it where that is so.

import { t } from "../text.js";
import { make } from "./dom.js";
import { categoryName, categoryStyle } from "./labels.js";

export function renderKey(model) {
  const { proposal, draft } = model;
  document.getElementById("key-none").hidden = Boolean(proposal);
  document.getElementById("key-body").hidden = !proposal;
  if (!proposal) return;
  document.getElementById("key-head").replaceChildren(
    make("span", { class: "bench-key__word" }, proposal.surface),
    make("span", { class: `tag ${categoryStyle(proposal.category)}` }, t("この記事では%(category)s", { category: categoryName(proposal.category) })),
  );
  const refused = document.getElementById("refused");
  refused.hidden = !proposal.refused || (draft !== null && proposal.refused !== "TooFewDistractors");
  if (!refused.hidden) refused.textContent = refusal(proposal, draft);
  for (const id of ["choices", "own-form"]) document.getElementById(id).hidden = !draft;
  document.querySelector(".bench-difficulty").hidden = !draft || proposal.category === "number";
}

/** Why no quiz is made of a proposal by itself, and what to do. */
export function refusal({ refused, surface, chosen }, draft) {
  const word = surface;
  if (refused === "PersonInStory") return t("「%(word)s」は事件・事故などの記事の人物なので、答えにできません。ほかの言葉を選んでください。", { word });
  if (refused === "ForbiddenKeyword") return t("「%(word)s」は社の表記で使わない言葉なので、答えにできません。", { word });
  const missing = draft ? 4 - draft.choices.length : 3 - chosen.length;
  if (missing <= 0) return t("自動では選択肢がそろいませんでした。");
  return t("自動では選択肢がそろいません。候補から選ぶか入力して、あと%(missing)s個入れてください。", { missing });
}
