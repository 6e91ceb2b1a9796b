"""The seed lists: one readable CSV file a class, ``seeds/<category>/<class>.csv``."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from quizgen.errors import QuizgenError
from quizgen.lexicon.categories import CATEGORIES, STATUSES
from quizgen.lexicon.entry import Entry

SEEDS = Path(__file__).resolve().parent / "seeds"
COLUMNS = ("surface", "reading", "aliases", "status", "first_seen", "last_seen", "successor")


class SeedError(QuizgenError, ValueError):
    """A seed file has a bad row; the message names file, line and column."""


def read_seeds(folder: Path = SEEDS) -> list[Entry]:
    """Read every seed file, in the order of their paths and lines. Raises :class:`SeedError`."""
    entries: list[Entry] = []
    for path in sorted(folder.glob("*/*.csv")):
        entries.extend(read_seed_file(path))
    return entries


def read_seed_file(path: Path) -> Iterator[Entry]:
    """Read one class's file; the class is the last two parts of its path."""
    category, name = path.parent.name, path.stem
    if category not in CATEGORIES:
        raise SeedError(f"{path}: unknown category {category!r}; expected one of {', '.join(CATEGORIES)}")
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise SeedError(f"{path}, line 1: expected the columns {','.join(COLUMNS)}, got {reader.fieldnames}")
        seen: set[str] = set()
        for row in reader:
            place = f"{path}, line {reader.line_num}"
            if None in row or None in row.values():
                raise SeedError(f"{place}: expected {len(COLUMNS)} columns; quote a field that holds a comma")
            surface = row["surface"]
            if not surface or unicodedata.normalize("NFKC", surface) != surface:
                raise SeedError(f"{place}, column surface: expected a word in NFKC form, got {surface!r}")
            if surface in seen:
                raise SeedError(f"{place}, column surface: {surface!r} stands twice in the file; merge the rows")
            seen.add(surface)
            aliases = tuple(alias for alias in row["aliases"].split("|") if alias and alias != surface)
            for alias in aliases:
                if unicodedata.normalize("NFKC", alias) != alias:
                    raise SeedError(f"{place}, column aliases: expected words in NFKC form, got {alias!r}")
            if row["status"] and row["status"] not in STATUSES:
                raise SeedError(f"{place}, column status: expected {', '.join(STATUSES)}, got {row['status']!r}")
            yield Entry(
                surface=surface,
                word_class=f"{category}/{name}",
                reading=row["reading"],
                aliases=aliases,
                status=row["status"],
                first_seen=_year(row["first_seen"], f"{place}, column first_seen"),
                last_seen=_year(row["last_seen"], f"{place}, column last_seen"),
                successor=row["successor"],
            )


def _year(text: str, place: str) -> int | None:
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        raise SeedError(f"{place}: expected a year or nothing, got {text!r}") from None
