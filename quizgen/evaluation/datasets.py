"""The labelled sets that the lines are measured on: sentences with entities, and questions with wrong choices."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from quizgen.archive.corpus import read_lines
from quizgen.archive.splits import is_fit
from quizgen.errors import InputError
from quizgen.lexicon import surface_key

ENTITIES_FILE = "ner_dev.jsonl.gz"
QUESTIONS_FILE = "jcommonsenseqa_valid.jsonl.gz"
TRAINING_QUESTIONS_FILE = "jcommonsenseqa_train.jsonl.gz"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entity:
    """A name in a sentence: half-open code-point offsets ``start``/``end``, and its ``type``."""

    name: str
    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class EntitySentence:
    """A sentence with its entities; ``curid`` names the Wikipedia article that it is from."""

    curid: str
    text: str
    entities: tuple[Entity, ...]

    @property
    def is_fit(self) -> bool:
        """Whether settings may be fitted on it; the others are only ever reported on."""
        return is_fit(self.curid)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer, the ``key``, and the wrong choices that people wrote for it."""

    id: str
    question: str
    key: str
    distractors: tuple[str, ...]

    @property
    def pairs(self) -> frozenset[frozenset[str]]:
        """Its pairs of key and distractor, without order, as comparison keys."""
        return frozenset(frozenset((surface_key(self.key), surface_key(wrong))) for wrong in self.distractors)


def read_entity_sentences(path: Path) -> list[EntitySentence]:
    """Read lines of ``{"curid", "text", "entities": [{"name", "span": [start, end], "type"}]}``.

    Raises :class:`InputError` naming the file and line for anything else: a set with holes measures something else.
    """
    return _read(path, _entity_sentence)


def read_questions(path: Path) -> list[Question]:
    """Read lines of ``{"id", "question", "key", "distractors": […]}``; raises as :func:`read_entity_sentences` does."""
    return _read(path, _question)


def disjoint_questions(train: Iterable[Question], valid: Iterable[Question]) -> list[Question]:
    """Return the training questions that share no pair of key and distractor with the validation questions.

    A pair is shared in either order: what is a key there may be the distractor here. Written differently only in
    width, case or middle dots, words are the same.
    """
    reported = {pair for question in valid for pair in question.pairs}
    return [question for question in train if not question.pairs & reported]


def distinct(words: Iterable[str]) -> tuple[str, ...]:
    """Return every word once, in order of first appearance."""
    return tuple(dict.fromkeys(words))


def _read(path: Path, parse: Callable[[Any], T]) -> list[T]:
    items: list[T] = []
    for number, raw in read_lines(path):
        try:
            items.append(parse(json.loads(raw)))
        except (LookupError, TypeError, ValueError, RecursionError) as error:
            what = f"no field {error}" if isinstance(error, KeyError) else str(error)
            raise InputError(f"{path}, line {number}: {what}; restore the file") from error
    if not items:
        raise InputError(f"{path}: expected one JSON object a line, found none; restore the file")
    return items


def _entity_sentence(data: Any) -> EntitySentence:
    text = _text(data, "text")
    entities = tuple(
        Entity(_text(item, "name"), int(item["span"][0]), int(item["span"][1]), _text(item, "type"))
        for item in data["entities"]
    )
    for entity in entities:
        if text[entity.start : entity.end] != entity.name:
            raise ValueError(
                f"expected the entity {entity.name!r} at {entity.start}..{entity.end}, "
                f"found {text[entity.start : entity.end]!r}"
            )
    return EntitySentence(str(data["curid"]), text, entities)


def _question(data: Any) -> Question:
    wrong: Sequence[Any] = data["distractors"]
    if not isinstance(wrong, list) or not wrong or not all(isinstance(word, str) and word.strip() for word in wrong):
        raise ValueError(f"expected distractors as a list of words, got {wrong!r}")
    return Question(str(data["id"]), _text(data, "question"), _text(data, "key"), tuple(wrong))


def _text(data: Any, name: str) -> str:
    value = data[name]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"expected text as {name}, got {value!r}")
    return value
