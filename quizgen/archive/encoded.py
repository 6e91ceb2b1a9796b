"""Encoded contexts that are kept from build to build, so that a build reads only what is new in the archive.

    <home>/encoded/<reading>/<xx>/<sha256 of the article's body>.npz

``reading`` names what made the vectors: encoder, input form, dictionary and normaliser. A file is written under
another name and renamed; it holds checksums, and one that cannot be read counts as absent, so that a crash, whatever
it leaves of a file, costs no more than encoding its article again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quizgen.archive.contexts import WINDOWS_PER_CALL, ChosenWindow, Contexts, Occurrence, encode_windows
from quizgen.elmo import ElmoEncoder

_FOLDER, _SUFFIX = "encoded", ".npz"
_READ_BY = ("encoder", "input_form", "dictionary")


@dataclass(frozen=True, slots=True)
class EncodedArticle:
    """What was encoded of one article: ``places`` int32 (n, 2), the half-open range of article tokens of each context;
    ``context`` and ``slot``: float16, its raw channel vectors as in :class:`~quizgen.archive.contexts.Contexts`."""

    places: NDArray[np.int32]
    context: NDArray[np.float16]
    slot: NDArray[np.float16]

    def rows(self) -> dict[tuple[int, int], int]:
        """Return the row of each place."""
        return {(int(first), int(last)): row for row, (first, last) in enumerate(self.places)}

    def with_(self, other: EncodedArticle) -> EncodedArticle:
        """Return both together; ``other`` holds no place that this has."""
        return EncodedArticle(
            np.concatenate([self.places, other.places]),
            np.concatenate([self.context, other.context]),
            np.concatenate([self.slot, other.slot]),
        )


class EncodedArchive:
    """The kept contexts of one way of reading; ``identities``: those of the model (:class:`quizgen.model.Model`)."""

    def __init__(self, home: Path, identities: Mapping[str, str]) -> None:
        read_by = "\n".join(identities[name] for name in _READ_BY)
        self._all = home / _FOLDER
        self.folder = self._all / hashlib.sha256(read_by.encode()).hexdigest()[:16]

    def load(self, sha256: str) -> EncodedArticle | None:
        """Return what is kept of an article; None where nothing is, or what is there cannot be read."""
        try:
            with self._path(sha256).open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
                found = EncodedArticle(kept["places"], kept["context"], kept["slot"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        return found if len(found.places) == len(found.context) == len(found.slot) else None

    def save(self, sha256: str, article: EncodedArticle) -> None:
        """Keep what was encoded of an article, in the place of what was kept of it."""
        path = self._path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
        try:
            # No flush to the disk: what a power cut loses is encoded again.
            with temporary.open("wb") as stream:
                np.savez(stream, places=article.places, context=article.context, slot=article.slot)
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise

    def prune(self, kept: Collection[str]) -> int:
        """Remove what is kept of other articles than these, and of other ways of reading; return of how many."""
        removed = 0
        for folder in self._all.glob("*"):
            if folder != self.folder:
                shutil.rmtree(folder, ignore_errors=True)
        for path in self.folder.glob("*/*"):
            if path.name.removesuffix(_SUFFIX) not in kept:
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / f"{sha256}{_SUFFIX}"


@dataclass(frozen=True, slots=True)
class _Part:
    """The chosen windows of one article, what is kept of it, and the windows that must be encoded."""

    number: int
    windows: tuple[ChosenWindow, ...]
    kept: EncodedArticle | None
    missing: tuple[ChosenWindow, ...]


def encode_new(
    chosen: Iterable[ChosenWindow],
    sha256s: Sequence[str],
    encoder: ElmoEncoder,
    archive: EncodedArchive,
    progress: Callable[[int, int], None] = lambda windows, encoded: None,
) -> Iterator[Contexts]:
    """Yield the contexts of the chosen windows, in their order, encoding and keeping those that are not kept yet.

    ``chosen``: an article's windows stand together, as :func:`~quizgen.archive.contexts.choose_windows` yields them.
    ``sha256s``: of every article's body. ``progress`` is told how many windows each step has done, and how many of
    them had to be encoded.
    """
    group: list[_Part] = []
    waiting = 0
    for number, windows in groupby(chosen, key=lambda window: window.article):
        part = _part(number, tuple(windows), archive.load(sha256s[number]))
        group.append(part)
        waiting += len(part.missing)
        if waiting >= WINDOWS_PER_CALL or len(group) >= 4 * WINDOWS_PER_CALL:
            yield _encoded(group, sha256s, encoder, archive)
            progress(sum(len(part.windows) for part in group), waiting)
            group, waiting = [], 0
    if group:
        yield _encoded(group, sha256s, encoder, archive)
        progress(sum(len(part.windows) for part in group), waiting)


def _part(number: int, windows: tuple[ChosenWindow, ...], kept: EncodedArticle | None) -> _Part:
    have = set() if kept is None else {(int(first), int(last)) for first, last in kept.places}
    missing = [window for window in windows if any(_place(found) not in have for found in window.occurrences)]
    return _Part(number, windows, kept, tuple(missing))


def _encoded(group: Sequence[_Part], sha256s: Sequence[str], encoder: ElmoEncoder, archive: EncodedArchive) -> Contexts:
    missing = [window for part in group for window in part.missing]
    context, slot = encode_windows(missing, encoder)
    row = 0
    contexts, slots = [], []
    for part in group:
        occurrences = [found for window in part.missing for found in window.occurrences]
        rows = slice(row, row + len(occurrences))
        row = rows.stop
        whole = _joined(part.kept, occurrences, context[rows], slot[rows])
        if part.missing:
            archive.save(sha256s[part.number], whole)
        row_of = whole.rows()
        wanted = [row_of[_place(found)] for window in part.windows for found in window.occurrences]
        contexts.append(whole.context[wanted])
        slots.append(whole.slot[wanted])
    return Contexts.of(
        [window for part in group for window in part.windows], np.concatenate(contexts), np.concatenate(slots)
    )


def _joined(
    kept: EncodedArticle | None,
    occurrences: Sequence[Occurrence],
    context: NDArray[np.float16],
    slot: NDArray[np.float16],
) -> EncodedArticle:
    """Return what is kept with what is new; a context of an encoded window that was kept already stays as it is."""
    have = set() if kept is None else set(kept.rows())
    new = [number for number, found in enumerate(occurrences) if _place(found) not in have]
    places = np.array([_place(occurrences[number]) for number in new], dtype=np.int32).reshape(-1, 2)
    added = EncodedArticle(places, context[new], slot[new])
    return added if kept is None else kept.with_(added)


def _place(occurrence: Occurrence) -> tuple[int, int]:
    return occurrence.first, occurrence.last
