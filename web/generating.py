"""The generator of the process: loaded in the background, lent to one request at a time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from quizgen.errors import QuizgenError
from quizgen.web.turns import Busy, Turns

if TYPE_CHECKING:
    from quizgen.generator import QuizGenerator

_LOG = logging.getLogger(__name__)
# What to tell a request that comes while the model is still being read.
_LOADING_SECONDS = 5


class NotLoaded(Busy):
    """The generator is being loaded, or could not be: ``reason`` says why."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(_LOADING_SECONDS)
        self.reason = reason


class GeneratorDesk:
    """Lends the generators of a process, each to one request at a time, in the order of asking.

    A generator keeps what it has read and is not made for two threads; torch uses two cores for one of them anyway.
    """

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.failure = ""
        self._free: list[QuizGenerator] = []
        self._all: tuple[QuizGenerator, ...] = ()
        self._loader: threading.Thread | None = None

    @property
    def loaded(self) -> bool:
        """Whether requests can be answered."""
        return bool(self._all)

    @property
    def first(self) -> QuizGenerator | None:
        """A generator to read identities from, never to compute with; None before it is loaded."""
        return self._all[0] if self._all else None

    def put(self, generators: list[QuizGenerator]) -> None:
        """Take generators that are ready."""
        self._free = list(generators)
        self._all = tuple(generators)

    @property
    def loading(self) -> bool:
        """Whether a thread is loading now."""
        return self._loader is not None and self._loader.is_alive()

    def load(self, load: Callable[[], list[QuizGenerator]]) -> None:
        """Load in the background; until it is done requests are told to come again."""
        self._loader = threading.Thread(target=self._load, args=(load,), name="load generator", daemon=True)
        self._loader.start()

    @contextmanager
    def lent(self, *, patient: bool = False) -> Iterator[QuizGenerator]:
        """Lend a generator while the block runs; ``patient``: once nobody else waits for one.

        Raises :class:`NotLoaded` or :class:`Busy`.
        """
        if not self._all:
            raise NotLoaded(self.failure)
        with self.turns.turn(patient=patient):
            generator = self._free.pop()
            try:
                yield generator
            finally:
                self._free.append(generator)

    def _load(self, load: Callable[[], list[QuizGenerator]]) -> None:
        try:
            self.put(load())
        except QuizgenError as error:
            self.failure = str(error)
            _LOG.error("generator cannot be loaded: %s", error)
        except Exception as error:
            self.failure = f"{type(error).__name__}: {error}"
            _LOG.exception("generator cannot be loaded")
