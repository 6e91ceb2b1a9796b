// The four choices in readers' order: which one is swapped next, moving by drag or keys, taking one out.

import { t } from "../text.js";
import { make } from "./dom.js";
import { activated, moved, without } from "./draft.js";
import { warningText } from "./labels.js";

const letters = "ABCDEFGHIJ";

export class ChoicesView {
  /** `changed(message)` is called after a change with what to tell screen readers. */
  constructor(model, changed) {
    this.model = model;
    this.changed = changed;
    this.list = document.getElementById("choices");
    this.shown = null;
    this.list.addEventListener("keydown", (event) => this.pressed(event));
  }

  render() {
    const { draft } = this.model;
    if (this.shown === draft || !draft) return;
    this.shown = draft;
    const focused = document.activeElement?.closest?.("#choices li")
      ? { control: document.activeElement.dataset.control, surface: document.activeElement.closest("li").dataset.surface }
      : null;
    this.list.replaceChildren(...draft.choices.map((choice, place) => this.row(choice, place)));
    if (focused) this.refocus(focused);
  }

  refocus({ control, surface }) {
    const rows = [...this.list.children];
    const row = rows.find((one) => one.dataset.surface === surface) ?? rows[this.model.draft.active] ?? rows[0];
    const there = row?.querySelector(`[data-control="${control}"]:not(:disabled)`);
    (there ?? row?.querySelector("[data-control]:not(:disabled)"))?.focus();
  }

  row(choice, place) {
    const isActive = place === this.model.draft.active;
    const { surface, isKey } = choice;
    const count = this.model.draft.choices.length;
    const button = (control, label, sign, work, disabled = false) =>
      make("button", { type: "button", class: "button button--quiet button--small", "aria-label": label, title: label, disabled, dataset: { control }, click: work }, sign);
    const row = make(
      "li",
      { class: `choice-row${isActive ? " choice-row--active" : ""}${isKey ? " choice-row--key" : ""}`, draggable: "true", dataset: { surface } },
      make("span", { class: "choice-row__letter", "aria-hidden": "true" }, letters[place]),
      isKey
        ? make("span", { class: "choice-row__word" }, surface, make("span", { class: "tag tag--good" }, t("答え")))
        : make(
            "button",
            {
              type: "button",
              class: "choice-row__word",
              "aria-pressed": String(isActive),
              dataset: { control: "activate" },
              click: () => this.activate(place),
            },
            surface,
            make("span", { class: "choice-row__next" }, isActive ? t("次に入れ替わる") : ""),
          ),
      make(
        "span",
        { class: "choice-row__tools" },
        button("up", t("%(word)sを上へ", { word: surface }), "↑", () => this.move(place, place - 1), place === 0),
        button("down", t("%(word)sを下へ", { word: surface }), "↓", () => this.move(place, place + 1), place === count - 1),
        button("remove", t("%(word)sを外す", { word: surface }), "×", () => this.remove(place), isKey),
      ),
      ...choice.warnings.map((warning) => make("span", { class: "choice-row__warning" }, `⚠ ${warningText(warning)}`)),
    );
    this.makeDraggable(row, place);
    return row;
  }

  makeDraggable(row, place) {
    row.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData("text/plain", String(place));
      event.dataTransfer.effectAllowed = "move";
      row.classList.add("choice-row--dragged");
    });
    row.addEventListener("dragend", () => row.classList.remove("choice-row--dragged"));
    row.addEventListener("dragover", (event) => event.preventDefault());
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      const from = Number(event.dataTransfer.getData("text/plain"));
      if (Number.isInteger(from)) this.move(from, place);
    });
  }

  activate(place) {
    this.model.edit((draft) => activated(draft, place), "activate");
    this.changed(t("%(word)sを次に入れ替えます。", { word: this.model.draft.choices[place].surface }));
  }

  move(from, to) {
    const word = this.model.draft.choices[from]?.surface;
    if (this.model.edit((draft) => moved(draft, from, to))) {
      this.changed(t("%(word)sを%(place)s番目にしました。", { word, place: to + 1 }));
    }
  }

  remove(place) {
    const word = this.model.draft.choices[place].surface;
    if (this.model.edit((draft) => without(draft, place))) this.changed(t("%(word)sを外しました。", { word }));
  }

  pressed(event) {
    const row = event.target.closest("li");
    if (!row || event.isComposing || event.ctrlKey || event.metaKey) return;
    const rows = [...this.list.children];
    const place = rows.indexOf(row);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step && event.altKey) this.move(place, place + step);
    else if (step) this.focusWord(rows, place, step);
    else if (event.key === "Delete") this.remove(place);
    else return;
    event.preventDefault();
  }

  focusWord(rows, place, step) {
    for (let next = place + step; rows[next]; next += step) {
      const word = rows[next].querySelector('[data-control="activate"]');
      if (word) {
        word.focus();
        return;
      }
    }
  }
}
