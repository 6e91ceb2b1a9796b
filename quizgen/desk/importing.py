"""Taking a batch's output into the review queue: every line checked, none twice, bad ones named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizgen.archive.corpus import read_lines
from quizgen.decoding import decode_text
from quizgen.desk.content import day_of, read_content
from quizgen.desk.desk import Desk
from quizgen.errors import QuizError, QuizgenError
from quizgen.store.quiz import NewQuiz, QuizContent

SectionOf = Callable[[QuizContent], str]
"""The section that a quiz belongs to, "" where unknown; a batch's output does not say."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a batch's output: identifiers added, those there already, a line for each bad one."""

    added: tuple[str, ...]
    already: tuple[str, ...]
    problems: tuple[str, ...]


def import_file(
    desk: Desk, path: Path, *, day: str | None = None, section_of: SectionOf = lambda content: ""
) -> Imported:
    """Take a file of JSON lines, gzipped or not, into the review queue; see :func:`import_lines`.

    Raises :class:`InputError` for a file that cannot be read.
    """
    lines = ((f"{path.name}, line {number}", raw) for number, raw in read_lines(path))
    return import_lines(desk, lines, day=day, section_of=section_of)


def import_lines(
    desk: Desk,
    lines: Iterable[tuple[str, bytes]],
    *,
    day: str | None = None,
    section_of: SectionOf = lambda content: "",
) -> Imported:
    """Take quizzes into the review queue, as a program's work: a person has to approve each.

    ``lines``: place for messages, and a quiz as a batch writes it. ``day``: the day they are for, their article's
    where none is given. A quiz whose identifier is there already stays as it is, so a file may come again. Bad lines
    are named and the others taken.
    """
    added: list[str] = []
    already: list[str] = []
    problems: list[str] = []
    waiting: list[NewQuiz] = []

    def take() -> None:
        done = desk.add_proposed(waiting)
        added.extend(quiz.quiz_id for quiz in done.quizzes)
        already.extend(done.already)
        waiting.clear()

    for place, raw in lines:
        try:
            content = _read(raw, place)
            if content is not None:
                waiting.append(NewQuiz(content=content, section=section_of(content), date=day_of(content, day)))
        except QuizgenError as error:
            problems.append(f"{place}: {str(error).removeprefix(f'{place}: ')}")
        if len(waiting) == _AT_ONCE:
            take()
    take()
    return Imported(tuple(added), tuple(already), tuple(problems))


def _read(raw: bytes, place: str) -> dict[str, Any] | None:
    """Return a line's quiz; None for an empty line, and for the notice of a withdrawal in another desk's export."""
    line = decode_text(raw, place).strip()
    if not line:
        return None
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QuizError(f"broken JSON ({error}); expected a quiz as a batch writes it") from error
    if isinstance(data, dict) and "withdrawn" in data:
        return None
    return read_content(data)
