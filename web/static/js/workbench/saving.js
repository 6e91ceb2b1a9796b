// Saving the quiz at the desk: a new draft the first time, then new versions of it.

import { post, send } from "../api.js";
import { quizOf } from "./draft.js";

/** Save what the model holds; return the stored quiz. Throws ApiError: 409 where somebody else saved it since. */
export async function save(model, api) {
  const { article, proposal, base, draft, stored } = model;
  const offered = (proposal?.candidates ?? []).map(({ surface, entry_id, category, score }) => ({ surface, entry_id, category, score }));
  const written = quizOf(draft);
  if (stored) {
    return send("PUT", `${api}/quizzes/${encodeURIComponent(stored.quiz_id)}`, { quiz: written, version: stored.version, offered });
  }
  // The id of a drawn quiz belongs to its own choices; what an editor changed is another quiz.
  const { id, ...rest } = base;
  const day = article.date ? article.date.slice(0, 10) : undefined;
  const section = article.section ?? undefined;
  return post(`${api}/quizzes`, { quiz: { ...rest, ...written }, article, offered, day, section });
}

/** Keep what the model holds beside the saved quiz, where its pages find it. */
export function keepBeside({ draft, stored }, api) {
  const url = `${api}/quizzes/${encodeURIComponent(stored.quiz_id)}/draft`;
  return send("PUT", url, { quiz: quizOf(draft), version: stored.version });
}

/** Open a stored quiz to work on it: {quiz, article, draft}. */
export const open = (api, quizId) => post(`${api}/quizzes/${encodeURIComponent(quizId)}/open`, {});
