"""A quiz maker whose work can be watched; in a module of its own, where every worker finds it by name."""

from __future__ import annotations

import os
import time
from pathlib import Path

from quizgen.article import Article
from quizgen.batch.items import QuizMaker
from quizgen.options import QuizOptions
from quizgen.results import Quiz
from tests.batch.fake import FakeMaker


class Marking(FakeMaker):
    """Leaves the number of its process in a folder for every article."""

    def __init__(self, folder: str) -> None:
        super().__init__(delay=0.2)
        self._folder = Path(folder)

    def quizzes(self, article: Article, max_quizzes: int, *, options: QuizOptions) -> list[Quiz]:
        (self._folder / f"{os.getpid()}-{time.monotonic_ns()}").touch()
        return super().quizzes(article, max_quizzes, options=options)


class Load:
    """Makes the maker."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)

    def __call__(self) -> QuizMaker:
        return Marking(self._folder)
