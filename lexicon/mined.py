"""The mined words, as a gzipped table: one row an entry, tab-separated, sorted by surface and class."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from quizgen.errors import QuizgenError
from quizgen.lexicon.entry import Entry

MINED = Path(__file__).resolve().parent / "mined.tsv.gz"
_COLUMNS = ("surface", "class", "reading", "count", "first_seen", "last_seen")


# In a year that so many words were first met in, the archive has the news of the year.
_FULL_YEAR = 200
# What comes and goes, unlike a river or a disease.
_COME_AND_GO = frozenset("person company product team work event organization".split())


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


def heard_of(entry: Entry, year: int) -> bool:
    """Whether the news of ``year`` may know a word.

    False only for what comes and goes (persons, companies, products, …), of a year whose news the archive has, when the
    archive has not met the word by the year after.
    """
    if entry.category not in _COME_AND_GO or entry.origin == "editor":
        return True
    first_met, first_year, last_year = _first_met()
    if not first_year <= year <= last_year:
        return True
    return entry.entry_id in first_met and first_met[entry.entry_id] <= year + 1


@cache
def _first_met() -> tuple[dict[str, int], int, int]:
    """Return the year in which the archive first met each word, 0 where that is not known, and its full years."""
    rows = read_mined()
    years = Counter(row.first_seen for row in rows if row.first_seen is not None)
    full = [year for year, count in years.items() if count >= _FULL_YEAR]
    return {row.entry_id: row.first_seen or 0 for row in rows}, min(full), max(full)
