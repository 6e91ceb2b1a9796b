"""What adding a word has brought about: its neighbours, and keys for which it is offered now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizgen.article import Article
from quizgen.errors import QuizgenError
from quizgen.results import Candidate
from quizgen.store import NewWord

if TYPE_CHECKING:
    from quizgen.generator import QuizGenerator

# Neighbours that are tried as key, and candidates among which it is looked for.
_TRIED, _DEEP = 4, 100
_NEUTRAL = "{}について新しい動きがあった。"


@dataclass(frozen=True, slots=True)
class Offer:
    """A key in a sentence, and the word's place among its candidates from 1; None where it is not among the first 100.

    ``candidates``: the first of them.
    """

    key: str
    sentence: str
    place: int | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class WordPreview:
    """``neighbours``: the candidates when the word is the key of ``sentence``; ``offers``: with some of them as key."""

    sentence: str
    neighbours: tuple[Candidate, ...]
    offers: tuple[Offer, ...]


def preview_word(generator: QuizGenerator, word: NewWord, k: int = 8) -> WordPreview:
    """Ask about a word in its first context that can be read, and about its neighbours in its place there.

    A word without a context is asked about in a sentence that says nothing.
    """
    names = (word.surface, *word.aliases)
    for sentence in (*word.contexts, _NEUTRAL.format(word.surface)):
        name = next((name for name in names if name in sentence), None)
        if name is None:
            continue
        try:
            neighbours = generator.candidates(Article(body=sentence), name, k)
        except QuizgenError:
            continue
        keys = [item.surface for item in neighbours[:_TRIED]]
        offers = (_offer(generator, word, sentence.replace(name, key), key, k) for key in keys)
        found = [offer for offer in offers if offer is not None]
        return WordPreview(sentence, tuple(neighbours), tuple(sorted(found, key=_place)))
    return WordPreview("", (), ())


def _offer(generator: QuizGenerator, word: NewWord, sentence: str, key: str, k: int) -> Offer | None:
    try:
        found = generator.candidates(Article(body=sentence), key, _DEEP)
    except QuizgenError:
        return None
    places = (number for number, item in enumerate(found, start=1) if item.surface == word.surface)
    return Offer(key, sentence, next(places, None), tuple(found[:k]))


def _place(offer: Offer) -> int:
    return _DEEP + 1 if offer.place is None else offer.place
