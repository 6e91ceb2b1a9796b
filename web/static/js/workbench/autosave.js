// Work is kept in this browser at once, so that nothing is lost with the connection, and beside the saved quiz soon after.

import { debounced } from "./latest.js";
import { keepBeside } from "./saving.js";

const localDelay = 300;
const storeDelay = 4000;
const format = 1;

export class Autosave {
  /** `told(where, when)` is called after each save: "browser" or "store". */
  constructor(model, api, person, told) {
    this.model = model;
    this.api = api;
    this.told = told;
    this.name = `quizgen.workbench.${person}`;
    this.keep = debounced(() => this.keepHere(), localDelay);
    this.keepFar = debounced(() => this.keepThere(), storeDelay);
    this.seen = null;
    model.addEventListener("change", () => {
      if (model.draft === this.seen || !model.unsaved) return;
      this.seen = model.draft;
      this.keep();
      if (model.stored) this.keepFar();
    });
    window.addEventListener("pagehide", () => {
      if (model.unsaved) this.keepHere();
    });
  }

  /** Return what was kept in this browser, null where there is nothing usable. */
  kept() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.name));
      return kept?.format === format && kept.draft?.choices && kept.article?.body ? kept : null;
    } catch {
      return null;
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.name);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }

  keepHere() {
    const { article, key, draft, base, stored } = this.model;
    if (!draft) return;
    const at = new Date().toISOString();
    try {
      localStorage.setItem(this.name, JSON.stringify({ format, article, key, draft, base, stored, at }));
      this.told("browser", at);
    } catch {
      // Full, or forbidden: saving by hand still works.
    }
  }

  async keepThere() {
    if (!this.model.stored || !this.model.unsaved) return;
    try {
      await keepBeside(this.model, this.api);
      this.told("store", new Date().toISOString());
    } catch {
      // The browser has it; the next change tries again.
    }
  }
}
