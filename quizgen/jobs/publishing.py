"""Publishing at the set time: a worker looks by itself which scheduled quizzes readers are to have now."""

from __future__ import annotations

import threading
from collections.abc import Callable

from quizgen.desk import Desk
from quizgen.errors import QuizgenError
from quizgen.store import Store
from quizgen.store.quiz import StoredQuiz

_LOOK = 10.0
"""Seconds between two looks: a quiz reaches readers this much after its time at the latest."""


class Publishing:
    """Publishes what is due in a thread of its own, however long the worker's jobs take: ``with Publishing(store):``.

    A person has approved each; several workers on one store do no harm. ``on_published`` gets every quiz that went out,
    ``on_trouble`` a line for what could not be done, once until it changes; it is tried again at the next look.
    """

    def __init__(
        self,
        store: Store,
        *,
        every: float = _LOOK,
        on_published: Callable[[StoredQuiz], None] = lambda quiz: None,
        on_trouble: Callable[[str], None] = lambda message: None,
    ) -> None:
        self._desk = Desk(store, "")
        self._every = every
        self._on_published = on_published
        self._on_trouble = on_trouble
        self._trouble = ""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="publishing", daemon=True)

    def __enter__(self) -> Publishing:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._ended.set()
        self._thread.join()

    def look(self) -> None:
        """Publish what is due now."""
        try:
            for quiz in self._desk.publish_due():
                self._on_published(quiz)
            self._trouble = ""
        except QuizgenError as error:
            if str(error) != self._trouble:
                self._trouble = str(error)
                self._on_trouble(f"scheduled quizzes could not be published: {error}")

    def _keep(self) -> None:
        while not self._ended.is_set():
            self.look()
            self._ended.wait(self._every)
