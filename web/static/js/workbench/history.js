// Undo and redo over drafts that never change themselves.

const kept = 200;

/** The versions of a draft. Changes with the same `label` right after one another are one step, as typing is. */
export class History {
  constructor() {
    this.clear();
  }

  clear() {
    this.past = [];
    this.future = [];
    this.label = "";
  }

  /** Remember what the draft was before a change. */
  record(before, label = "") {
    if (label && label === this.label) return;
    this.past.push(before);
    if (this.past.length > kept) this.past.shift();
    this.future = [];
    this.label = label;
  }

  /** Return the draft before the last change, null where there is none. */
  undo(now) {
    return this.move(now, this.past, this.future);
  }

  /** Return the draft that undo left, null where there is none. */
  redo(now) {
    return this.move(now, this.future, this.past);
  }

  move(now, from, to) {
    if (!from.length) return null;
    to.push(now);
    this.label = "";
    return from.pop();
  }
}
