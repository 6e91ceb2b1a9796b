"""Finding, filtering and ranking the candidates for a key."""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from quizgen.distractors.filters import Setting, reason_against, word_of
from quizgen.distractors.forms import form_like
from quizgen.distractors.joined_rows import JoinedRows
from quizgen.distractors.ranking import DIGITS, Candidates, Scored, read_kinds, score
from quizgen.distractors.standing import STANDS_OUT, kinships, stands_out
from quizgen.index.loaded import SenseIndex, largest
from quizgen.index.senses import Sense
from quizgen.key import Key
from quizgen.lexicon import Entry, Lexicon, split_entry_id
from quizgen.results import Candidate, RankedWord
from quizgen.text import normalise

# Reads words that no index has: their vectors (n, dimensions) and counts (n,).
Unlisted = Callable[[Sequence[str]], tuple[NDArray[np.float32], NDArray[np.int64]]]
RETRIEVED = 200
# Besides the nearest senses, the nearest of the key's likeliest classes are looked at.
_CLASS_MEMBERS = 150
_CLASSES = 3


@dataclass(frozen=True, slots=True)
class Pool:
    """Senses that are searched: an index's and, beside its graph, those of words added since it was built.

    ``entries``, ``vectors``: of each sense; ``rows_of_class``, ``rows_of_entry``: by fine class (of what the lexicon
    has) and by entry id, the rows.
    """

    index: SenseIndex
    lexicon: Lexicon
    senses: tuple[Sense, ...]
    entries: tuple[Entry | None, ...]
    vectors: JoinedRows
    rows_of_class: Mapping[str, NDArray[np.int64]]
    rows_of_entry: Mapping[str, Sequence[int]]

    @classmethod
    def of(
        cls,
        index: SenseIndex,
        lexicon: Lexicon,
        added: Sequence[Sense] = (),
        vectors: NDArray[np.float32] | None = None,
    ) -> Pool:
        """Join an index and the senses added since it was built.

        What the index has is not gone through again: words are added one by one, and each wants a new pool.
        """
        senses = (*index.table.senses, *added)
        entries = lexicon.entries_of([*index.entry_ids, *(sense.entry_id for sense in added)])
        of_class: dict[str, NDArray[np.int64]] = dict(index.rows_of_class)
        for entry_id in index.rows_of_entry.keys() - lexicon.ids:
            name = split_entry_id(entry_id)[1]
            of_class[name] = np.setdiff1d(of_class[name], index.rows_of_entry[entry_id])
        of_entry: dict[str, list[int]] = {}
        for row, sense in enumerate(added, start=len(index.entry_ids)):
            if sense.entry_id in lexicon.ids:
                of_entry.setdefault(sense.entry_id, list(index.rows_of_entry.get(sense.entry_id, ()))).append(row)
                name = split_entry_id(sense.entry_id)[1]
                of_class[name] = np.append(of_class.get(name, np.zeros(0, dtype=np.int64)), row)
        rows_of_entry = ChainMap(of_entry, cast(MutableMapping[str, list[int]], index.rows_of_entry))
        return cls(index, lexicon, senses, entries, JoinedRows(index.vectors, vectors), of_class, rows_of_entry)

    def retrieve(self, key: Key) -> NDArray[np.int64]:
        """Return the rows worth scoring for a key, ascending."""
        weighted, built = self.index.weighted(key.vector), len(self.index.table)
        # Exact search goes through all rows in one product, in which those of the classes are too.
        every = self.vectors.products(weighted) if self.index.exact else None

        def nearest(rows: NDArray[np.int64], k: int) -> NDArray[np.int64]:
            return rows[largest(self.vectors.rows(rows) @ weighted if every is None else every[rows], k)]

        found = [self.index.retrieve(key.vector, RETRIEVED) if every is None else largest(every[:built], RETRIEVED)]
        if len(self.senses) > built:
            found.append(nearest(np.arange(built, len(self.senses)), RETRIEVED))
        likeliest = np.argsort(-key.class_probabilities, kind="stable")[:_CLASSES]
        for column in likeliest.tolist():
            members = self.rows_of_class.get(self.index.classes.classes[column])
            if members is not None:
                found.append(nearest(members, _CLASS_MEMBERS))
        rows: NDArray[np.int64] = np.unique(np.concatenate(found))
        return rows


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates for a key, best first, and how many words each rule removed."""

    candidates: list[Candidate]
    dropped: dict[str, int]


def find_candidates(pool: Pool, key: Key, setting: Setting) -> Found:
    """Retrieve, filter and rank the candidates for a key; each thing comes once, in its best sense."""
    rows = pool.retrieve(key)
    reasons: dict[str, str | None] = {}
    kept: list[tuple[int, Entry]] = []
    for row in rows.tolist():
        entry = pool.entries[row]
        if entry is None:
            continue  # a word that was deleted since the index was built
        if entry.entry_id not in reasons:
            reasons[entry.entry_id] = reason_against(entry.surface, entry, setting)
        if reasons[entry.entry_id] is None:
            kept.append((row, entry))
    dropped = Counter(reason for reason in reasons.values() if reason is not None)
    words = [(entry.surface, entry) for _, entry in kept]
    counts = np.array([entry.count for _, entry in kept], dtype=np.int64)
    vectors = pool.vectors.rows(np.array([row for row, _ in kept], dtype=np.int64))
    scored = _score(pool, key, _candidates(pool, words, [word for word, _ in words], vectors, counts))
    scores, channels = scored.scores.tolist(), scored.by_candidate()
    order = sorted(range(len(kept)), key=lambda i: (-scores[i], pool.senses[kept[i][0]].sense_id))
    candidates: list[Candidate] = []
    named = pool.lexicon.named(key.normalised)
    names: set[str] = set()
    met: set[str] = set()
    for i in order:
        row, entry = kept[i]
        if entry.entry_id in met:
            continue  # a lesser sense of the same entry
        met.add(entry.entry_id)
        own_names = word_of(entry.surface, entry).names
        if not names.isdisjoint(own_names):
            dropped["duplicate"] += 1
            continue
        names |= own_names
        surface = form_like(key.normalised, named, entry)
        alone = stands_out(key, entry, surface, setting.year, setting.division, after=setting.beside.after)
        warnings = [STANDS_OUT] if alone else []
        candidates.append(_candidate(pool.senses[row], entry, surface, scores[i], channels[i], warnings))
    return Found(candidates, dict(sorted(dropped.items())))


def read_pool(pool: Pool, words: Sequence[str], unlisted: Unlisted) -> Candidates:
    """Look up every distinct word once; ``unlisted`` reads those that the lexicon lacks or that have no sense."""
    options: list[tuple[str, Entry | None, int | None]] = []
    forms = {word: normalise(word).text.strip() for word in words}
    for word, form in forms.items():
        named = pool.lexicon.named(form)
        for listed in named:
            rows: Sequence[int | None] = pool.rows_of_entry.get(listed.entry_id, (None,))
            options.extend((word, listed, row) for row in rows)
        if not named:
            options.append((word, None, None))
    alone = [word for word, _, row in options if row is None]
    read = zip(*unlisted(alone), strict=True) if alone else iter(())
    vectors = np.zeros((len(options), pool.vectors.dimensions), dtype=np.float32)
    counts = np.zeros(len(options), dtype=np.int64)
    for number, (_, entry, row) in enumerate(options):
        vectors[number], counts[number] = next(read) if row is None else (pool.vectors.row(row), 0)
        if entry is not None:
            counts[number] = entry.count
    given = [(word, entry) for word, entry, _ in options]
    return _candidates(pool, given, [forms[word] for word, _ in given], vectors, counts)


def rank_pool(pool: Pool, key: Key, setting: Setting, words: Candidates) -> list[RankedWord]:
    """Rank a caller's words, every distinct one once; those that must not be offered stand last, with the reason."""
    if not words.words:
        return []
    scored = _score(pool, key, words)
    channels = scored.by_candidate()
    best: dict[str, RankedWord] = {}
    for number, (word, entry) in enumerate(words.words):
        ranked = RankedWord(
            surface=word,
            score=float(scored.scores[number]),
            reason=reason_against(word, entry, setting),
            category=entry.category if entry is not None else None,
            entry_id=entry.entry_id if entry is not None else None,
            channels=channels[number],
        )
        if word not in best or _order(ranked) < _order(best[word]):
            best[word] = ranked
    return sorted(best.values(), key=_order)


def _order(word: RankedWord) -> tuple[bool, float, str]:
    return word.reason is not None, -word.score, word.surface


def _candidates(
    pool: Pool,
    words: Sequence[tuple[str, Entry | None]],
    forms: Sequence[str],
    vectors: NDArray[np.float32],
    counts: NDArray[np.int64],
) -> Candidates:
    index = pool.index
    entries = [entry for _, entry in words]
    kinds = read_kinds(forms, entries, vectors, index.channels, index.classes, index.kinds)
    return Candidates(words, forms, vectors, counts, kinds)


def _score(pool: Pool, key: Key, candidates: Candidates) -> Scored:
    index = pool.index
    scored = score(key, candidates, index.channels, index.classes, index.settings.ranking)
    kinship = kinships(key, [entry for _, entry in candidates.words])
    return replace(scored, scores=np.round(scored.scores * kinship, DIGITS))


def _candidate(
    sense: Sense, entry: Entry, surface: str, score: float, channels: dict[str, float], warnings: Sequence[str]
) -> Candidate:
    never_read = () if sense.contexts else ("never_read",)
    return Candidate(
        surface=surface,
        reading=entry.reading if surface == entry.surface else "",
        entry_id=entry.entry_id,
        category=entry.category,
        score=score,
        channels=channels,
        warnings=(*never_read, *warnings),
        exemplar=sense.exemplar,
    )
