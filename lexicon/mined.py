"""The mined words, as a gzipped table: one row an entry, tab-separated, sorted by surface and class."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from pathlib import Path

from quizgen.errors import QuizgenError
from quizgen.lexicon.entry import Entry

MINED = Path(__file__).resolve().parent / "mined.tsv.gz"
_COLUMNS = ("surface", "class", "reading", "count", "first_seen", "last_seen")


class MinedError(QuizgenError, ValueError):
    """The table of mined words is missing, damaged or has a bad row; the message names file and line."""


def read_mined(path: Path = MINED) -> list[Entry]:
    """Read the table. Raises :class:`MinedError` naming the line when it is missing, damaged or not one of ours."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            lines = stream.read().split("\n")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise MinedError(f"{path}: cannot be read ({error}); install quizgen again") from error
    if tuple(lines[0].split("\t")) != _COLUMNS:
        raise MinedError(f"{path}, line 1: expected the columns {', '.join(_COLUMNS)}")
    return [_entry(line, f"{path}, line {number}") for number, line in enumerate(lines[1:-1], start=2)]


def _entry(line: str, place: str) -> Entry:
    fields = line.split("\t")
    if len(fields) != len(_COLUMNS):
        raise MinedError(f"{place}: expected {len(_COLUMNS)} columns, got {len(fields)}")
    surface, word_class, reading, count, first, last = fields
    try:
        return Entry(
            surface=surface,
            word_class=word_class,
            reading=reading,
            count=int(count),
            first_seen=int(first) if first else None,
            last_seen=int(last) if last else None,
            origin="mined",
        )
    except ValueError as error:
        raise MinedError(f"{place}: expected a count and years, got {count!r}, {first!r}, {last!r}") from error


def write_mined(entries: Iterable[Entry], path: Path = MINED) -> None:
    """Write the table; the same entries give the same bytes."""
    rows = sorted(entries, key=lambda entry: (entry.surface, entry.word_class))
    lines = ["\t".join(_COLUMNS)]
    for entry in rows:
        years = [str(year) if year is not None else "" for year in (entry.first_seen, entry.last_seen)]
        lines.append("\t".join([entry.surface, entry.word_class, entry.reading, str(entry.count), *years]))
    temporary = path.with_name(path.name + ".part")
    with temporary.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as stream:
        stream.write(("\n".join(lines) + "\n").encode("utf-8"))
    temporary.replace(path)
