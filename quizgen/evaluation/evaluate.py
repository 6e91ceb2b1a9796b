"""Measuring the groups of lines for which the data are there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from quizgen.errors import ArgumentError
from quizgen.evaluation.datasets import ENTITIES_FILE, QUESTIONS_FILE, read_entity_sentences, read_questions
from quizgen.evaluation.entities import measure_entities
from quizgen.evaluation.evaluation import Evaluation, system_name
from quizgen.evaluation.groups import ENTITIES, GROUPS, PSEUDO_WORDS, QUESTIONS, TWO_SENSES
from quizgen.evaluation.lines import Line
from quizgen.evaluation.pseudo_words import measure_pseudo_words
from quizgen.evaluation.questions import measure_questions
from quizgen.evaluation.run import Run
from quizgen.evaluation.system import System
from quizgen.evaluation.two_senses import measure_two_senses

# Measures one group of lines; its data are read already.
Measure = Callable[[System, Run], list[Line]]


@dataclass(frozen=True, slots=True)
class Sources:
    """``data``: the folder of the labelled sets, ``corpora``: files of articles; what is absent leaves lines out."""

    data: Path | None = None
    corpora: tuple[Path, ...] = ()


def plan(sources: Sources, run: Run, only: Collection[str] = ()) -> list[Measure]:
    """Read the labelled sets and return what to measure: every group of lines, or those named in ``only``.

    A group whose data are absent is left out, and ``run.notice`` told what to give for it. Raises :class:`InputError`
    for data that cannot be read, and :class:`ArgumentError` where no group is left or ``only`` names an unknown one.
    """
    unknown = sorted(set(only) - set(GROUPS))
    if unknown:
        raise ArgumentError(f"only: expected some of {', '.join(GROUPS)}, got {unknown[0]!r}")
    measures = [_measure_of(name, sources, run) for name in GROUPS if not only or name in only]
    found = [measure for measure in measures if measure is not None]
    if not found:
        raise ArgumentError("evaluate: nothing to measure; give --data DIR, --corpus FILE, or other names with --only")
    return found


def evaluate(system: System, measures: Sequence[Measure], run: Run) -> Evaluation:
    """Measure what was planned. Raises :class:`ArgumentError` where no line has an item."""
    lines = tuple(line for measure in measures for line in measure(system, run))
    if not lines:
        raise ArgumentError("evaluate: expected items to measure, found none in the data given; check them")
    return Evaluation(system_name(), system.identities, run.seed, lines)


def _measure_of(name: str, sources: Sources, run: Run) -> Measure | None:
    if name == TWO_SENSES:
        return measure_two_senses
    if name == PSEUDO_WORDS:
        if sources.corpora:
            return partial(measure_pseudo_words, sources.corpora)
        run.notice(f"{name}: left out; give articles with --corpus FILE")
        return None
    file = {ENTITIES: ENTITIES_FILE, QUESTIONS: QUESTIONS_FILE}[name]
    if sources.data is None or not (sources.data / file).is_file():
        where = "a folder with --data DIR" if sources.data is None else f"{sources.data}, where it is missing"
        run.notice(f"{name}: left out; give {file} in {where}")
        return None
    if name == ENTITIES:
        return partial(measure_entities, read_entity_sentences(sources.data / file))
    return partial(measure_questions, read_questions(sources.data / file))
