"""Articles from JSON Lines files, plain or gzipped: the corpora, and a newsroom's own archive."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quizgen.article import Article
from quizgen.decoding import decode_text
from quizgen.errors import InputError


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that holds no article: where it stands and what is wrong with it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.message}"


def read_articles(path: Path) -> Iterator[Article | BadLine]:
    """Yield each line's article, or a :class:`BadLine` for a line that holds none; empty lines are passed over.

    Raises :class:`InputError` when the file cannot be opened or is no gzip file though it is named so.
    """
    for number, raw in read_lines(path):
        yield parse_line(raw, str(path), number)


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the number, from 1, and the bytes of each line that is not empty; raises as :func:`read_articles` does."""
    try:
        with _open(path) as stream:
            for number, raw in enumerate(stream, start=1):
                if raw.strip():
                    yield number, raw
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path}: cannot be read: {reason}; check the path and the file") from error


def parse_line(raw: bytes, name: str, number: int) -> Article | BadLine:
    """Read one JSON line; what is wrong comes back as a :class:`BadLine`, so that the others go on."""
    try:
        return Article.from_dict(json.loads(decode_text(raw, name)))
    except json.JSONDecodeError as error:
        return BadLine(name, number, f"broken JSON at column {error.colno}: {error.msg}")
    except RecursionError:
        return BadLine(name, number, "broken JSON: nested too deeply")
    except InputError as error:
        return BadLine(name, number, str(error).removeprefix(f"{name}: "))
    except ValueError as error:  # a number with thousands of digits
        return BadLine(name, number, f"broken JSON: {error}")


def _open(path: Path) -> gzip.GzipFile | io.BufferedReader:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")
