// What an editor does at the workbench, in terms of the model and the server.

import { ApiError } from "../api.js";
import { t } from "../text.js";
import { toast } from "../toast.js";
import { changed, draftOf, draftOfQuiz, swapped, written } from "./draft.js";
import { refusal } from "./key_view.js";
import { debounced } from "./latest.js";
import { keepBeside, open, save } from "./saving.js";

const shown = 12;
const most = 100;
const composeDelay = 350;
/** Refusals that no choice of words can mend. */
const neverAsked = new Set(["PersonInStory", "ForbiddenKeyword"]);

/** Refusals that a page of the quiz settles: two versions to compare, or a correction that needs its reason. */
const settledAt = { QuizConflict: "compare", WorkflowError: "edit" };

export class Session {
  /** `leave(where)` goes to a page of the quiz that is open: "compare" or "edit". */
  constructor(model, asking, api, say, leave) {
    this.leave = leave;
    this.model = model;
    this.asking = asking;
    this.api = api;
    this.say = say;
    this.difficulty = "normal";
    /** Drafts of other words of the article, by key, to come back to. */
    this.aside = new Map();
    this.composeSoon = debounced(() => this.compose(), composeDelay);
  }

  get options() {
    return { difficulty: this.difficulty };
  }

  /** Read an article; the best keyword's candidates come with it. Whether it was read. */
  async read(article) {
    this.say(t("記事を読んでいます…"));
    const found = await this.ask(this.asking.read(article, this.options));
    if (!found) return false;
    this.aside.clear();
    this.model.forget();
    const { proposal } = found;
    this.model.set({ article, articleId: found.id, keywords: found.keywords, stories: found.stories });
    if (proposal) this.show(proposal);
    else this.model.tell();
    this.say(t("%(count)s個の言葉が見つかりました。", { count: found.keywords.length }));
    this.categorise();
    return true;
  }

  /** Colour words of several kinds by what they are here; nobody waits for that. */
  async categorise() {
    const { article } = this.model;
    const found = await this.asking.categories(article).catch(() => null);
    if (found && this.model.article === article && this.model.categorise(found.categories)) this.model.tell();
  }

  show(proposal) {
    const { start, end, quiz } = proposal;
    const draft = neverAsked.has(proposal.refused) ? null : draftOf(proposal, this.difficulty);
    this.model.history.clear();
    this.model.propose(proposal);
    this.model.set({ key: { start, end }, draft, base: quiz, stored: null, unsaved: false });
  }

  /** Ask about a stretch of the article. What was written for another word is kept. */
  async choose(key) {
    this.putAside();
    const kept = this.aside.get(nameOf(key));
    this.model.set({ key });
    if (kept) {
      Object.assign(this.model, { ...kept, history: kept.history });
      this.model.tell();
      return;
    }
    const proposal = await this.ask(this.asking.propose(this.model.article, key, shown, this.options));
    if (!proposal) return;
    this.show(proposal);
    this.say(
      t("「%(word)s」の候補は%(count)s個です。", { word: proposal.surface, count: proposal.candidates.length }),
    );
  }

  /** Ask about a word by its spelling. */
  async chooseWord(word) {
    const { article } = this.model;
    this.putAside();
    const proposal = await this.ask(this.asking.propose(article, { keyword: word }, shown, this.options));
    if (proposal) this.show(proposal);
    return Boolean(proposal);
  }

  putAside() {
    const { key, proposal, draft, base, stored, unsaved, history } = this.model;
    if (!key || !proposal) return;
    this.aside.set(nameOf(key), { key, proposal, draft, base, stored, unsaved, history });
    this.model.history = new history.constructor();
  }

  swap(word) {
    if (!this.model.draft) return;
    const before = this.model.draft.choices;
    if (!this.model.edit((draft) => swapped(draft, word))) return;
    const out = before.find((choice) => !this.model.draft.choices.includes(choice));
    if (this.model.draft.choices === before) {
      this.say(t("%(word)sはもう選択肢にあります。次に入れ替えます。", { word: word.surface }));
      return;
    }
    this.say(
      out
        ? t("%(out)sを%(word)sに替えました。", { out: out.surface, word: word.surface })
        : t("%(word)sを入れました。", { word: word.surface }),
    );
    this.composeSoon();
  }

  /** Put a word that the editor typed among the choices; return why it should be looked at, or "". */
  async own(surface) {
    const { article, key, proposal } = this.model;
    const known = proposal.candidates.find((candidate) => candidate.surface === surface);
    if (known) {
      this.swap(known);
      return [];
    }
    const found = await this.ask(this.asking.rank(article, key, surface));
    if (!found) return [];
    const [word] = found.items;
    const warnings = ["typed", ...(word?.reason ? [word.reason] : [])];
    const { entry_id, category, score } = word ?? {};
    this.swap({ surface, entry_id: entry_id ?? "", category: category ?? "", score: score ?? 0, reading: "", warnings });
    return word?.reason ? [word.reason] : [];
  }

  /** Show more candidates. */
  async more() {
    const { article, key, proposal } = this.model;
    const count = Math.min(proposal.candidates.length + shown, most);
    const found = await this.ask(this.asking.propose(article, key, count, this.options));
    if (!found) return;
    if (found.candidates.length <= proposal.candidates.length) this.say(t("これ以上の候補はありません。"), true);
    else this.say(t("候補は%(count)s個になりました。", { count: found.candidates.length }));
    this.model.set({ proposal: { ...proposal, candidates: found.candidates } });
  }

  /** Draw the wrong choices again for another difficulty; the texts stay. */
  async harder(difficulty) {
    this.difficulty = difficulty;
    const { article, key, proposal } = this.model;
    const count = Math.max(proposal.candidates.length, shown);
    const found = await this.ask(this.asking.propose(article, key, count, this.options));
    if (!found || !this.model.draft) return;
    if (!found.quiz) {
      this.say(refusal(found, null), true);
      this.model.edit((draft) => changed(draft, { difficulty }), "difficulty");
      return;
    }
    this.model.set({ proposal: found, base: found.quiz });
    this.model.edit(({ stem, explanation }) => ({ ...draftOf(found, difficulty), stem, explanation }));
    this.say(t("選択肢を選び直しました。"));
  }

  /** Have the choices written in the house style, with the readings that they need. */
  async compose() {
    const { article, key, draft } = this.model;
    const wrong = draft.choices.filter((choice) => !choice.isKey);
    if (!wrong.length) return;
    const asked = wrong.map((choice) => choice.origin ?? choice.surface);
    const quiz = await this.ask(this.asking.compose(article, key, asked, { difficulty: draft.difficulty }));
    if (!quiz || this.model.key !== key) return;
    this.model.base = quiz;
    this.model.amend((now) => written(now, asked, quiz));
  }

  undo() {
    const done = this.model.undo();
    this.say(done ? t("元に戻しました。") : t("戻せる操作がありません。"));
    if (done) this.difficulty = this.model.draft.difficulty;
  }

  redo() {
    const done = this.model.redo();
    this.say(done ? t("やり直しました。") : t("やり直せる操作がありません。"));
    if (done) this.difficulty = this.model.draft.difficulty;
  }

  /** Save at the desk; return the stored quiz, null where it could not be. */
  async save() {
    const { model } = this;
    if (!model.draft) return null;
    if (!model.base) await this.composeSoon.now();
    if (!model.base) return null;
    const saved = model.draft;
    try {
      const stored = await save(model, this.api);
      const { quiz_id, version, state } = stored;
      model.set({ stored: { quiz_id, version, state }, base: stored.content, unsaved: model.draft !== saved });
      return stored;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const where = model.stored && settledAt[error.problem.error];
      if (where && (await this.ask(keepBeside(model, this.api)))) this.leave(where);
      else toast(error.message, "error");
      return null;
    }
  }

  /** Go on with what this browser kept. */
  async resume({ article, key, draft, base, stored }) {
    this.difficulty = draft.difficulty;
    const found = await this.ask(this.asking.read(article, this.options));
    if (!found) return false;
    this.model.forget();
    this.model.set({ article, articleId: found.id, keywords: found.keywords, stories: found.stories });
    await this.restore(key, draft, base, stored, true);
    return true;
  }

  /** Open a quiz of the desk. */
  async open(quizId) {
    const opened = await this.ask(open(this.api, quizId));
    if (!opened) return false;
    const { quiz, draft: unsaved } = opened;
    const content = quiz.content;
    const article = opened.article ?? { body: content.sentence, title: content.source.title, date: content.source.date };
    if (!opened.article) toast(t("元の記事が保管されていないため、問題の文だけを開きます。"));
    const found = await this.ask(this.asking.read(article, { difficulty: content.difficulty }));
    if (!found) return false;
    this.model.forget();
    this.model.set({ article, articleId: content.article_id, keywords: found.keywords, stories: found.stories });
    const [start, end] = content.span;
    const key = opened.article ? { start, end } : { keyword: content.key };
    const { quiz_id, version, state } = quiz;
    const draft = draftOfQuiz(unsaved ? { ...content, ...unsaved.content } : content);
    this.difficulty = draft.difficulty;
    await this.restore(key, draft, content, { quiz_id, version, state }, Boolean(unsaved));
    return true;
  }

  async restore(key, draft, base, stored, unsaved) {
    const proposal = await this.ask(this.asking.propose(this.model.article, key, shown, this.options));
    if (!proposal) return;
    const { start, end } = proposal;
    this.model.propose(proposal);
    this.model.set({ key: { start, end }, draft, base, stored, unsaved });
  }

  /** Wait for an answer; an error is shown, and null returned. */
  async ask(answer) {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message, "error");
      return null;
    }
  }
}

const nameOf = ({ start, end }) => `${start}-${end}`;
