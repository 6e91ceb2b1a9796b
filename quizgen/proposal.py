"""What an editor is shown for a key: how this article reads it, its candidates, and the quiz quizgen would make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from quizgen.errors import ArgumentError
from quizgen.key import Key
from quizgen.keywords import FoundKeyword
from quizgen.lexicon import surface_key
from quizgen.results import Candidate, Keyword, Quiz, RankedWord
from quizgen.senses.classes import ClassModel
from quizgen.stems import Stem
from quizgen.style.organizations import without_legal_form

TYPED = "typed"
"""The warning of a choice that an editor typed and that no candidate is."""

# Classes of the key that are likelier than this (0 to 1) are shown, a few at most.
_SHOWN_FROM, _SHOWN = 0.05, 3


@dataclass(frozen=True, slots=True)
class PlacedKeyword:
    """A keyword with every place of it in the body, half-open code-point offsets.

    ``best``: the place whose sentence serves best as a stem; ``is_worth_asking``: whether quizgen would ask about it by
    itself.
    """

    keyword: Keyword
    places: tuple[tuple[int, int], ...]
    best: tuple[int, int]
    is_worth_asking: bool

    def to_dict(self) -> dict[str, Any]:
        """Return keyword and places as JSON-ready values, in one object."""
        placed = {"places": self.places, "best": self.best, "is_worth_asking": self.is_worth_asking}
        return {**self.keyword.to_dict(), **placed}


def placed(found: FoundKeyword) -> PlacedKeyword:
    """Return a keyword that was found, with its places in the body."""
    return PlacedKeyword(
        found.keyword,
        tuple((place.start, place.end) for place in found.places),
        (found.best.start, found.best.end),
        found.is_worth_asking,
    )


def best_of(keywords: Sequence[PlacedKeyword]) -> PlacedKeyword:
    """Return the keyword to begin with: the first that quizgen would ask about by itself."""
    return next((keyword for keyword in keywords if keyword.is_worth_asking), keywords[0])


@dataclass(frozen=True, slots=True)
class Proposal:
    """A key in its article with everything needed to make a quiz of it.

    ``surface``, ``start``, ``end``: the key, in code points of the body. ``category``: what it is here. ``classes``:
    the likeliest fine classes with their probabilities, the likeliest first; empty for a number. ``weights``: what each
    channel weighs in a candidate's score, summing to 1; empty for a number. ``candidates``: the best ones, and behind
    them those of the quiz that are no such. ``quiz``: the quiz that
    :meth:`quizgen.QuizGenerator.quiz` makes, or None where it refuses, ``refused`` then naming the error and
    ``message`` what it says. ``chosen``: the surfaces of its distractors, or of those found when they are too few.
    """

    surface: str
    start: int
    end: int
    category: str
    stem: Stem
    candidates: tuple[Candidate, ...]
    chosen: tuple[str, ...] = ()
    classes: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    quiz: Quiz | None = None
    refused: str | None = None
    message: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the proposal as JSON-ready values."""
        data = asdict(self)
        data["quiz"] = self.quiz.to_dict() if self.quiz is not None else None
        return data


def likely_classes(key: Key, classes: ClassModel) -> dict[str, float]:
    """Return the likeliest fine classes of a key with their probabilities (0 to 1), the likeliest first."""
    order = np.argsort(-key.class_probabilities, kind="stable")[:_SHOWN].tolist()
    likely = {classes.classes[column]: round(float(key.class_probabilities[column]), 4) for column in order}
    return {name: share for name, share in likely.items() if share >= _SHOWN_FROM}


def as_candidates(
    words: Sequence[str], known: Iterable[Candidate], ranked: Iterable[RankedWord], category: str
) -> list[Candidate]:
    """Return the choices that an editor named as candidates, in their order.

    ``known``: candidates of the key, among which most are found however the house style writes them. ``ranked``: the
    other words as :func:`~quizgen.distractors.candidates.rank_pool` ranks them; the reason against one becomes its
    warning. ``category``: of a word that nobody knows.
    """
    by_form: dict[str, Candidate] = {}
    for candidate in known:
        by_form.setdefault(_form(candidate.surface), candidate)
    by_surface = {word.surface: word for word in ranked}
    chosen = []
    for word in words:
        found = by_form.get(_form(word))
        chosen.append(found if found is not None else _typed(word, by_surface.get(word), category))
    return chosen


def require_distinct(name: str, words: Sequence[str], key: str) -> None:
    """Raise :class:`ArgumentError` where two choices are written alike, or one as the key."""
    met = {surface_key(key): key}
    for word in words:
        form = surface_key(word)
        if form in met:
            raise ArgumentError(f"{name}: expected choices that differ, got {word!r} beside {met[form]!r}; change one")
        met[form] = word


def _form(surface: str) -> str:
    return surface_key(without_legal_form(surface))


def _typed(word: str, ranked: RankedWord | None, category: str) -> Candidate:
    if ranked is None:
        return Candidate(word, "", "", category, 0.0, warnings=(TYPED,))
    return Candidate(
        surface=word,
        reading="",
        entry_id=ranked.entry_id or "",
        category=ranked.category or category,
        score=ranked.score,
        channels=ranked.channels,
        warnings=(TYPED, ranked.reason) if ranked.reason else (TYPED,),
    )
