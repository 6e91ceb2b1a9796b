"""The history: what readers were asked and offered lately, from earlier quizzes or from a list of words."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from quizgen.archive.corpus import read_lines
from quizgen.batch.names import is_side_file, manifest_path
from quizgen.decoding import decode_text
from quizgen.errors import InputError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_QUIZZES = (".jsonl", ".jsonl.gz")


@dataclass(frozen=True, slots=True)
class Past:
    """A quiz of the past. ``day``: when it was asked, None where that is not known: it then counts as lately."""

    day: date | None
    key: str
    distractors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Quizzes of the past, and words of a plain list that were offered at some time."""

    quizzes: tuple[Past, ...] = ()
    words: tuple[str, ...] = ()

    def near(self, day: date, days: int) -> History:
        """Return what lies at most ``days`` days from a day."""
        return History(
            tuple(past for past in self.quizzes if past.day is None or abs((past.day - day).days) <= days), self.words
        )

    @property
    def offered(self) -> tuple[str, ...]:
        """Every word that was offered as a wrong choice, once."""
        return tuple(dict.fromkeys((*self.words, *(word for past in self.quizzes for word in past.distractors))))

    @property
    def identity(self) -> str:
        """Names the history: 16 hexadecimal digits."""
        text = json.dumps(self.to_dict(), ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def to_dict(self) -> dict[str, Any]:
        """Return the history as JSON-ready values."""
        quizzes = [
            [past.day.isoformat() if past.day else None, past.key, list(past.distractors)] for past in self.quizzes
        ]
        return {"quizzes": quizzes, "words": list(self.words)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> History:
        """Read what :meth:`to_dict` wrote. Raises :class:`KeyError`, :class:`TypeError` or :class:`ValueError`."""
        quizzes = (
            Past(date.fromisoformat(day) if day else None, str(key), tuple(map(str, wrong)))
            for day, key, wrong in data["quizzes"]
        )
        return cls(tuple(quizzes), tuple(map(str, data["words"])))


def read_history(paths: Iterable[Path], *, leave_out: Path | None = None) -> History:
    """Read earlier output of batches (JSON lines), plain lists with a word a line, and folders of such output.

    Files may be gzipped. A quiz's day is that of the run that made it, which its manifest names, else its article's
    date. ``leave_out``: the output of this run, which may stand in such a folder. Raises :class:`InputError` naming
    file and line.
    """
    quizzes: list[Past] = []
    words: dict[str, None] = {}
    for path in _files(paths, leave_out):
        day = _day_of_run(path)
        for number, raw in read_lines(path):
            line = decode_text(raw, str(path)).strip()
            if line.startswith("{"):
                quizzes.append(_past(line, day, f"{path}, line {number}"))
            elif line:
                words[line] = None
    return History(tuple(quizzes), tuple(words))


def _files(paths: Iterable[Path], leave_out: Path | None) -> Iterable[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for entry in sorted(path.iterdir()):
            wanted = entry.name.endswith(_QUIZZES) and not is_side_file(entry) and entry.is_file()
            if wanted and (leave_out is None or entry.resolve() != leave_out):
                yield entry


def _day_of_run(path: Path) -> date | None:
    try:
        return date.fromisoformat(json.loads(manifest_path(path).read_bytes())["settings"]["day"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _past(line: str, day: date | None, place: str) -> Past:
    try:
        quiz: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: broken JSON ({error}); expected a quiz of a batch, or a word") from error
    try:
        key, surfaces = quiz["key"], [distractor["surface"] for distractor in quiz["distractors"]]
        written = quiz["source"]["date"]
    except (KeyError, TypeError) as error:
        raise InputError(f"{place}: expected a quiz with its distractors, as a batch writes them") from error
    if not isinstance(key, str) or not all(isinstance(surface, str) for surface in surfaces):
        raise InputError(f"{place}: expected key and every distractor's surface as text")
    return Past(day or day_of(written), key, tuple(surfaces))


def day_of(written: object) -> date | None:
    """Return the day that an article's date begins with, None where it begins with none."""
    found = _DAY.match(written) if isinstance(written, str) else None
    try:
        return date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None
