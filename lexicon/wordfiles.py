"""Words in files, for import and export: CSV, and JSON lines.

Both have the same columns, named in :data:`COLUMNS`; only ``surface`` and ``category`` must be there. In CSV the values
of ``aliases`` and ``contexts`` stand in one cell with ``|`` between them; a bar or a backslash that belongs to a value
has a backslash before it. In JSON lines they are lists, years are numbers, and ``blocked`` and ``sensitive``
are true or false.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from quizgen.decoding import decode_text
from quizgen.errors import ArgumentError, InputError, WordError
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store.word import CONTENT, NewWord, check_word, import_error

FORMATS = ("csv", "jsonl")

_FIELD_OF_COLUMN = {("class" if field == "word_class" else field): field for field in CONTENT}
_COLUMN_OF_FIELD = {field: column for column, field in _FIELD_OF_COLUMN.items()}
COLUMNS = tuple(_FIELD_OF_COLUMN)
REQUIRED = ("surface", "category")

_PART = re.compile(r"(?:[^|\\]|\\.|\\$)+", re.DOTALL)
_TRUTH = {"": False, "false": False, "true": True}

_Row = tuple[int, dict[str, Any]]


def read_words(source: str | os.PathLike[str] | IO[bytes], format: str | None = None) -> list[NewWord]:
    """Read every word of a file or a binary stream, in the form that the store keeps.

    ``format``: one of :data:`FORMATS`; None takes it from the file's name. Each word's ``place`` names file and line.
    Raises :class:`WordError` that names every bad row by line and column (the first 20, and how many more),
    :class:`InputError` for what is no readable UTF-8 file, and :class:`ArgumentError` for an unknown format.
    """
    data, name = _bytes_of(source)
    format = _known_format(format, name)
    text = decode_text(data, name)
    problems: list[str] = []
    rows = _csv_rows(text, name, problems) if format == "csv" else _jsonl_rows(text, name, problems)
    words: list[NewWord] = []
    first_lines: dict[tuple[str, str], int] = {}
    for line, values in rows:
        word, found = check_word(NewWord(**values, place=f"{name}, line {line}"), WORD_RULES)
        problems += [f"{word.place}, column {_COLUMN_OF_FIELD[problem.column]}: {problem.message}" for problem in found]
        if found:
            continue
        first = first_lines.setdefault((WORD_RULES.key(word.surface), word.word_class), line)
        if first != line:
            named = f"{word.surface} ({word.word_class})"
            problems.append(f"{word.place}, column surface: {named} stands in line {first} already; keep one of them")
        words.append(word)
    if problems:
        raise import_error(problems)
    return words


def write_words(words: Iterable[NewWord], stream: IO[str], format: str) -> int:
    """Write words so that :func:`read_words` gives the same ones back; return how many.

    A ``stream`` for CSV should be opened with ``newline=""``. Raises :class:`ArgumentError` for an unknown format.
    """
    write = _csv_writer(stream) if _known_format(format, "") == "csv" else _jsonl_writer(stream)
    count = 0
    for word in words:
        write(word)
        count += 1
    return count


def _bytes_of(source: str | os.PathLike[str] | IO[bytes]) -> tuple[bytes, str]:
    if not isinstance(source, (str, os.PathLike)):
        return source.read(), str(getattr(source, "name", "input"))
    try:
        return Path(source).read_bytes(), os.fspath(source)
    except OSError as error:
        raise InputError(f"{os.fspath(source)}: cannot be read: {error.strerror}; check the name") from error


def _known_format(format: str | None, name: str) -> str:
    chosen = Path(name).suffix.lower().removeprefix(".") if format is None else format
    if chosen not in FORMATS:
        got = f"a file called {name}" if format is None else repr(format)
        raise ArgumentError(f"format: expected {' or '.join(FORMATS)}, got {got}; say which it is")
    return chosen


def _csv_rows(text: str, name: str, problems: list[str]) -> Iterator[_Row]:
    """Yield the line where each row begins and its fields; what is no such row goes to ``problems``."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            problems.append(f"{name}, line {line}: not readable as CSV ({error}); check its quotes")
            return
        if cells is None:
            break
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
            _check_header(header, f"{name}, line {line}")
        elif len(cells) != len(header):
            expected = f"expected {len(header)} cells, got {len(cells)}"
            problems.append(f"{name}, line {line}: {expected}; put quotes around a cell that holds a comma")
        else:
            yield (
                line,
                {_FIELD_OF_COLUMN[column]: _value(column, cell) for column, cell in zip(header, cells, strict=True)},
            )
    if header is None:
        raise WordError(f"{name}: expected a header line with {','.join(COLUMNS)}, got an empty file")


def _check_header(header: list[str], place: str) -> None:
    for column in header:
        if column not in COLUMNS:
            raise WordError(f"{place}: unknown column {column!r}; expected {','.join(COLUMNS)}")
        if header.count(column) > 1:
            raise WordError(f"{place}: the column {column} stands there {header.count(column)} times; keep one of them")
    for column in REQUIRED:
        if column not in header:
            raise WordError(f"{place}: the column {column} is missing; add it")


def _value(column: str, cell: str) -> Any:
    """Return a cell as the type of its field, or as it is for the word's own check to refuse."""
    cell = cell.strip()
    if column in ("aliases", "contexts"):
        return tuple(re.sub(r"\\([|\\])", r"\1", part) for part in _PART.findall(cell))
    if column in ("first_seen", "last_seen"):
        return int(cell) if re.fullmatch("[0-9]{1,4}", cell) else cell or None
    if column in ("blocked", "sensitive"):
        return _TRUTH.get(cell.lower(), cell)
    return cell


def _jsonl_rows(text: str, name: str, problems: list[str]) -> Iterator[_Row]:
    # Not splitlines: U+2028 and its like are no line ends in JSON lines.
    for line, row in enumerate(text.split("\n"), start=1):
        if not row.strip():
            continue
        place = f"{name}, line {line}"
        try:
            values = json.loads(row)
        except json.JSONDecodeError as error:
            problems.append(f"{place}, character {error.colno}: not readable as JSON ({error.msg})")
            continue
        except (ValueError, RecursionError) as error:
            problems.append(f"{place}: not readable as JSON ({error})")
            continue
        if not isinstance(values, dict):
            problems.append(f"{place}: expected an object with surface and category, got {type(values).__name__}")
            continue
        unknown = [column for column in values if column not in COLUMNS]
        problems += [f"{place}: unknown column {column!r}; expected {', '.join(COLUMNS)}" for column in unknown]
        fields = {_FIELD_OF_COLUMN[column]: values[column] for column in COLUMNS if values.get(column) is not None}
        yield line, {"surface": "", "category": ""} | fields


def _csv_writer(stream: IO[str]) -> Callable[[NewWord], object]:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    return lambda word: writer.writerow([_cell(value) for value in _values(word)])


def _jsonl_writer(stream: IO[str]) -> Callable[[NewWord], object]:
    def write(word: NewWord) -> None:
        stream.write(json.dumps(dict(zip(COLUMNS, _values(word), strict=True)), ensure_ascii=False) + "\n")

    return write


def _values(word: NewWord) -> Iterator[Any]:
    return (getattr(word, field) for field in CONTENT)


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return "|".join(re.sub(r"([|\\])", r"\\\1", part) for part in value)
    if isinstance(value, bool):
        return "true" if value else ""
    return "" if value is None else str(value)
