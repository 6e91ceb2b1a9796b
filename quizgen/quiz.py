"""Putting a quiz together: stem, choices in a seeded order, and where everything comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from quizgen.article import Article
from quizgen.distractors.selection import shuffled
from quizgen.options import QuizOptions
from quizgen.results import Candidate, Distractor, Quiz, Source
from quizgen.stems import Stem

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def draw_salt(article: Article, start: int, key: str) -> str:
    """Name a key in an article, so that each is drawn for by itself."""
    return f"{article.sha256}\n{start}\n{key}"


def in_style_of(key: str, surface: str) -> str:
    """Write a distractor as the article writes the key: in full-width letters and digits where it has such."""
    if any("\uff01" <= character <= "\uff5e" and character.isalnum() for character in key):
        return surface.translate(_FULL_WIDTH)
    return surface


def make_quiz(
    article: Article,
    stem: Stem,
    key: str,
    distractors: Sequence[Candidate],
    options: QuizOptions,
    *,
    dropped: Mapping[str, int],
    model: str,
    index: str,
    stories: Sequence[str] = (),
    ruby: Mapping[str, str] | None = None,
    style: str = "",
) -> Quiz:
    """Assemble a quiz. ``key`` and ``distractors`` are the choices; their order follows from the seed alone.

    ``stories``: the kinds of story that the article was taken for. ``ruby``: readings by choice. ``style``: names the
    house style, "" for the default.
    """
    salt = draw_salt(article, stem.span[0], key)
    wrong = tuple(Distractor.of(candidate) for candidate in distractors)
    choices = tuple(shuffled([key, *(distractor.surface for distractor in wrong)], options.seed, salt))
    parts = [article.sha256, str(stem.span), *choices, str(options.seed), model, index]
    return Quiz(
        id=hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:20],
        article_id=article.identity,
        stem=stem.text,
        blanks=stem.blanks,
        key=key,
        choices=choices,
        answer=choices.index(key),
        distractors=wrong,
        sentence=stem.sentence,
        span=stem.span,
        explanation=stem.sentence,
        source=Source(article.title, article.url, article.date, article.sha256),
        difficulty=options.difficulty,
        dropped=dict(dropped),
        seed=options.seed,
        model=model,
        index=index,
        stories=tuple(stories),
        ruby=dict(ruby or {}),
        style=style,
    )
