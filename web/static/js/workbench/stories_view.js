// Stories that are no game: what the rules saw, and what follows from it.

import { t } from "../text.js";
import { make } from "./dom.js";

export function renderStories(model) {
  const place = document.getElementById("stories");
  place.replaceChildren(...model.stories.map(notice));
}

const names = {
  suicide: t("自殺"),
  sexual_violence: t("性暴力"),
  crime: t("事件・犯罪"),
  accident: t("事故"),
  disaster: t("災害"),
  death: t("死去・訃報"),
  minor: t("未成年"),
  illness: t("病気"),
  election_campaign: t("選挙期間"),
};

function notice({ kind, evidence, persons_barred: isBarred }) {
  const words = [...new Set(evidence.slice(0, 4).map((item) => item.text))];
  return make(
    "div",
    { class: "notice notice--warning" },
    make("p", { class: "bench-stories__head" }, t("クイズに向かない記事かもしれません: %(kind)s", { kind: names[kind] ?? kind })),
    make("p", { class: "small" }, t("根拠の言葉: %(words)s", { words: words.join("、") })),
    make(
      "p",
      { class: "small" },
      isBarred
        ? t("人物は答えにも選択肢にもなりません。公開には、ほかの人の承認が必ず要ります。")
        : t("公開には、ほかの人の承認が必ず要ります。"),
    ),
  );
}
