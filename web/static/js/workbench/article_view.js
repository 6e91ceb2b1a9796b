// The article with its keywords marked: click one, go along them with the arrow keys, or select any other stretch.

import { t } from "../text.js";
import { make } from "./dom.js";
import { debounced } from "./latest.js";
import { categoryName, categoryStyle } from "./labels.js";

const longest = 60;

export class ArticleView {
  /** `choose({start, end})` is called, in code points, with the word that is to be asked about. */
  constructor(model, choose) {
    this.model = model;
    this.choose = choose;
    this.text = document.getElementById("article-text");
    this.shown = null;
    this.marked = null;
    this.text.addEventListener("click", (event) => this.clicked(event));
    this.text.addEventListener("keydown", (event) => this.pressed(event));
    let isDown = false;
    this.text.addEventListener("pointerdown", () => (isDown = true));
    window.addEventListener("pointerup", () => {
      isDown = false;
      settled();
    });
    const settled = debounced(() => {
      if (!isDown) this.selected();
    }, 250);
    // On a phone the selection grows by its handles, without a pointer of ours.
    document.addEventListener("selectionchange", () => settled());
  }

  render() {
    const { article, keywords } = this.model;
    if (!article) return;
    if (this.shown !== keywords) {
      this.shown = keywords;
      document.getElementById("article-title").textContent = article.title || t("見出しのない記事");
      const facts = [article.date, article.section].filter(Boolean);
      document.getElementById("article-facts").textContent = facts.join("　");
      this.redraw();
      this.legend();
    }
    this.mark();
  }

  /** Draw the text; the word that had the focus, or would get it, stays the same one. */
  redraw() {
    const before = this.text.querySelector('.keyword[tabindex="0"]');
    const hadFocus = this.text.contains(document.activeElement);
    this.text.replaceChildren(...this.pieces());
    const same = before && this.words().find((word) => word.dataset.start === before.dataset.start && word.textContent === before.textContent);
    if (!same) return;
    this.rove(same);
    if (hadFocus) same.focus({ preventScroll: true });
  }

  /** The body in pieces: plain text and marked words, whose texts together are the body. */
  pieces() {
    const { offsets, keywords } = this.model;
    const spans = [];
    for (const keyword of keywords) {
      keyword.places.forEach(([start, end]) => spans.push({ start, end, keyword }));
    }
    spans.sort((one, other) => one.start - other.start || other.end - one.end);
    const pieces = [];
    const labelled = new Set();
    let at = 0;
    for (const { start, end, keyword } of spans) {
      if (start < at) continue; // within a longer word
      pieces.push(offsets.slice(at, start), this.word(start, end, keyword, labelled));
      at = end;
    }
    pieces.push(offsets.slice(at, offsets.length));
    return pieces;
  }

  word(start, end, keyword, labelled) {
    const surface = this.model.offsets.slice(start, end);
    const name = categoryName(keyword.category);
    const style = keyword.is_worth_asking ? `marked ${categoryStyle(keyword.category)}` : "keyword--faint";
    const isFirst = keyword.is_worth_asking && !labelled.has(keyword.surface);
    labelled.add(keyword.surface);
    return make(
      "span",
      {
        class: `keyword ${style}`,
        role: "button",
        tabindex: "-1",
        "aria-label": t("%(word)s(%(category)s)", { word: surface, category: name }),
        dataset: { start, end, ...(isFirst ? { label: name } : {}) },
      },
      surface,
    );
  }

  legend() {
    const counts = new Map();
    for (const { category, is_worth_asking: worth } of this.model.keywords) {
      if (worth) counts.set(category, (counts.get(category) ?? 0) + 1);
    }
    const lines = [...counts].sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0]));
    document.getElementById("legend").replaceChildren(
      ...lines.map(([category, count]) =>
        make("li", { class: `tag ${categoryStyle(category)}` }, `${categoryName(category)} ${count}`),
      ),
    );
  }

  mark() {
    const { key } = this.model;
    const words = this.words();
    let current = null;
    for (const word of words) {
      const isKey = Boolean(key) && Number(word.dataset.start) === key.start && Number(word.dataset.end) === key.end;
      word.setAttribute("aria-pressed", String(isKey));
      if (isKey) current = word;
    }
    // Whoever is on the way through the words is left where they are, unless another word is asked about.
    if (!words.some((word) => word.tabIndex === 0) || (current && key !== this.marked)) this.rove(current ?? words[0]);
    this.marked = key;
  }

  words() {
    return [...this.text.querySelectorAll(".keyword")];
  }

  rove(to) {
    for (const word of this.words()) word.tabIndex = word === to ? 0 : -1;
  }

  clicked(event) {
    const word = event.target.closest(".keyword");
    if (word && getSelection().isCollapsed) this.take(word);
  }

  take(word) {
    this.rove(word);
    this.choose({ start: Number(word.dataset.start), end: Number(word.dataset.end) });
  }

  pressed(event) {
    const word = event.target.closest(".keyword");
    if (!word || event.isComposing) return;
    const words = this.words();
    const at = words.indexOf(word);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: words.length - 1 };
    if (event.key === "Enter" || event.key === " ") {
      this.take(word);
    } else if (event.key in to && words[to[event.key]] && !event.altKey && !event.ctrlKey && !event.metaKey) {
      this.rove(words[to[event.key]]);
      words[to[event.key]].focus();
    } else if (!(event.key in to)) {
      return;
    }
    event.preventDefault();
  }

  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!this.text.contains(range.startContainer) || !this.text.contains(range.endContainer)) return;
    const surface = range.toString();
    if (!surface.trim() || [...surface].length > longest || surface.includes("\n")) return;
    const before = document.createRange();
    before.setStart(this.text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const unit = before.toString().length;
    const { offsets, key } = this.model;
    const start = offsets.toPoints(unit);
    const end = offsets.toPoints(unit + surface.length);
    if (key?.start !== start || key?.end !== end) this.choose({ start, end });
  }
}
