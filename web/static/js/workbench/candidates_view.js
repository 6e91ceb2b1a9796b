// The candidates as a list box: score, category, why, and where the archive has them.

import { t } from "../text.js";
import { make } from "./dom.js";
import { categoryName, categoryStyle, channelName, reasons, warningText } from "./labels.js";

export class CandidatesView {
  /** `swap(candidate)` is called with the candidate that is to be a choice. */
  constructor(model, swap) {
    this.model = model;
    this.swap = swap;
    this.list = document.getElementById("candidates");
    this.shown = null;
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest('[role="option"]');
      if (option) this.take(this.options().indexOf(option));
    });
    this.list.addEventListener("keydown", (event) => this.pressed(event));
  }

  render() {
    const { proposal, draft } = this.model;
    document.getElementById("candidates-panel").hidden = !proposal;
    if (!proposal) return;
    if (this.shown !== proposal) {
      const at = this.options().findIndex((option) => option.tabIndex === 0);
      const hadFocus = this.list.contains(document.activeElement);
      this.shown = proposal;
      this.list.replaceChildren(...proposal.candidates.map((candidate, place) => this.option(candidate, place)));
      this.rove(Math.min(Math.max(at, 0), proposal.candidates.length - 1), hadFocus);
      const none = !proposal.candidates.length;
      document.getElementById("candidates-hint").textContent = none
        ? t("候補がありません。自分で入力するか、ほかの言葉を問うてください。")
        : t("数字キーかクリックで、選んである選択肢と入れ替えます。");
    }
    const chosen = new Set(draft?.choices.map((choice) => choice.origin ?? choice.surface));
    this.options().forEach((option, place) => {
      const isChosen = chosen.has(proposal.candidates[place].surface);
      option.setAttribute("aria-selected", String(isChosen));
    });
  }

  option(candidate, place) {
    const why = reasons(candidate, this.model.proposal.weights);
    const percent = Math.round(candidate.score * 100);
    return make(
      "li",
      { role: "option", class: "candidate", tabindex: "-1", "aria-selected": "false" },
      make("kbd", { class: "candidate__number", "aria-hidden": place > 8 ? "true" : null }, place < 9 ? String(place + 1) : ""),
      make(
        "span",
        { class: "candidate__body" },
        make(
          "span",
          { class: "candidate__head" },
          make("span", { class: "candidate__word" }, candidate.surface),
          make("span", { class: `tag ${categoryStyle(candidate.category)}` }, categoryName(candidate.category)),
          make("span", { class: "candidate__chosen" }, t("選択中")),
        ),
        why.length
          ? make("span", { class: "candidate__why" }, why.map((item) => this.reason(item)).join("・"))
          : null,
        ...candidate.warnings.map((warning) => make("span", { class: "candidate__warning" }, `⚠ ${warningText(warning)}`)),
        this.exemplar(candidate.exemplar),
      ),
      make(
        "span",
        { class: "candidate__score" },
        make("span", { class: "visually-hidden" }, t("近さ")),
        String(percent),
        make("meter", { min: 0, max: 100, value: percent, "aria-hidden": "true" }),
      ),
    );
  }

  reason({ name, share }) {
    return t("%(channel)s %(share)s％", { channel: channelName(name), share: Math.round(share * 100) });
  }

  exemplar(exemplar) {
    if (!exemplar?.sentence) return null;
    const from = [exemplar.date, exemplar.title].filter(Boolean).join(" ");
    return make("span", { class: "candidate__exemplar" }, `${exemplar.sentence}${from ? `(${from})` : ""}`);
  }

  options() {
    return [...this.list.querySelectorAll('[role="option"]')];
  }

  rove(place, focus = false) {
    const options = this.options();
    options.forEach((option, other) => (option.tabIndex = other === place ? 0 : -1));
    if (focus) options[place]?.focus();
  }

  /** Take the candidate at a place, counted from 0. Whether there is one. */
  take(place) {
    const candidate = this.model.proposal?.candidates[place];
    if (!candidate || !this.model.draft) return false;
    this.rove(place, this.list.contains(document.activeElement));
    this.swap(candidate);
    return true;
  }

  pressed(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const options = this.options();
    const at = options.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 };
    if (event.key === "Enter" || event.key === " ") this.take(at);
    else if (event.key in to && options[to[event.key]]) this.rove(to[event.key], true);
    else if (!(event.key in to)) return;
    event.preventDefault();
  }
}
