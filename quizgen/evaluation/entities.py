"""Do the words ranked first have the key's entity type? Measured on names in sentences of Wikipedia.

An item is one name in one sentence of the report half; the pool are all other names of that half. A word of the pool
is right when one of the types that it has in the report half is the type of the key here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quizgen.errors import QuizgenError
from quizgen.evaluation.datasets import Entity, EntitySentence, distinct
from quizgen.evaluation.groups import ENTITIES
from quizgen.evaluation.lines import Item, Line, Values, make_lines
from quizgen.evaluation.measures import expected_precision, precision_at
from quizgen.evaluation.run import Run
from quizgen.evaluation.sampling import digest, draw
from quizgen.evaluation.system import System
from quizgen.evaluation.vector_ranking import VectorRanking

SAMPLE = 400
_FIRST = (3, 10)


@dataclass(frozen=True, slots=True)
class _Asked:
    sentence: EntitySentence
    entity: Entity

    @property
    def id(self) -> str:
        """The article, the sentence and the span: an article may have several sentences in the set."""
        return f"{self.sentence.curid}:{digest(self.sentence.text)[:8]}:{self.entity.start}-{self.entity.end}"


def measure_entities(sentences: Sequence[EntitySentence], system: System, run: Run) -> list[Line]:
    """Measure precision@3 and @10 of the ranking: of all names, of those with several types in the whole set, and of
    those that the fit half does not have; of each as many items as the run asks for."""
    reported = [sentence for sentence in sentences if not sentence.is_fit]
    pool = distinct(entity.name for sentence in reported for entity in sentence.entities)
    every, types, fitted = _types(sentences), _types(reported), _names(set(sentences) - set(reported))
    asked = [_Asked(sentence, entity) for sentence in reported for entity in sentence.entities]
    subsets: dict[str, Callable[[Entity], bool]] = {
        "all": lambda entity: True,
        "several types": lambda entity: len(every[entity.name]) > 1,
        "unseen": lambda entity: entity.name not in fitted,
    }
    drawn = {
        subset: draw([one for one in asked if belongs(one.entity)], lambda one: one.id, run.most(SAMPLE), run.seed)
        for subset, belongs in subsets.items()
    }
    wanted = list({one.id: one for subset in drawn.values() for one in subset}.values())
    if not wanted:
        run.notice(f"{ENTITIES}: no entity in the report half; nothing to measure")
        return []
    vectors = VectorRanking(system.model, pool, run.seed)
    measured: dict[str, Item] = {}
    for done, one in enumerate(wanted, start=1):
        measured[one.id] = item = _measure(system, vectors, one, pool, types)
        if item.problem:
            run.failed(f"{ENTITIES}, {item.id}: {item.problem}; counts as 0")
        run.progress(ENTITIES, done, len(wanted))
    setting = digest(*pool)
    lines = []
    for subset, chosen in drawn.items():
        if not chosen:
            run.notice(f"{ENTITIES}, {subset}: no such item; the line is left out")
        lines += make_lines(f"{ENTITIES}, {subset}", [measured[one.id] for one in chosen], setting)
    return lines


def _measure(
    system: System, vectors: VectorRanking, asked: _Asked, pool: tuple[str, ...], types: dict[str, frozenset[str]]
) -> Item:
    entity = asked.entity
    others = tuple(word for word in pool if word != entity.name)
    problem = None
    try:
        ranked = [word.surface for word in system.rank(asked.sentence.text, entity.start, entity.end, others)]
    except QuizgenError as error:
        ranked, problem = [], str(error)

    def hits(words: Sequence[str]) -> list[bool]:
        return [entity.type in types[word] for word in words]

    ours, theirs = hits(ranked), hits(vectors.rank(entity.name))
    chance = expected_precision(sum(hits(others)), len(others))
    values = {f"precision@{k}": Values(precision_at(ours, k), precision_at(theirs, k), chance) for k in _FIRST}
    return Item(asked.id, asked.sentence.curid, values, problem)


def _names(sentences: set[EntitySentence]) -> frozenset[str]:
    return frozenset(entity.name for sentence in sentences for entity in sentence.entities)


def _types(sentences: Sequence[EntitySentence]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        for entity in sentence.entities:
            found[entity.name].add(entity.type)
    return {name: frozenset(types) for name, types in found.items()}
