"""Selecting: one pass over the articles in their order, with the rules that hold for a whole run."""

from __future__ import annotations

from collections.abc import Iterable

from quizgen.article import Article
from quizgen.lexicon import surface_key
from quizgen.results import Quiz


class Selection:
    """Keeps up to ``per_article`` quizzes of each article, no key twice in the run, and no article twice."""

    def __init__(self, per_article: int) -> None:
        self._per_article = per_article
        self._keys: set[str] = set()
        self._places: dict[bytes, str] = {}

    def same_as(self, article: Article, place: str) -> str | None:
        """Return where the same body stood before in the run; or None, and remember that it stands in ``place``."""
        body = bytes.fromhex(article.sha256[:32])
        first = self._places.get(body)
        if first is None:
            self._places[body] = place
        return first

    def take(self, proposed: Iterable[Quiz]) -> list[Quiz]:
        """Return those of an article's quizzes that the run keeps, in their order."""
        taken: list[Quiz] = []
        for quiz in proposed:
            if len(taken) == self._per_article:
                break
            if surface_key(quiz.key) not in self._keys:
                self.remember(quiz.key)
                taken.append(quiz)
        return taken

    def remember(self, key: str) -> None:
        """Count a key as asked."""
        self._keys.add(surface_key(key))
