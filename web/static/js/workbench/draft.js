// The quiz being made, as a value: every change returns another draft.

export const BLANK = "［　　］";

/**
 * A draft holds `choices`, each {surface, origin, isKey, entry_id, reading, category, score, warnings}, in the order
 * that readers see; `origin` is the word before the house style; `active`, the place of the choice that the next candidate replaces; stem, explanation, difficulty; and
 * `ruby`, the readings shown with choices, by surface.
 */
export function draftOf(proposal, difficulty) {
  const { quiz, candidates } = proposal;
  const known = new Map([...candidates, ...(quiz?.distractors ?? [])].map((word) => [word.surface, word]));
  const key = { surface: quiz?.key ?? proposal.surface, isKey: true, warnings: [] };
  const surfaces = quiz ? quiz.choices : [key.surface, ...proposal.chosen];
  const origins = new Map(candidates.map((word) => [word.entry_id, word.surface]));
  const choices = surfaces.map((surface) => {
    if (surface === key.surface) return key;
    const word = known.get(surface);
    return choiceOf(word, surface, origins.get(word?.entry_id));
  });
  return {
    choices,
    active: choices.findIndex((choice) => !choice.isKey),
    stem: quiz?.stem ?? proposal.stem.text,
    explanation: quiz?.explanation ?? proposal.stem.sentence,
    ruby: { ...(quiz?.ruby ?? {}) },
    difficulty,
  };
}

/** Return a stored quiz as a draft. */
export function draftOfQuiz(quiz) {
  const known = new Map(quiz.distractors.map((word) => [word.surface, word]));
  const choices = quiz.choices.map((surface, place) =>
    place === quiz.answer ? { surface, isKey: true, warnings: [] } : choiceOf(known.get(surface), surface),
  );
  const { stem, explanation, difficulty } = quiz;
  return { choices, active: choices.findIndex((choice) => !choice.isKey), stem, explanation, ruby: { ...quiz.ruby }, difficulty };
}

function choiceOf(word, surface = word.surface, origin = surface) {
  const { reading = "", entry_id = "", category = "", score = 0, warnings = [] } = word ?? {};
  return { surface, origin, isKey: false, reading, entry_id, category, score, warnings };
}

/** Put a word in the place of the active wrong choice, or add it where a choice is wanting; the next one is active. */
export function swapped(draft, word, wanted = 4) {
  const there = draft.choices.findIndex((choice) => choice.surface === word.surface || choice.origin === word.surface);
  if (there >= 0) return { ...draft, active: draft.choices[there].isKey ? draft.active : there };
  const choices = [...draft.choices];
  const place = choices.length < wanted ? choices.length : draft.active;
  if (place < 0) return draft;
  choices[place] = choiceOf(word);
  return { ...draft, choices, active: nextWrong(choices, place) };
}

function nextWrong(choices, place) {
  for (let step = 1; step <= choices.length; step += 1) {
    const next = (place + step) % choices.length;
    if (!choices[next].isKey) return next;
  }
  return -1;
}

/** Move a choice to another place. */
export function moved(draft, from, to) {
  if (from === to || to < 0 || to >= draft.choices.length) return draft;
  const choices = [...draft.choices];
  const [choice] = choices.splice(from, 1);
  choices.splice(to, 0, choice);
  const active = choices.indexOf(draft.choices[draft.active]);
  return { ...draft, choices, active };
}

/** Take a wrong choice out. */
export function without(draft, place) {
  if (draft.choices[place].isKey) return draft;
  const choices = draft.choices.filter((_, other) => other !== place);
  return { ...draft, choices, active: nextWrong(choices, Math.min(place, choices.length) - 1) };
}

/** Make a wrong choice the one that the next candidate replaces. */
export function activated(draft, place) {
  return draft.choices[place]?.isKey ? draft : { ...draft, active: place };
}

/**
 * Return a draft with its choices as the server wrote them: `asked` are the wrong choices in the order of
 * `quiz.distractors`. Readings that an editor wrote stay.
 */
export function written(draft, asked, quiz) {
  const wrong = draft.choices.filter((choice) => !choice.isKey);
  if (wrong.map((choice) => choice.origin ?? choice.surface).join("\n") !== asked.join("\n")) return draft;
  let place = 0;
  const choices = draft.choices.map((choice) => {
    if (choice.isKey) return { ...choice, surface: quiz.key };
    const word = quiz.distractors[place];
    place += 1;
    return { ...choice, surface: word.surface, warnings: word.warnings };
  });
  return { ...draft, choices, ruby: { ...quiz.ruby, ...draft.ruby } };
}

/** Return a draft with some fields changed. */
export function changed(draft, fields) {
  return { ...draft, ...fields };
}

/** Return what the contract calls a quiz, or what of it an editor writes. */
export function quizOf(draft) {
  const ruby = {};
  for (const { surface } of draft.choices) if (draft.ruby[surface]) ruby[surface] = draft.ruby[surface];
  return {
    stem: draft.stem,
    choices: draft.choices.map((choice) => choice.surface),
    answer: draft.choices.findIndex((choice) => choice.isKey),
    distractors: draft.choices
      .filter((choice) => !choice.isKey)
      .map(({ surface, reading, entry_id, category, score, warnings }) => ({
        surface,
        reading: reading ?? "",
        entry_id: entry_id ?? "",
        category: category ?? "",
        score: score ?? 0,
        warnings: warnings ?? [],
      })),
    explanation: draft.explanation,
    ruby,
    difficulty: draft.difficulty,
  };
}
