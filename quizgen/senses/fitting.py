"""Fitting what an index is made with, on an archive's contexts: the channel maps and the class model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quizgen.archive.contexts import Contexts
from quizgen.lexicon import Lexicon, category_of
from quizgen.model import Model
from quizgen.senses.channels import Channels, fit_map
from quizgen.senses.classes import ClassModel, train_classes
from quizgen.senses.contexts import MappedContexts, rows_by_form

# 384 dimensions in all, the most that DESIGN allows.
DIMENSIONS = {"static": 128, "context": 128, "slot": 64, "topic": 64}
_SAMPLE = 120_000
# A class teaches once it has so many words with contexts; a smaller one teaches its category only.
_LEAST_WORDS = 3
# Contexts of one word that teach the class model: more would let frequent words speak for their class.
_PER_WORD = 12
# A context of a word of several classes teaches the one that has at least this probability among them.
_CONFIDENT = 0.85

# A class, and the context rows that teach it.
Taught = tuple[str, NDArray[np.int64]]


def fit_channels(contexts: Contexts, topics: NDArray[np.float32], model: Model, seed: int = 0) -> Channels:
    """Fit the channel maps to a sample of the contexts, to the articles, and to the lexicon's word vectors."""
    generator = np.random.default_rng(seed)
    rows = np.sort(generator.permutation(len(contexts.forms))[:_SAMPLE])
    words = [model.vectors.vector(entry.surface) for entry in model.lexicon.entries]
    static = np.stack([vector for vector in words if vector is not None])
    known = topics[np.linalg.norm(topics, axis=1) > 0]
    raw = {
        "static": static,
        "context": contexts.context[rows].astype(np.float32),
        "slot": contexts.slot[rows].astype(np.float32),
        "topic": known,
    }
    return Channels({name: fit_map(raw[name], size) for name, size in DIMENSIONS.items()})


def fit_classes(contexts: MappedContexts, lexicon: Lexicon) -> ClassModel:
    """Train the class model on the contexts of forms that name exactly one entry, then once more with those of the
    other forms whose entry that first model tells with confidence: most baseball teams are companies or cities too.

    Every word weighs the same however many contexts it has.
    """
    sure: list[Taught] = []
    unsure: list[tuple[list[str], NDArray[np.int64]]] = []
    for form, rows in rows_by_form(contexts.forms).items():
        listed = sorted({entry.word_class for entry in lexicon.named(form)})
        if len(listed) == 1:
            sure.append((listed[0], rows[:_PER_WORD]))
        elif listed:
            unsure.append((listed, rows))
    first = _train(contexts, sure)
    told = list(sure)
    for listed, rows in unsure:
        shares = first.among(contexts.rows[rows], listed, contexts.around[rows][:, None])
        for number, word_class in enumerate(listed):
            confident = rows[shares[:, number] >= _CONFIDENT]
            if len(confident):
                told.append((word_class, confident[:_PER_WORD]))
    return _train(contexts, told)


def _train(contexts: MappedContexts, taught: Sequence[Taught]) -> ClassModel:
    words_of_class = Counter(word_class for word_class, _ in taught)
    every, labels, weights = [], [], []
    for word_class, rows in taught:
        label = word_class if words_of_class[word_class] >= _LEAST_WORDS else category_of(word_class)
        every.append(rows)
        labels.extend([label] * len(rows))
        weights.extend([1.0 / len(rows) ** 0.5] * len(rows))
    chosen = np.concatenate(every)
    situation = DIMENSIONS["slot"] + DIMENSIONS["topic"]
    importance = np.array(weights, dtype=np.float32)
    return train_classes(contexts.rows[chosen], contexts.around[chosen], labels, importance, situation=situation)
