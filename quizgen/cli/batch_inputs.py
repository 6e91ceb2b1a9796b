"""The files of a batch: which they are, and the articles in them one by one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from quizgen.archive.corpus import BadLine, parse_line, read_lines
from quizgen.article import Article
from quizgen.batch.feeds import FEED_ENDINGS, is_feed, read_feed
from quizgen.batch.items import Item
from quizgen.batch.names import is_side_file
from quizgen.cli.common import read_article
from quizgen.errors import ArgumentError, InputError

# Files that hold one article each; in a folder these are read too, in the order of their names.
_WHOLE = (".json", ".txt")
_ENDINGS = (".jsonl", ".jsonl.gz", *_WHOLE, *FEED_ENDINGS)


def find_files(named: Sequence[Path], out: Path) -> list[Path]:
    """Return the files to read: those named, and for a folder those in it and its folders, ordered by path.

    ``out``, which an earlier run may have left in such a folder, is not taken for input, nor is what a run writes
    beside its output. Raises :class:`ArgumentError` for a name that is not there, a folder without articles, and
    ``out`` itself.
    """
    files: list[Path] = []
    for path in named:
        if path.is_dir():
            found = [entry for entry in _in_folder(path) if entry.resolve() != out]
            if not found:
                raise ArgumentError(
                    f"{path}: no article in this folder; expected files ending in {', '.join(_ENDINGS)}"
                )
            files.extend(found)
        elif not path.exists():
            raise ArgumentError(f"{path}: there is no such file or folder; check the name")
        elif path.resolve() == out:
            raise ArgumentError(f"{path}: is an input and the output; choose another -o")
        else:
            files.append(path)
    return files


def read_items(files: Iterable[Path]) -> Iterator[Item]:
    """Yield every article of the files; what cannot be read, or holds none, is an item with its problem."""
    for path in files:
        if is_feed(path):
            yield from read_feed(path)
        elif path.suffix.lower() in _WHOLE:
            yield _whole(path)
        else:
            yield from _lines(path)


def count_items(files: Iterable[Path]) -> int | None:
    """Return how many items there will be, or None where a file is no regular one and can be read only once."""
    total = 0
    for path in files:
        if not path.is_file():
            return None
        try:
            if is_feed(path):
                total += sum(1 for _ in read_feed(path))
            else:
                total += 1 if path.suffix.lower() in _WHOLE else sum(1 for _ in read_lines(path))
        except InputError:
            total += 1
    return total


def _in_folder(folder: Path) -> list[Path]:
    """Return the files of articles in a folder and the folders in it; links to folders are not followed."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found.extend(path for name in names if _is_input(path := Path(place, name)))
    return sorted(found, key=lambda path: path.relative_to(folder).parts)


def _is_input(path: Path) -> bool:
    name = path.name.lower()
    return name.endswith(_ENDINGS) and not name.startswith(".") and not is_side_file(path) and path.is_file()


def _whole(path: Path) -> Item:
    try:
        return Item(str(path), read_article(str(path)))
    except InputError as error:
        return Item(str(path), problem=str(error).removeprefix(f"{path}: "))


def _lines(path: Path) -> Iterator[Item]:
    empty = True
    try:
        for number, raw in read_lines(path):
            empty = False
            yield _line(path, number, parse_line(raw, str(path), number))
    except InputError as error:
        yield Item(str(path), problem=str(error).removeprefix(f"{path}: "))
        return
    if empty:
        yield Item(str(path), problem="no article in it; expected one JSON object a line")


def _line(path: Path, number: int, found: Article | BadLine) -> Item:
    place = f"{path}, line {number}"
    if isinstance(found, BadLine):
        return Item(place, problem=found.message)
    return Item(place if found.id is None else f"{place} (id {found.id})", found)
