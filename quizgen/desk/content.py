"""What a quiz says, as an editor may write it: read, bounded, and made whole from what the store has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from quizgen.errors import QuizError
from quizgen.options import DIFFICULTIES
from quizgen.results import BLANK, SCHEMA
from quizgen.store.quiz import QuizContent

MAX_STEM = 2_000
MAX_CHOICE = 200
MAX_EXPLANATION = 10_000
MAX_RUBY = 400
MAX_CHOICES = 10
_MAX_FIELD = 1_000

EDITABLE = ("stem", "choices", "answer", "distractors", "explanation", "ruby", "difficulty")
"""The fields that editors write; the others say where a quiz comes from and stay."""

_BLANK = re.compile(re.escape(BLANK))
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ALLOWED_CONTROLS = frozenset("\n\t")


def read_content(data: object) -> dict[str, Any]:
    """Return a quiz in the JSON form of the contract, with ``blanks``, ``key`` and ``distractors`` made to fit.

    Incomplete texts are taken, since a draft may be one; the checks name them. Raises :class:`QuizError` naming the
    field that is missing, of the wrong type, or too long.
    """
    if not isinstance(data, Mapping):
        raise QuizError(f"quiz: expected a JSON object, got {type(data).__name__}")
    if data.get("schema", SCHEMA) != SCHEMA:
        raise QuizError(f"quiz schema: expected {SCHEMA}, got {data['schema']!r}; a newer quizgen wrote it, upgrade")
    sentence = _text(data, "sentence", MAX_STEM)
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "id": _identifier(data, "id"),
        "article_id": _identifier(data, "article_id"),
        "sentence": sentence,
        "span": _span(data.get("span", [0, 0])),
        "source": _source(data.get("source")),
        "dropped": {str(name): _whole("dropped", count, 0, 2**31) for name, count in _object(data, "dropped").items()},
        "seed": _whole("seed", data.get("seed", 0), 0, 2**63 - 1),
        "model": _text(data, "model", _MAX_FIELD, ""),
        "index": _text(data, "index", _MAX_FIELD, ""),
        "stories": [_checked("stories", kind, 100) for kind in _list("stories", data.get("stories", ()), 50)],
        "style": _text(data, "style", 100, ""),
    }
    content |= _written(data, sentence)
    return in_order(content)


def edited(stored: QuizContent, data: object) -> dict[str, Any]:
    """Return stored content with what an editor wrote in the place of its :data:`EDITABLE` fields.

    ``data``: those fields, or some of them; others are passed over. Raises :class:`QuizError` as
    :func:`read_content` does.
    """
    if not isinstance(data, Mapping):
        raise QuizError(f"quiz: expected a JSON object, got {type(data).__name__}")
    given = {name: data[name] for name in EDITABLE if name in data}
    merged = {**stored, **given}
    # What is known of a wrong choice stays with it, however the editor's page names it.
    merged["distractors"] = [*given.get("distractors", ()), *stored["distractors"]]
    return in_order({**stored, **_written(merged, stored["sentence"])})


def day_of(content: Mapping[str, Any], day: str | None = None) -> str:
    """Return the day that a quiz is for: the one given, else its article's, "" where that has none."""
    if day:
        return checked_day(day)
    try:
        return checked_day((content["source"]["date"] or "")[:10])
    except QuizError:
        return ""


def checked_day(day: str) -> str:
    """Return a day as YYYY-MM-DD; "" stands for none. Raises :class:`QuizError`."""
    try:
        return date.fromisoformat(day).isoformat() if day else ""
    except ValueError as error:
        raise QuizError(f"date: expected a day such as 2026-11-23, got {day!r}") from error


def in_order(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return content with its fields in the contract's order, ruby and style only where there is any."""
    optional = {"ruby", "style"}
    return {name: content[name] for name in _ORDER if name not in optional or content.get(name)}


_ORDER = (
    "schema",
    "id",
    "article_id",
    "stem",
    "blanks",
    "key",
    "choices",
    "answer",
    "distractors",
    "sentence",
    "span",
    "explanation",
    "source",
    "difficulty",
    "dropped",
    "seed",
    "model",
    "index",
    "stories",
    "ruby",
    "style",
)


def _written(data: Mapping[str, Any], sentence: str) -> dict[str, Any]:
    stem = _text(data, "stem", MAX_STEM)
    choices = [_checked("choices", choice, MAX_CHOICE) for choice in _list("choices", data.get("choices"), MAX_CHOICES)]
    if len(choices) < 2:
        raise QuizError(f"choices: expected 2 to {MAX_CHOICES}, got {len(choices)}")
    answer = _whole("answer", data.get("answer"), 0, len(choices) - 1)
    difficulty = data.get("difficulty", "normal")
    if difficulty not in DIFFICULTIES:
        raise QuizError(f"difficulty: expected one of {', '.join(DIFFICULTIES)}, got {difficulty!r}")
    ruby = {
        _checked("ruby", choice, MAX_CHOICE): _checked("ruby", reading, MAX_RUBY)
        for choice, reading in _object(data, "ruby").items()
    }
    return {
        "stem": stem,
        "blanks": [list(match.span()) for match in _BLANK.finditer(stem)],
        "key": choices[answer],
        "choices": choices,
        "answer": answer,
        "distractors": _distractors(choices, answer, data.get("distractors", ())),
        "explanation": _text(data, "explanation", MAX_EXPLANATION, sentence),
        "difficulty": difficulty,
        "ruby": {choice: reading for choice, reading in ruby.items() if choice in choices and reading},
    }


def _distractors(choices: Sequence[str], answer: int, known: object) -> list[dict[str, Any]]:
    """Return what is known of each wrong choice, in their order; of one that an editor typed, its surface alone."""
    by_surface: dict[str, dict[str, Any]] = {}
    for item in _list("distractors", known, 4 * MAX_CHOICES):
        if not isinstance(item, Mapping):
            raise QuizError(f"distractors: expected objects with a surface, got {type(item).__name__}")
        distractor = _distractor(item)
        by_surface.setdefault(distractor["surface"], distractor)
    wrong = [choice for position, choice in enumerate(choices) if position != answer]
    return [by_surface.get(choice) or _distractor({"surface": choice}) for choice in wrong]


def _distractor(item: Mapping[str, Any]) -> dict[str, Any]:
    score = item.get("score", 0.0)
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        raise QuizError(f"distractors, score: expected a number from 0 to 1, got {score!r}")
    return {
        "surface": _checked("distractors, surface", item.get("surface"), MAX_CHOICE),
        **{name: _checked(f"distractors, {name}", item.get(name, ""), 400) for name in _DESCRIBED},
        "score": score,
        "warnings": [_checked("warnings", w, 100) for w in _list("warnings", item.get("warnings", ()), 50)],
    }


_DESCRIBED = ("reading", "entry_id", "category")


def _source(value: object) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise QuizError("source: expected an object with title, url, date and sha256; add where the quiz comes from")
    source: dict[str, Any] = {
        name: None if value.get(name) is None else _checked(f"source {name}", value[name], _MAX_FIELD * 2)
        for name in ("title", "url", "date")
    }
    sha256 = value.get("sha256")
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        raise QuizError(f"source sha256: expected 64 hexadecimal digits, got {sha256!r}")
    return {**source, "sha256": sha256}


def _span(value: object) -> list[int]:
    numbers = [_whole("span", number, 0, 2**31) for number in _list("span", value, 2)]
    if len(numbers) != 2 or numbers[0] > numbers[1]:
        raise QuizError(f"span: expected start and end of the key in the body, got {value!r}")
    return numbers


def _identifier(data: Mapping[str, Any], name: str) -> str:
    value = _text(data, name, 400)
    if not value.strip():
        raise QuizError(f"{name}: expected text, got nothing; give the quiz its {name}")
    return value


def _object(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name) or {}
    if not isinstance(value, Mapping):
        raise QuizError(f"{name}: expected an object, got {type(value).__name__}")
    return value


def _list(name: str, value: object, most: int) -> list[Any]:
    if isinstance(value, str) or not isinstance(value, Iterable) or isinstance(value, Mapping):
        raise QuizError(f"{name}: expected a list, got {type(value).__name__}")
    items = list(value)
    if len(items) > most:
        raise QuizError(f"{name}: expected at most {most}, got {len(items)}")
    return items


def _text(data: Mapping[str, Any], name: str, limit: int, default: str | None = None) -> str:
    return _checked(name, data.get(name, default), limit)


def _checked(name: str, value: object, limit: int) -> str:
    if not isinstance(value, str):
        raise QuizError(f"{name}: expected text, got {type(value).__name__}")
    if len(value) > limit:
        raise QuizError(f"{name}: expected at most {limit} characters, got {len(value)}; shorten it")
    value = value.replace("\r\n", "\n")
    for position, character in enumerate(value):
        unusable = character < " " and character not in _ALLOWED_CONTROLS
        if unusable or character == "\x7f" or "\ud800" <= character <= "\udfff":
            raise QuizError(f"{name}: unusable character U+{ord(character):04X} at character {position}; remove it")
    return value


def _whole(name: str, value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise QuizError(f"{name}: expected a whole number from {low} to {high}, got {value!r}")
    return value
