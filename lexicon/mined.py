"""The mined words, as a gzipped table: one row an entry, tab-separated, sorted by surface and class."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

from quizgen.lexicon.entry import Entry

MINED = Path(__file__).resolve().parent / "mined.tsv.gz"
_COLUMNS = ("surface", "class", "reading", "count", "first_seen", "last_seen")


def read_mined(path: Path = MINED) -> list[Entry]:
    """Read the table. Raises :class:`ValueError` naming the line when it is not one of ours."""
    entries = []
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        if tuple(stream.readline().rstrip("\n").split("\t")) != _COLUMNS:
            raise ValueError(f"{path}, line 1: expected the columns {', '.join(_COLUMNS)}")
        for number, line in enumerate(stream, start=2):
            fields = line.rstrip("\n").split("\t")
            if len(fields) != len(_COLUMNS):
                raise ValueError(f"{path}, line {number}: expected {len(_COLUMNS)} columns, got {len(fields)}")
            surface, word_class, reading, count, first, last = fields
            entries.append(
                Entry(
                    surface=surface,
                    word_class=word_class,
                    reading=reading,
                    count=int(count),
                    first_seen=int(first) if first else None,
                    last_seen=int(last) if last else None,
                    origin="mined",
                )
            )
    return entries


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
