"""Proposing: the quizzes that one article could give, whatever the other articles of the run are."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from quizgen.article import Article
from quizgen.batch.items import QuizData, QuizMaker, identities_of
from quizgen.engines import THREADS, Load
from quizgen.errors import InputError, NoKeyword, QuizgenError, TooFewDistractors
from quizgen.options import QuizOptions
from quizgen.results import Quiz

LoadMaker = Callable[[], QuizMaker]

HELLO = b""
"""The item that asks a worker what it makes quizzes with."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The quizzes of one key, of which at most one is taken.

    ``names``: comparison keys of all that names the key's thing. ``drawings``: the quiz, and where there are other
    distractors the same with those.
    """

    names: tuple[str, ...]
    drawings: tuple[QuizData, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an article could give: keys, those most worth asking first, or a ``problem``.

    ``digest``: the item's. ``failed``: the problem is one to look into; False for an article that was passed over.
    ``stories``: the kinds of story that is no game for which it was.
    """

    digest: str
    asked: tuple[Asked, ...] = ()
    problem: str = ""
    failed: bool = False
    stories: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """Return it as one line of JSON, without the line's end."""
        text = json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "surrogatepass")

    @classmethod
    def from_json(cls, line: bytes) -> Proposal:
        """Read what :meth:`to_json` wrote. Raises :class:`ValueError`, :class:`KeyError` or :class:`TypeError`."""
        data: dict[str, Any] = json.loads(line)
        asked = tuple(Asked(tuple(key["names"]), tuple(key["drawings"])) for key in data.pop("asked"))
        return cls(asked=asked, stories=tuple(data.pop("stories")), **data)


def loading(load: LoadMaker, wanted: int, options: QuizOptions) -> Load:
    """Return what a worker loads: the function from an article and its digest to its proposal, both as JSON.

    For :data:`HELLO` it gives the identities of what quizzes are made with; these must not change as long as it works.
    """
    return partial(_Proposer, load, wanted, options)


def packed(digest: str, article: Article) -> bytes:
    """Return an article as an item for a worker."""
    return json.dumps([digest, article.to_dict()], ensure_ascii=False).encode("utf-8")


class _Proposer:
    def __init__(self, load: LoadMaker, wanted: int, options: QuizOptions) -> None:
        self._maker = load()
        self._wanted, self._options = wanted, options
        self._identities = identities_of(self._maker)

    def __call__(self, item: bytes) -> bytes:
        if item == HELLO:
            return json.dumps(self._identities).encode()
        digest, data = json.loads(item)
        proposal = propose(self._maker, Article.from_dict(data), digest, self._wanted, self._options)
        _require_same(self._identities, identities_of(self._maker))
        return proposal.to_json()


def propose(maker: QuizMaker, article: Article, digest: str, wanted: int, options: QuizOptions) -> Proposal:
    """Return up to ``wanted`` keys with their quizzes, those most worth asking first, or why there is none.

    Depends on nothing but the arguments, so articles may be proposed for in any order and anywhere.
    """
    try:
        flags = maker.stories(article)
        if flags:
            why = "; ".join(flag.describe() for flag in flags)
            kinds = tuple(flag.kind for flag in flags)
            return Proposal(digest, problem=f"passed over: a story that is no game: {why}", stories=kinds)
        made = maker.quizzes(article, wanted, options=options)
        if not made:
            raise _why_none(maker, article, options)
        return Proposal(digest, tuple(_asked(maker, article, quiz, options) for quiz in made))
    except (InputError, NoKeyword, TooFewDistractors) as error:
        return Proposal(digest, problem=str(error), failed=True)


def _asked(maker: QuizMaker, article: Article, quiz: Quiz, options: QuizOptions) -> Asked:
    """Draw once more, as if the first distractors had been offered lately."""
    offered = tuple(distractor.surface for distractor in quiz.distractors)
    start, end = quiz.span
    again = maker.quiz(article, start=start, end=end, options=options.with_(history=(*options.history, *offered)))
    drawings = [quiz] if set(again.choices) == set(quiz.choices) else [quiz, again]
    names = tuple(sorted(maker.same_thing(quiz.key)))
    return Asked(names, tuple(_data(drawing) for drawing in drawings))


def _data(quiz: Quiz) -> QuizData:
    # As a reader of the journal gets it: lists, no tuples.
    data: QuizData = json.loads(json.dumps(quiz.to_dict()))
    return data


def _why_none(maker: QuizMaker, article: Article, options: QuizOptions) -> NoKeyword:
    """Return why there is no quiz. Raises :class:`TooFewDistractors` where that is why."""
    keywords = maker.keywords(article)
    if not keywords:
        return NoKeyword("no keyword: it holds no word worth asking about")
    best = keywords[0]
    maker.distractors(article, None, options.n_distractors, start=best.start, end=best.end, options=options)
    return NoKeyword(f"no quiz: none of its {len(keywords)} keywords has both a sentence that stands alone and choices")


def _require_same(before: Mapping[str, str], now: Mapping[str, str]) -> None:
    for name, value in before.items():
        if now[name] != value:
            raise QuizgenError(
                f"{name}: changed from {value} to {now[name]} during the run; run it again, without --resume"
            )


def load_generator(home: str | None = None) -> QuizMaker:
    """Load the generator that a worker uses, computing with one thread, with every added word read.

    Else what a batch gives would depend on how many searches there were since the words were imported.
    """
    from quizgen.generator import QuizGenerator
    from quizgen.home import data_home
    from quizgen.model import load_model

    generator = QuizGenerator(load_model(threads=THREADS), data_home(home))
    generator.read_added_words()
    return generator
