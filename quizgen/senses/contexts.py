"""Encoded contexts after the channel maps, and which entry of the lexicon each belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizgen.archive.contexts import Contexts
from quizgen.archive.tokenised import TokenisedArticle
from quizgen.lexicon import Lexicon
from quizgen.senses.channels import Channels
from quizgen.senses.classes import ClassModel
from quizgen.senses.surroundings import FEATURES, surroundings
from quizgen.vectors import WordVectors

_CHUNK = 8192


@dataclass(frozen=True, slots=True)
class MappedContexts:
    """Contexts of one archive. ``rows``: float32 (n, dimensions of the channels that are read: context, slot, topic),
    each channel's block of unit length; ``around``: int32 (n, features), surroundings
    (:mod:`quizgen.senses.surroundings`); the other fields as in :class:`quizgen.archive.contexts.Contexts`."""

    forms: list[str]
    articles: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    rows: NDArray[np.float32]
    around: NDArray[np.int32]


def article_topics(articles: Sequence[TokenisedArticle], vectors: WordVectors) -> NDArray[np.float32]:
    """Return each article's raw topic vector, (articles, raw); zeros where no word of it has a vector."""
    result = np.zeros((len(articles), vectors.dimensions), dtype=np.float32)
    for number, article in enumerate(articles):
        mean = vectors.mean(article.surfaces)
        if mean is not None:
            result[number] = mean
    return result


def map_contexts(
    contexts: Contexts, articles: Sequence[TokenisedArticle], topics: NDArray[np.float32], channels: Channels
) -> MappedContexts:
    """Apply the channel maps, and note the surroundings; ``topics`` holds the raw topic of every article."""
    context, slot, topic = (channels.maps[name] for name in ("context", "slot", "topic"))
    # An article without a topic misses the channel, which is zero: mapping zeros would give minus the mean.
    topic_rows = topic.apply(topics) * (np.abs(topics).max(axis=1, keepdims=True) > 0)
    rows = np.zeros((len(contexts.forms), channels.dimensions - channels.slices["context"].start), dtype=np.float32)
    for first in range(0, len(rows), _CHUNK):
        part = slice(first, first + _CHUNK)
        blocks = (
            context.apply(contexts.context[part].astype(np.float32)),
            slot.apply(contexts.slot[part].astype(np.float32)),
            topic_rows[contexts.articles[part]],
        )
        rows[part] = np.concatenate(blocks, axis=1)
    around = _surroundings(contexts, articles)
    return MappedContexts(contexts.forms, contexts.articles, contexts.starts, contexts.ends, rows, around)


def _surroundings(contexts: Contexts, articles: Sequence[TokenisedArticle]) -> NDArray[np.int32]:
    around = np.zeros((len(contexts.forms), FEATURES), dtype=np.int32)
    for row, number in enumerate(contexts.articles.tolist()):
        article = articles[number]
        first = int(article.starts.searchsorted(contexts.starts[row], side="right")) - 1
        last = int(article.ends.searchsorted(contexts.ends[row])) + 1
        sentence = int(article.sentences.searchsorted(first, side="right")) - 1
        bounds = int(article.sentences[sentence]), int(article.sentences[sentence + 1])
        around[row] = surroundings(article.surfaces, first, last, bounds)
    return around


def assign_entries(contexts: MappedContexts, lexicon: Lexicon, classes: ClassModel) -> dict[str, NDArray[np.int64]]:
    """Return the rows of each entry; a form that names several entries gives each context to the likeliest."""
    rows_of_entry: dict[str, list[int]] = defaultdict(list)
    for form, rows in rows_by_form(contexts.forms).items():
        entries = lexicon.named(form)
        if not entries:
            continue  # a word that left the lexicon after its contexts were encoded
        chosen = np.zeros(len(rows), dtype=np.int64)
        if len(entries) > 1:
            listed = [entry.word_class for entry in entries]
            chosen = classes.among(contexts.rows[rows], listed, contexts.around[rows][:, None]).argmax(axis=1)
        for row, number in zip(rows.tolist(), chosen.tolist(), strict=True):
            rows_of_entry[entries[number].entry_id].append(row)
    return {entry_id: np.array(sorted(rows)) for entry_id, rows in rows_of_entry.items()}


def rows_by_form(forms: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    """Return the row numbers of each form, forms sorted."""
    found: dict[str, list[int]] = defaultdict(list)
    for row, form in enumerate(forms):
        found[form].append(row)
    return {form: np.array(found[form]) for form in sorted(found)}
