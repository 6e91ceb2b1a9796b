// What an editor writes: stem, explanation, readings, difficulty. The blank of the stem stays.

import { t } from "../text.js";
import { make } from "./dom.js";
import { BLANK, changed } from "./draft.js";

const difficulties = { easy: t("やさしい"), normal: t("ふつう"), hard: t("むずかしい") };

export class FieldsView {
  /** `say(text)` tells screen readers; `harder(name)` is called with another difficulty. */
  constructor(model, say, harder) {
    this.model = model;
    this.say = say;
    this.stem = document.getElementById("stem");
    this.explanation = document.getElementById("explanation");
    this.readings = document.getElementById("readings");
    this.slider = document.getElementById("difficulty");
    this.names = this.slider.dataset.names.split(" ");
    this.written(this.stem, () => this.stemWritten());
    this.written(this.explanation, () => this.write("explanation", this.explanation.value));
    this.slider.addEventListener("input", () => this.nameDifficulty(this.names[this.slider.value]));
    this.slider.addEventListener("change", () => harder(this.names[this.slider.value]));
  }

  /** Call `work` when a field was written in, but never while kana are being converted. */
  written(field, work) {
    field.addEventListener("input", (event) => {
      if (!event.isComposing) work();
    });
    field.addEventListener("compositionend", work);
  }

  write(name, value) {
    this.model.edit((draft) => (draft[name] === value ? draft : changed(draft, { [name]: value })), name);
  }

  stemWritten() {
    const { value, selectionStart } = this.stem;
    const text = value.replace(/\n/g, "");
    if (text.includes(BLANK)) {
      this.write("stem", text);
      return;
    }
    this.stem.value = this.model.draft.stem;
    this.stem.setSelectionRange(selectionStart, selectionStart);
    this.say(t("空欄は消せません。"));
  }

  render() {
    const { draft } = this.model;
    document.getElementById("texts-panel").hidden = !draft;
    if (!draft) return;
    if (this.stem.value !== draft.stem) this.stem.value = draft.stem;
    if (this.explanation.value !== draft.explanation) this.explanation.value = draft.explanation;
    this.slider.value = String(Math.max(this.names.indexOf(draft.difficulty), 0));
    this.nameDifficulty(draft.difficulty);
    this.renderReadings();
  }

  nameDifficulty(name) {
    document.getElementById("difficulty-name").textContent = difficulties[name] ?? name;
    this.slider.setAttribute("aria-valuetext", difficulties[name] ?? name);
  }

  renderReadings() {
    const { choices, ruby } = this.model.draft;
    const fields = new Map([...this.readings.querySelectorAll("input")].map((field) => [field.dataset.surface, field]));
    const surfaces = choices.map((choice) => choice.surface);
    if (surfaces.join("\n") !== [...fields.keys()].join("\n")) {
      this.readings.replaceChildren(...surfaces.map((surface, place) => this.reading(surface, place)));
    }
    for (const field of this.readings.querySelectorAll("input")) {
      const value = ruby[field.dataset.surface] ?? "";
      if (field.value !== value) field.value = value;
    }
  }

  reading(surface, place) {
    const id = `reading-${place}`;
    const field = make("input", { id, maxlength: "200", autocomplete: "off", dataset: { surface } });
    this.written(field, () => {
      const value = field.value.trim();
      const { ruby } = this.model.draft;
      if ((ruby[surface] ?? "") === value) return;
      this.model.edit((draft) => changed(draft, { ruby: { ...draft.ruby, [surface]: value } }), `ruby ${surface}`);
    });
    return make("div", { class: "field" }, make("label", { for: id }, surface), field);
  }
}
