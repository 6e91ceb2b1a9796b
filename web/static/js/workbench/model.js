// What the workbench holds: an article, the key that is asked about, and the draft of its quiz. Views listen to "change".

import { History } from "./history.js";
import { Offsets } from "./offsets.js";

export class Model extends EventTarget {
  constructor() {
    super();
    this.history = new History();
    this.forget();
  }

  forget() {
    this.article = null;
    this.articleId = "";
    this.offsets = null;
    this.keywords = [];
    this.stories = [];
    /** The key's offsets in the body, and what the server proposes for it; null before that is known. */
    this.key = null;
    this.proposal = null;
    this.draft = null;
    /** A quiz of the server's making, of which the draft changes some fields. */
    this.base = null;
    /** The stored quiz {quiz_id, version, state}, null before the first save. */
    this.stored = null;
    this.unsaved = false;
    this.history.clear();
  }

  /** Set some of what it holds and tell the views. */
  set(fields) {
    Object.assign(this, fields);
    if (fields.article) this.offsets = new Offsets(fields.article.body);
    this.tell();
  }

  /** Take a proposal over. */
  propose(proposal) {
    this.categorise({ [proposal.surface]: proposal.category });
    this.proposal = proposal;
  }

  /** Take over what the article makes of words: truer than what the list of words says. Whether anything changed. */
  categorise(categories) {
    const differs = ({ surface, category }) => (categories[surface] ?? category) !== category;
    if (!this.keywords.some(differs)) return false;
    this.keywords = this.keywords.map((word) => (differs(word) ? { ...word, category: categories[word.surface] } : word));
    return true;
  }

  /** Change the draft; changes of one `label` in a row are undone together. */
  edit(change, label = "") {
    const after = change(this.draft);
    if (after === this.draft) return false;
    this.history.record(this.draft, label);
    this.draft = after;
    this.unsaved = true;
    this.tell();
    return true;
  }

  /** Change the draft without a step of its own: what the server adds to an editor's change. */
  amend(change) {
    const after = change(this.draft);
    if (after === this.draft) return;
    this.draft = after;
    this.tell();
  }

  undo() {
    return this.step(this.history.undo(this.draft));
  }

  redo() {
    return this.step(this.history.redo(this.draft));
  }

  step(draft) {
    if (!draft) return false;
    this.draft = draft;
    this.unsaved = true;
    this.tell();
    return true;
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }
}
