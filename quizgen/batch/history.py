"""The history: words that readers met lately as wrong choices, from earlier quizzes or from a list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quizgen.archive.corpus import read_lines
from quizgen.decoding import decode_text
from quizgen.errors import InputError


def read_history(path: Path) -> tuple[str, ...]:
    """Return the distractors of a batch's JSON lines, or the words of a plain list with one a line, each once.

    Both may be gzipped. Raises :class:`InputError` naming file and line.
    """
    words: dict[str, None] = {}
    for number, raw in read_lines(path):
        line = decode_text(raw, str(path)).strip()
        found = _distractors(line, f"{path}, line {number}") if line.startswith("{") else [line]
        words.update(dict.fromkeys(found))
    return tuple(words)


def _distractors(line: str, place: str) -> list[str]:
    try:
        quiz: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: broken JSON ({error}); expected a quiz of a batch, or a word") from error
    try:
        surfaces = [distractor["surface"] for distractor in quiz["distractors"]]
    except (KeyError, TypeError) as error:
        raise InputError(f"{place}: expected a quiz with its distractors, as a batch writes them") from error
    if not all(isinstance(surface, str) for surface in surfaces):
        raise InputError(f"{place}: expected every distractor's surface as text")
    return surfaces
