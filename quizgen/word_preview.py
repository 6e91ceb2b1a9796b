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
# Sentences for words without contexts, by category: one that says nothing would leave open what a name of several
# kinds is.
_PLAIN = {
    "person": "{}が会見で質問に答えた。",
    "place": "{}で催しが開かれた。",
    "organization": "{}が新しい方針をまとめた。",
    "company": "{}が決算を発表し、売上高が過去最高となった。",
    "team": "{}が試合に勝った。",
    "product": "{}の販売が始まった。",
    "event": "{}が始まった。",
    "facility": "{}に多くの人が訪れた。",
    "award": "{}の受賞者が決まった。",
    "law": "{}が国会で成立した。",
}
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
    """``neighbours``: the candidates when the word is the key of ``sentence``; ``offers``: with some of them as key.

    ``is_context``: whether the sentence is a context of the word, and not one made up for want of any. ``read_as``: the
    category that the word has there; another than its own means that these words say little of it.
    """

    sentence: str
    neighbours: tuple[Candidate, ...]
    offers: tuple[Offer, ...]
    is_context: bool = True
    read_as: str = ""


def preview_word(generator: QuizGenerator, word: NewWord, k: int = 8) -> WordPreview:
    """Ask about a word in its first context that can be read, and about its neighbours in its place there.

    A word without a context is asked about in a plain sentence of its category.
    """
    names = (word.surface, *word.aliases)
    plain = _PLAIN.get(word.category, _NEUTRAL).format(word.surface)
    for sentence in (*word.contexts, plain):
        name = next((name for name in names if name in sentence), None)
        if name is None:
            continue
        try:
            article, start = Article(body=sentence), sentence.find(name)
            end = start + len(name)
            neighbours = generator.candidates(article, k=k, start=start, end=end)
            read_as = generator.category_at(article, start, end)
        except QuizgenError:
            continue
        keys = [item.surface for item in neighbours[:_TRIED]]
        offers = (_offer(generator, word, sentence.replace(name, key), key, k) for key in keys)
        found = [offer for offer in offers if offer is not None]
        is_context = sentence in word.contexts
        return WordPreview(sentence, tuple(neighbours), tuple(sorted(found, key=_place)), is_context, read_as)
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
