"""What each channel and feature is worth: the same index with other weights, or without what the class model reads.

A variant keeps the weights of what is left as they are: it shows how much the ranking leans on a part as it stands, not
what the others could make up for if they were fitted anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quizgen.article import Article
from quizgen.distractors.candidates import find_candidates, rank_pool
from quizgen.distractors.filters import Setting
from quizgen.distractors.ranking import Candidates
from quizgen.errors import QuizgenError
from quizgen.evaluation.datasets import EntitySentence, Question, distinct
from quizgen.evaluation.measures import precision_at
from quizgen.evaluation.questions import article_of
from quizgen.evaluation.sampling import draw
from quizgen.evaluation.sensed_keys import SensedKey, key_reader, setting_for
from quizgen.evaluation.system import System
from quizgen.index.loaded import SenseIndex
from quizgen.index.settings import RankingWeights
from quizgen.key import Key, KeyReader
from quizgen.lexicon import category_of, split_entry_id
from quizgen.senses.channels import CHANNELS
from quizgen.senses.classes import ClassModel, Step

EVERYTHING = "everything"
WITHOUT_SURROUNDINGS = "without surroundings"
KNOWN_CLASS = "class known"
# What the ranking's ablation leaves out in turn: the channels, and what is known of kinds.
ABLATED = (*CHANNELS, "class", "type")

Values = NDArray[np.float64]


def weighings(weights: Mapping[str, float], names: Iterable[str]) -> dict[str, dict[str, float]]:
    """Return ``weights`` whole, with each of ``names`` alone, and without each, by names that say so."""
    names = list(names)
    alone = {f"only {name}": {other: float(other == name) for other in {**weights, name: 0}} for name in names}
    without = {f"without {name}": {**weights, name: 0.0} for name in names}
    return {EVERYTHING: dict(weights), **alone, **without}


def retrieval_variants(index: SenseIndex) -> dict[str, SenseIndex]:
    """Return the index with each weighing of the channels that candidates are retrieved by."""
    found = weighings(index.settings.retrieval, CHANNELS)
    return {name: index.varied(settings=replace(index.settings, retrieval=weights)) for name, weights in found.items()}


def ranking_variants(index: SenseIndex) -> dict[str, SenseIndex]:
    """Return the index with each weighing of what candidates are ranked by."""
    ranking = index.settings.ranking
    names, words = weighings(ranking.names, ABLATED), weighings(ranking.words, ABLATED)
    return {
        name: index.varied(settings=replace(index.settings, ranking=RankingWeights(names[name], words[name])))
        for name in names
    }


def without_surroundings(classes: ClassModel) -> ClassModel:
    """Return a class model to which the words around say nothing: it reads the encoder and the topic only."""

    def blind(step: Step) -> Step:
        return Step(step.weights, np.zeros_like(step.table))

    return ClassModel(classes.classes, blind(classes.category), blind(classes.within), blind(classes.situation))


def retrieved_of_class(index: SenseIndex, vector: NDArray[np.float32], word_class: str, k: int) -> float:
    """Return the share of a class's senses, of ``k`` of them at most, among the ``k`` nearest to an index vector.

    0 to 1; 0 for a class of which the index has no word.
    """
    members = index.rows_of_class.get(word_class, np.zeros(0, dtype=np.int64))
    found = int(np.isin(index.retrieve(vector, k), members).sum())
    return found / min(len(members), k) if len(members) else 0.0


@dataclass(frozen=True, slots=True)
class Followed:
    """How far the first candidates of n keys follow the sense: the shares, float64 (n,), 0 to 1, that are ``of_class``
    and ``of_category`` of the key in its article."""

    of_class: Values
    of_category: Values


def follow_senses(system: System, keys: Sequence[SensedKey], k: int = 10) -> dict[str, Followed]:
    """Measure the first ``k`` candidates of keys whose sense is known, by every variant of the ranking.

    Besides those of :func:`ranking_variants`: the key read by a class model without surroundings, and with its class
    told rather than predicted, which is the most that a better class model could give.
    """
    asked = [(one.key, one.setting) for one in keys]
    found = {name: _followed(system, index, keys, asked, k) for name, index in ranking_variants(system.index).items()}
    blind = system.index.varied(classes=without_surroundings(system.index.classes))
    reader = key_reader(system, blind)
    blinded = [reader.read(one.reading, one.key.place, system.model.lexicon) for one in keys]
    found[WITHOUT_SURROUNDINGS] = _followed(system, blind, keys, _asked(system, keys, blinded), k)
    told = _asked(system, keys, [_told(system.index, one) for one in keys])
    found[KNOWN_CLASS] = _followed(system, system.index, keys, told, k)
    return found


def _followed(
    system: System, index: SenseIndex, keys: Sequence[SensedKey], asked: Sequence[tuple[Key, Setting]], k: int
) -> Followed:
    pool = replace(system.senses, index=index)
    rows = []
    for one, (key, setting) in zip(keys, asked, strict=True):
        first = find_candidates(pool, key, setting).candidates[:k]
        classes = [split_entry_id(candidate.entry_id)[1] for candidate in first]
        rows.append(
            (
                precision_at([name == one.sense for name in classes], k),
                precision_at([category_of(name) == one.category for name in classes], k),
            )
        )
    of_class, of_category = np.array(rows, dtype=np.float64).reshape(-1, 2).T
    return Followed(of_class, of_category)


def _asked(system: System, keys: Sequence[SensedKey], read: Sequence[Key]) -> list[tuple[Key, Setting]]:
    """Return keys that were read otherwise, each with its setting."""
    return [(key, setting_for(system, key, one.reading)) for one, key in zip(keys, read, strict=True)]


def _told(index: SenseIndex, one: SensedKey) -> Key:
    known = index.classes.known(one.sense)
    shares = (known / max(known.sum(), 1)).astype(np.float32)
    return replace(
        one.key,
        class_probabilities=shares,
        types=index.kinds.types_of_shares(shares[None])[0],
        category=one.category,
        categories=frozenset((one.category,)),
    )


@dataclass(frozen=True, slots=True)
class PooledKey:
    """A key beside a pool. ``right``: the pool's words that are right for it; ``article``: names what makes keys depend
    on each other."""

    surface: str
    key: Key
    setting: Setting
    right: frozenset[str]
    article: str


@dataclass(frozen=True, slots=True)
class KeyPool:
    """Keys, and the ``pool`` that is ranked for each; its own word is left out."""

    keys: list[PooledKey]
    pool: Candidates


def read_names(system: System, sentences: Sequence[EntitySentence], most: int, in_pool: int, seed: int = 0) -> KeyPool:
    """Read ``most`` names, drawn by ``seed`` from sentences with marked names, ``in_pool`` of which give the pool.

    Right are the names that are marked with the key's type anywhere.
    """
    sentences = draw(sentences, lambda one: f"{one.curid}:{one.text}", in_pool, seed)
    types: dict[str, set[str]] = {}
    for sentence in sentences:
        for entity in sentence.entities:
            types.setdefault(entity.name, set()).add(entity.type)
    asked = [(sentence, entity) for sentence in sentences for entity in sentence.entities]
    keys = key_reader(system, system.index)
    found = [
        _pooled(system, keys, (sentence.text, entity.start, entity.end), _of_type(types, entity.type), sentence.curid)
        for sentence, entity in draw(asked, lambda one: f"{one[0].curid}:{one[0].text}:{one[1].start}", most, seed)
    ]
    return KeyPool([one for one in found if one is not None], system.pool_words(distinct(types)))


def read_words(system: System, questions: Sequence[Question], most: int, in_pool: int, seed: int = 0) -> KeyPool:
    """Read the answers of ``most`` questions as keys, drawn by ``seed``; ``in_pool`` questions give the pool.

    Right are the wrong choices that people wrote for the question.
    """
    questions = draw(questions, lambda one: one.id, in_pool, seed)
    pool = distinct(word for one in questions for word in (one.key, *one.distractors))
    keys = key_reader(system, system.index)
    found = [
        _pooled(system, keys, article_of(one), frozenset(one.distractors), one.id)
        for one in draw(questions, lambda one: one.id, most, seed)
    ]
    return KeyPool([one for one in found if one is not None], system.pool_words(pool))


def rank_keys(system: System, keys: KeyPool) -> dict[str, list[list[bool]]]:
    """Return each key's hits by every variant of the ranking: whether each word of the pool, best first, is right."""
    found = {}
    for variant, index in ranking_variants(system.index).items():
        pool = replace(system.senses, index=index)
        found[variant] = [
            [
                word.surface in one.right
                for word in rank_pool(pool, one.key, one.setting, keys.pool)
                if word.surface != one.surface
            ]
            for one in keys.keys
        ]
    return found


def _of_type(types: Mapping[str, set[str]], wanted: str) -> frozenset[str]:
    return frozenset(word for word, found in types.items() if wanted in found)


def _pooled(
    system: System, keys: KeyReader, place: tuple[str, int, int], right: frozenset[str], article: str
) -> PooledKey | None:
    """Return a key of a body and its offsets, or None where they are no stretch of whole words."""
    body, start, end = place
    reading = system.read(Article(body))
    try:
        key = keys.read(reading, reading.place_at(start, end), system.model.lexicon)
    except QuizgenError:
        return None
    surface = body[start:end]
    return PooledKey(surface, key, setting_for(system, key, reading), right - {surface}, article)
