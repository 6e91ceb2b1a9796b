// The workbench: puts model, views and server together.

import { get } from "../api.js";
import { t } from "../text.js";
import { toast } from "../toast.js";
import { ArticleView } from "./article_view.js";
import { Asking } from "./asking.js";
import { Autosave } from "./autosave.js";
import { CandidatesView } from "./candidates_view.js";
import { ChoicesView } from "./choices_view.js";
import { FieldsView } from "./fields_view.js";
import { startIntake } from "./intake.js";
import { renderKey } from "./key_view.js";
import { startKeys } from "./keys.js";
import { warningText } from "./labels.js";
import { Model } from "./model.js";
import { startPicture } from "./picture_panel.js";
import { ReaderView } from "./reader_view.js";
import { Session } from "./session.js";
import { renderStories } from "./stories_view.js";

const byId = (id) => document.getElementById(id);
const { api, person, quiz, article: articleId, page, desk } = byId("workbench").dataset;

/** Tell screen readers; `aloud` shows it on the page, too. */
function say(text, aloud = false) {
  byId("live").textContent = text;
  if (aloud) toast(text);
}

const model = new Model();
const asking = new Asking(api);
const session = new Session(model, asking, api, say, (where) => {
  autosave.forget();
  window.location.assign(`${desk}/${encodeURIComponent(model.stored.quiz_id)}/${where}`);
});
const autosave = new Autosave(model, api, person, (where, at) => {
  const time = new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  byId("saved").textContent =
    where === "store" ? t("自動保存しました %(time)s", { time }) : t("この端末に自動保存しました %(time)s", { time });
});

const compose = (message) => {
  say(message);
  session.composeSoon();
};
const views = [
  new ArticleView(model, (key) => busy(session.choose(key))),
  new ChoicesView(model, compose),
  new CandidatesView(model, (candidate) => session.swap(candidate)),
  new FieldsView(model, (text) => say(text, true), (name) => busy(session.harder(name))),
  new ReaderView(model),
];
const [, , candidates] = views;
startPicture(model, asking);

model.addEventListener("change", () => {
  renderKey(model);
  renderStories(model);
  for (const view of views) view.render();
  byId("undo").disabled = !model.history.past.length;
  byId("redo").disabled = !model.history.future.length;
  byId("save").disabled = !model.draft || (Boolean(model.stored) && !model.unsaved);
});

/** Mark the bench as waiting while an answer is on its way. */
async function busy(work) {
  byId("bench").setAttribute("aria-busy", "true");
  try {
    return await work;
  } finally {
    byId("bench").removeAttribute("aria-busy");
  }
}

function showBench() {
  byId("intake").hidden = true;
  byId("bench").hidden = false;
  byId("tools").hidden = false;
  window.scrollTo(0, 0);
}

async function take(article) {
  byId("intake").setAttribute("aria-busy", "true");
  const isRead = await session.read(article);
  byId("intake").removeAttribute("aria-busy");
  if (!isRead) return;
  history.replaceState(null, "", page);
  showBench();
  byId("article-text").querySelector('[tabindex="0"]')?.focus({ preventScroll: true });
}

async function save() {
  const stored = await busy(session.save());
  if (!stored) return;
  autosave.forget();
  byId("saved").textContent = t("下書きに保存しました(第%(version)s版)", { version: stored.version });
  say(t("下書きに保存しました(第%(version)s版)", { version: stored.version }));
  history.replaceState(null, "", `${page}quizzes/${encodeURIComponent(stored.quiz_id)}`);
}

startIntake(asking, take);
startKeys({
  take: (place) => candidates.take(place),
  undo: () => session.undo(),
  redo: () => session.redo(),
  save,
});
byId("undo").addEventListener("click", () => session.undo());
byId("redo").addEventListener("click", () => session.redo());
byId("save").addEventListener("click", save);
byId("more").addEventListener("click", () => busy(session.more()));
byId("other-article").addEventListener("click", () => {
  byId("intake").hidden = false;
  byId("bench").hidden = true;
  byId("tools").hidden = true;
  byId("saved").textContent = "";
  byId("paste").focus();
});
byId("other-word").addEventListener("submit", async (event) => {
  event.preventDefault();
  const word = byId("word").value.trim();
  if (word && (await busy(session.chooseWord(word)))) byId("word").value = "";
});
byId("own-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const word = byId("own").value.trim();
  if (!word) return;
  const reasons = await busy(session.own(word));
  byId("own").value = "";
  byId("own-note").textContent = reasons.map((reason) => t("「%(word)s」: %(reason)s", { word, reason: warningText(reason) })).join(" ");
});

async function begin() {
  if (quiz) {
    if (await session.open(quiz)) showBench();
    return;
  }
  if (articleId) {
    const found = await session.ask(get(`${api}/articles/${encodeURIComponent(articleId)}`));
    if (found) await take(found);
    return;
  }
  const kept = autosave.kept();
  if (!kept) return;
  const time = new Date(kept.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  byId("resume-text").textContent = t("前回の作業が残っています: %(title)s(%(time)s)", {
    title: kept.article.title || kept.article.body.slice(0, 20),
    time,
  });
  byId("resume").hidden = false;
  byId("resume-yes").addEventListener("click", async () => {
    byId("resume").hidden = true;
    if (await session.resume(kept)) showBench();
  });
  byId("resume-no").addEventListener("click", () => {
    autosave.forget();
    byId("resume").hidden = true;
    byId("paste").focus();
  });
}

begin();
