// The quiz as readers will see it on a phone; it can be answered here, too.

import { t } from "../text.js";
import { make } from "./dom.js";
import { BLANK } from "./draft.js";

export class ReaderView {
  constructor(model) {
    this.model = model;
    this.place = document.getElementById("reader");
    this.answered = null;
    this.shown = null;
  }

  render() {
    const { draft, article } = this.model;
    if (this.shown === draft && draft) return;
    if (!draft) {
      this.shown = null;
      this.place.replaceChildren(make("p", { class: "phone__empty muted" }, t("クイズはここに表示されます。")));
      return;
    }
    this.shown = draft;
    this.answered = null;
    this.draw(draft, article);
  }

  draw(draft, article) {
    const isAnswered = this.answered !== null;
    this.place.replaceChildren(
      make("p", { class: "phone__head" }, t("ニュースクイズ")),
      make("p", { class: "phone__stem" }, ...this.stem(draft.stem)),
      make("div", { class: "phone__choices" }, ...draft.choices.map((choice, place) => this.choice(draft, choice, place))),
      isAnswered ? this.explanation(draft, article) : make("p", { class: "phone__hint muted" }, t("押すと答え合わせができます。")),
    );
  }

  stem(text) {
    const parts = text.split(BLANK);
    return parts.flatMap((part, place) =>
      place ? [make("span", { class: "phone__blank" }, make("span", { class: "visually-hidden" }, t("空欄")), "　　"), part] : [part],
    );
  }

  choice(draft, choice, place) {
    const isAnswered = this.answered !== null;
    const isPicked = this.answered === place;
    const mark = !isAnswered ? "" : choice.isKey ? t("正解") : isPicked ? t("不正解") : "";
    const style = !isAnswered ? "" : choice.isKey ? " phone__choice--right" : isPicked ? " phone__choice--wrong" : "";
    return make(
      "button",
      {
        type: "button",
        class: `phone__choice${style}`,
        "aria-disabled": isAnswered ? "true" : null,
        click: () => {
          if (this.answered !== null) return;
          this.answered = place;
          this.draw(this.shown, this.model.article);
          this.place.querySelectorAll(".phone__choice")[place]?.focus();
        },
      },
      this.word(choice.surface, draft.ruby[choice.surface]),
      mark ? make("span", { class: "phone__mark" }, mark) : null,
    );
  }

  word(surface, reading) {
    if (!reading) return make("span", {}, surface);
    return make("ruby", {}, surface, make("rp", {}, "("), make("rt", {}, reading), make("rp", {}, ")"));
  }

  explanation(draft, article) {
    return make(
      "div",
      { class: "phone__explanation" },
      make("p", {}, draft.explanation),
      article?.title ? make("p", { class: "small muted" }, [article.title, article.date].filter(Boolean).join(" ")) : null,
      make("button", { type: "button", class: "button button--small", click: () => this.again() }, t("もう一度")),
    );
  }

  again() {
    this.answered = null;
    this.draw(this.shown, this.model.article);
    this.place.querySelector(".phone__choice")?.focus();
  }
}
