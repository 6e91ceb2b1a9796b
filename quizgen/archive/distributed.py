"""Encoding an archive on an engine, in several processes or on Ray, ahead of an index build.

What comes back is kept where a build looks first (:class:`~quizgen.archive.encoded.EncodedArchive`), so that the build
itself encodes nothing any more. The vectors are those that the build would have made.
"""

from __future__ import annotations

import io
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import groupby

import numpy as np

from quizgen.archive.contexts import ChosenWindow, encode_windows
from quizgen.archive.encoded import EncodedArchive, EncodedArticle
from quizgen.elmo import ElmoEncoder
from quizgen.engines import THREADS, Engine
from quizgen.engines.guarded import Work

# Windows of one task: enough for full batches of the encoder.
_WINDOWS = 64

LoadEncoder = Callable[[], ElmoEncoder]


def encode_archive(
    engine: Engine,
    chosen: Iterable[ChosenWindow],
    sha256s: Sequence[str],
    archive: EncodedArchive,
    *,
    load: LoadEncoder | None = None,
    progress: Callable[[int], None] = lambda windows: None,
) -> int:
    """Encode the chosen windows that are not kept yet, keep them, and return how many there were.

    ``chosen``: an article's windows stand together, as :func:`~quizgen.archive.contexts.choose_windows` yields them.
    ``sha256s``: of every article's body. ``load``: makes the encoder in each worker, by default the one that ships;
    ``archive`` must be of the same encoder. ``progress`` is told how many windows each step has encoded. What was kept
    when a run is killed is not encoded again. Raises what ``load`` and the engine raise.
    """
    waiting: deque[list[list[ChosenWindow]]] = deque()

    def tasks() -> Iterator[bytes]:
        for group in _groups(chosen, sha256s, archive):
            waiting.append(group)
            yield pickle.dumps([window for windows in group for window in windows])

    done = 0
    with closing(engine.map(partial(_loaded, load or _shipped), tasks())) as results:
        for result in results:
            with np.load(io.BytesIO(result), allow_pickle=False) as arrays:
                context, slot = arrays["context"], arrays["slot"]
            group = waiting.popleft()
            row = 0
            for windows in group:
                places = [(found.first, found.last) for window in windows for found in window.occurrences]
                rows = slice(row, row + len(places))
                row = rows.stop
                new = EncodedArticle(np.array(places, dtype=np.int32), context[rows], slot[rows])
                _keep(archive, sha256s[windows[0].article], new)
            count = sum(map(len, group))
            done += count
            progress(count)
    return done


def _groups(
    chosen: Iterable[ChosenWindow], sha256s: Sequence[str], archive: EncodedArchive
) -> Iterator[list[list[ChosenWindow]]]:
    """Yield articles together, of each the windows with a context that is not kept."""
    group: list[list[ChosenWindow]] = []
    for number, windows in groupby(chosen, key=lambda window: window.article):
        kept = archive.load(sha256s[number])
        have = set() if kept is None else set(kept.rows())
        missing = [
            window for window in windows if any((found.first, found.last) not in have for found in window.occurrences)
        ]
        if missing:
            group.append(missing)
        if sum(map(len, group)) >= _WINDOWS:
            yield group
            group = []
    if group:
        yield group


def _keep(archive: EncodedArchive, sha256: str, new: EncodedArticle) -> None:
    kept = archive.load(sha256)
    if kept is not None:
        have = set(kept.rows())
        rows = [row for place, row in new.rows().items() if place not in have]
        new = kept.with_(EncodedArticle(new.places[rows], new.context[rows], new.slot[rows]))
    archive.save(sha256, new)


def _loaded(load: LoadEncoder) -> Work:
    return partial(_encode, load())


def _encode(encoder: ElmoEncoder, item: bytes) -> bytes:
    context, slot = encode_windows(pickle.loads(item), encoder)
    stream = io.BytesIO()
    np.savez(stream, context=context, slot=slot)
    return stream.getvalue()


def _shipped() -> ElmoEncoder:
    from quizgen.model import load_model

    return load_model(threads=THREADS).encoder
