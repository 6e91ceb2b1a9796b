"""A generator without a model: every word in katakana of an article is a keyword, and candidates are numbered words."""

from __future__ import annotations

import re
from pathlib import Path

from quizgen.article import Article, as_article
from quizgen.results import Candidate, Keyword


class FakeGenerator:
    """Answers at once, and the same every time."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.model = None
        self.model_identity = "fake-model"
        self.index_identity = "fake-index"

    def keywords(self, article: str | Article) -> list[Keyword]:
        body = as_article(article).body
        first = {found.group(): found.start() for found in reversed(list(re.finditer("[ァ-ヴー]{2,}", body)))}
        places = sorted(first.items(), key=lambda item: item[1])
        return [Keyword(surface, start, start + len(surface), "term", 0.5) for surface, start in places]

    def candidates(self, article: str | Article, keyword: str | None = None, k: int = 10) -> list[Candidate]:
        return [Candidate(f"{keyword}{n}", "", f"{keyword}{n}|term", "term", 1 - n / 100) for n in range(k)]
