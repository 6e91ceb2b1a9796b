"""A quiz maker without a model: every word in katakana of an article is a key, and the choices are numbered words.

Run as a program, it is a batch that can be killed, or starved of disk space: fake.py IN OUT FORMAT DELAY [BYTES].
"""

from __future__ import annotations

import hashlib
import re
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from quizgen.article import Article
from quizgen.batch.history import History
from quizgen.batch.items import Item
from quizgen.batch.run import Summary, run_batch
from quizgen.batch.selection import Outcome
from quizgen.batch.settings import BatchSettings, Rules
from quizgen.cli.batch_inputs import read_items
from quizgen.engines import Here
from quizgen.errors import QuizgenError, TooFewDistractors
from quizgen.lexicon import surface_key
from quizgen.options import QuizOptions
from quizgen.results import BLANK, Candidate, Distractor, Keyword, Quiz, Source
from quizgen.stories import Evidence, StoryFlag

DAY = date(2026, 11, 23)
# An article with this word has a keyword, and no choices for it.
RARE = "ムズカシイ"
# A word names the same thing with and without this at its end.
SAME = "スル"
# An article with this word is a story that is no game.
GRAVE = "カナシイ"


class FakeMaker:
    """``delay``: seconds an article takes. ``asked``: the articles it was asked for quizzes of."""

    def __init__(self, delay: float = 0.0, *, model: str = "fake-model", index: str = "fake-index") -> None:
        self.delay = delay
        self.model_identity = model
        self.index_identity = index
        self.lexicon_identity = "fake-words"
        self.story_rules_identity = "fake-rules"
        self.style_identity = "fake-style"
        self.asked: list[str] = []
        self.score = 0.8

    def stories(self, article: Article) -> tuple[StoryFlag, ...]:
        start = article.body.find(GRAVE)
        if start < 0:
            return ()
        evidence = Evidence("body", start, start + len(GRAVE), GRAVE, article.body, "悲しい話")
        return (StoryFlag("death", "死亡", (evidence,), True), StoryFlag("accident", "事故", (evidence,), True))

    def quizzes(self, article: Article, max_quizzes: int, *, options: QuizOptions) -> list[Quiz]:
        time.sleep(self.delay)
        self.asked.append(article.body)
        usable = [keyword for keyword in self.keywords(article) if keyword.surface != RARE]
        return [self._quiz(article, keyword, options) for keyword in usable[:max_quizzes]]

    def quiz(self, article: Article, *, start: int, end: int, options: QuizOptions) -> Quiz:
        (keyword,) = (keyword for keyword in self.keywords(article) if (keyword.start, keyword.end) == (start, end))
        return self._quiz(article, keyword, options)

    def same_thing(self, surface: str) -> frozenset[str]:
        """A word is the same thing as itself with スル behind it."""
        return frozenset({surface_key(surface), surface_key(surface.removesuffix(SAME)), surface_key(surface + SAME)})

    def keywords(self, article: Article) -> list[Keyword]:
        first = {found.group(): found.start() for found in reversed(list(re.finditer("[ァ-ヴー]{2,}", article.body)))}
        places = sorted(first.items(), key=lambda item: item[1])
        return [Keyword(surface, start, start + len(surface), "term", 0.5) for surface, start in places]

    def distractors(
        self, article: Article, keyword: str | None, n: int, *, start: int, end: int, options: QuizOptions
    ) -> list[Candidate]:
        surface = article.body[start:end]
        if surface == RARE:
            raise TooFewDistractors(f"keyword {surface!r}: {n} good distractors wanted, 0 found; add words of its kind")
        offered = [f"{surface}{number}" for number in range(n)]
        if set(offered) <= set(options.history):
            offered = [f"{surface}{number}" for number in range(n, 2 * n)]
        return [Candidate(word, "", f"{word}|term", "term", self.score) for word in offered]

    def _quiz(self, article: Article, keyword: Keyword, options: QuizOptions) -> Quiz:
        wrong = self.distractors(
            article, None, options.n_distractors, start=keyword.start, end=keyword.end, options=options
        )
        answer = (options.seed + keyword.start) % options.n_choices
        choices = [candidate.surface for candidate in wrong]
        choices.insert(answer, keyword.surface)
        stem = article.body[: keyword.start] + BLANK + article.body[keyword.end :]
        name = f"{article.sha256} {keyword.start} {options} {self.model_identity} {self.index_identity}"
        return Quiz(
            id=hashlib.sha256(name.encode()).hexdigest()[:20],
            article_id=article.identity,
            stem=stem,
            blanks=((keyword.start, keyword.start + len(BLANK)),),
            key=keyword.surface,
            choices=tuple(choices),
            answer=answer,
            distractors=tuple(Distractor.of(candidate) for candidate in wrong),
            sentence=article.body,
            span=(keyword.start, keyword.end),
            explanation=article.body,
            source=Source(article.title, article.url, article.date, article.sha256),
            difficulty=options.difficulty,
            dropped={"same thing": 1},
            seed=options.seed,
            model=self.model_identity,
            index=self.index_identity,
        )


Reports = list[tuple[Item, Outcome]]
SETTINGS = BatchSettings(DAY)


def ruled(**rules: Any) -> BatchSettings:
    return BatchSettings(DAY, Rules(**rules))


def batch(
    source: Path,
    out: Path,
    settings: BatchSettings | None = None,
    *,
    maker: FakeMaker | None = None,
    history: History | None = None,
    resume: bool = False,
    report: Callable[[Item, Outcome], object] = lambda item, outcome: None,
) -> Summary:
    """Run a batch over one file with a fake maker."""
    made = maker or FakeMaker()
    return run_batch(
        Here(),
        lambda: made,
        read_items([source]),
        out,
        settings or SETTINGS,
        history=history,
        resume=resume,
        report=report,
    )


def main(source: str, out: str, format: str, delay: str, most_bytes: str = "") -> None:
    if most_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most_bytes), resource.RLIM_INFINITY))
    try:
        batch(Path(source), Path(out), replace(SETTINGS, format=format), maker=FakeMaker(float(delay)), resume=True)
    except QuizgenError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(*sys.argv[1:])
