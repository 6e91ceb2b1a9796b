"""The Python call: one object that reads articles and makes quizzes of them."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from quizgen.article import Article, as_article
from quizgen.distractors.candidates import Found, Pool, find_candidates, rank_pool
from quizgen.distractors.filters import setting_of
from quizgen.distractors.number_candidates import NUMBER, number_at, number_candidates
from quizgen.distractors.selection import draw
from quizgen.editor_words import EditorWords
from quizgen.errors import ArgumentError, NoKeyword, TooFewDistractors
from quizgen.home import data_home
from quizgen.index.current import CurrentIndex
from quizgen.index.loaded import SenseIndex
from quizgen.key import Key, KeyReader
from quizgen.keywords import FoundKeyword, find_keywords
from quizgen.model import Model, load_model
from quizgen.options import QuizOptions
from quizgen.quiz import draw_salt, in_style_of, make_quiz
from quizgen.reading import Place, Reading
from quizgen.results import Candidate, Keyword, Quiz, RankedWord
from quizgen.stems import make_stem, sentence_span

# An editor asks about one article many times.
_READINGS_KEPT = 4
# A keyword whose best sentence serves worse than this (0 to 1) is passed over when quizgen chooses the key.
_LEAST_STEM = 0.3
# And so is one whose distractors do not all reach this score (0 to 1): an editor may still ask for it.
_LEAST_SCORE = 0.58


class QuizGenerator:
    """Makes quizzes. Load one with :meth:`load` and keep it: loading costs seconds, asking milliseconds.

    An article is a string (the body) or an :class:`Article`. The key is ``keyword=`` (its first occurrence on token
    boundaries) or ``start=, end=`` (half-open code-point offsets in the body). What to make is ``options=``; ``n``,
    ``k`` and ``seed`` are its shortcuts. Every error is a :class:`quizgen.errors.QuizgenError`.
    """

    def __init__(self, model: Model, home: Path, *, exact: bool | None = None, progress: bool = False) -> None:
        self._model = model
        self.home = home
        self._current = CurrentIndex(home, model.identities, exact=exact, progress=progress)
        self._words = EditorWords(home, model)
        self._readings: OrderedDict[tuple[str, str | None, int], Reading] = OrderedDict()
        self._state: tuple[tuple[int, int], Pool, KeyReader] | None = None

    @classmethod
    def load(cls, home: str | os.PathLike[str] | None = None, *, progress: bool = False) -> QuizGenerator:
        """Load the embedded model with the lexicon and index of a data home.

        ``home`` wins over ``QUIZGEN_HOME``, which wins over the platform's usual place; a fresh one is filled on
        first use (the index's graph takes seconds to build; ``progress`` draws a bar on standard error).
        Raises :class:`HomeError`, :class:`ModelError` or :class:`IndexVersionError`.
        """
        return cls(load_model(), data_home(home), progress=progress)

    @property
    def model(self) -> Model:
        """The model that reads articles."""
        return self._model

    @property
    def index(self) -> SenseIndex:
        """The index in use."""
        return self._current.get()

    @property
    def model_identity(self) -> str:
        """Names the model: the beginning of its encoder's identity."""
        return self._model.encoder.identity[:16]

    @property
    def index_identity(self) -> str:
        """Names the index in use."""
        return self.index.identity

    def keywords(self, article: str | Article) -> list[Keyword]:
        """Return the words worth asking about, the best first; empty for a text without any."""
        return [found.keyword for found in self._found_keywords(self._read(as_article(article)))]

    def candidates(
        self,
        article: str | Article,
        keyword: str | None = None,
        k: int = 10,
        *,
        start: int | None = None,
        end: int | None = None,
        options: QuizOptions | None = None,
    ) -> list[Candidate]:
        """Return up to ``k`` candidates for the key, ranked and filtered, best first.

        Raises :class:`KeywordNotFound` or :class:`ArgumentError`.
        """
        _require_count("k", k, 1000)
        reading = self._read(as_article(article))
        place = _place(reading, keyword, start, end)
        return self._candidates(reading, place, k, options or QuizOptions()).candidates[:k]

    def distractors(
        self,
        article: str | Article,
        keyword: str | None = None,
        n: int = 3,
        *,
        start: int | None = None,
        end: int | None = None,
        seed: int | None = None,
        options: QuizOptions | None = None,
    ) -> list[Candidate]:
        """Return the ``n`` distractors that a quiz would offer: good, and different from each other.

        Raises :class:`TooFewDistractors`, with those found, when fewer are good enough.
        """
        _require_count("n", n, 9)
        reading = self._read(as_article(article))
        place = _place(reading, keyword, start, end)
        chosen, _ = self._drawn(reading, place, n, _options(options, seed=seed))
        return chosen

    def rank(
        self,
        article: str | Article,
        keyword: str | None = None,
        pool: Iterable[str] = (),
        *,
        start: int | None = None,
        end: int | None = None,
        options: QuizOptions | None = None,
    ) -> list[RankedWord]:
        """Rank the words of ``pool``, every distinct one once: best first, unsuitable ones last with a reason."""
        words = _pool_words(pool)
        reading = self._read(as_article(article))
        place = _place(reading, keyword, start, end)
        options = options or QuizOptions()
        senses, keys = self._searched()
        key = keys.read(reading, place, senses.lexicon)
        setting = setting_of(
            key,
            senses.lexicon,
            _stem_sentence(reading, place),
            reading.article.year,
            options.exclude,
            self._words.blocked,
        )
        return rank_pool(senses, key, setting, words, keys.unlisted)

    def quiz(
        self,
        article: str | Article,
        keyword: str | None = None,
        seed: int | None = None,
        *,
        start: int | None = None,
        end: int | None = None,
        options: QuizOptions | None = None,
    ) -> Quiz:
        """Make one quiz. Without a key, quizgen takes the keyword most worth asking about that gives a full quiz.

        Raises :class:`TooFewDistractors`, :class:`NoKeyword`, or what :meth:`candidates` raises.
        """
        options = _options(options, seed=seed)
        source = as_article(article)
        if keyword is None and start is None and end is None:
            made = self.quizzes(source, 1, options=options)
            if not made:
                raise NoKeyword(
                    f"article {source.identity}: no word with a sentence that stands alone and "
                    f"{options.n_distractors} good distractors; name one with keyword="
                )
            return made[0]
        reading = self._read(source)
        return self._quiz(reading, _place(reading, keyword, start, end), options)

    def quizzes(
        self,
        article: str | Article,
        max_quizzes: int = 3,
        *,
        seed: int | None = None,
        options: QuizOptions | None = None,
    ) -> list[Quiz]:
        """Make up to ``max_quizzes`` quizzes of different keys and sentences, those most worth asking first."""
        _require_count("max_quizzes", max_quizzes, 100)
        options = _options(options, seed=seed)
        reading = self._read(as_article(article))
        made: list[Quiz] = []
        sentences: set[int] = set()
        senses, _ = self._searched()
        asked: set[str] = set()
        for found in self._found_keywords(reading):
            if len(made) == max_quizzes:
                break
            names = senses.lexicon.same_thing(found.keyword.surface)
            if found.stem_quality < _LEAST_STEM or found.best.sentence in sentences or names & asked:
                continue
            try:
                quiz = self._quiz(reading, found.best, options)
            except TooFewDistractors:
                continue
            if min(distractor.score for distractor in quiz.distractors) < _LEAST_SCORE:
                continue
            made.append(quiz)
            sentences.add(found.best.sentence)
            asked |= names
        return made

    def add_word(
        self,
        surface: str,
        category: str = "term",
        contexts: Iterable[str] = (),
        *,
        reading: str = "",
        aliases: Iterable[str] = (),
        status: str = "active",
        who: str = "python",
    ) -> str:
        """Add a word for every process on this data home and return its entry id; the next call finds it.

        ``category``: one of :data:`quizgen.lexicon.CATEGORIES`, or a fine class such as "team/baseball". ``contexts``:
        sentences with the word, from which its vector is made; without any, it takes its class's. Raises
        :class:`WordError`.
        """
        index = self._current.get()
        return self._words.add(
            index,
            surface=surface,
            word_class=category,
            contexts=tuple(contexts),
            reading=reading,
            aliases=tuple(aliases),
            status=status,
            who=who,
        )

    def _read(self, article: Article) -> Reading:
        generation = self._words.generation()
        name = (article.sha256, article.title, generation)
        if name not in self._readings:
            self._readings[name] = self._model.reader.read(article, self._words.lexicon())
            while len(self._readings) > _READINGS_KEPT:
                self._readings.popitem(last=False)
        self._readings.move_to_end(name)
        reading = self._readings[name]
        return reading if reading.article == article else reading.of(article)

    def _searched(self) -> tuple[Pool, KeyReader]:
        """Return what is searched now: the current index with the words added since it was built."""
        index = self._current.get()
        name = (index.number, self._words.generation())
        if self._state is None or self._state[0] != name:
            lexicon = self._words.lexicon()
            added, vectors = self._words.senses(index)
            pool = Pool.of(index, lexicon, added, vectors)
            keys = KeyReader(self._model.reader, self._model.vectors, index.channels, index.classes)
            self._state = (name, pool, keys)
        return self._state[1], self._state[2]

    def _found_keywords(self, reading: Reading) -> list[FoundKeyword]:
        return find_keywords(reading)

    def _candidates(self, reading: Reading, place: Place, k: int, options: QuizOptions) -> Found:
        body = reading.article.body
        number = number_at(body, place.start, place.end)
        if number is not None:
            return Found(number_candidates(reading.article, number, k, options), {})
        pool, keys = self._searched()
        key: Key = keys.read(reading, place, pool.lexicon)
        setting = setting_of(
            key,
            pool.lexicon,
            _stem_sentence(reading, place),
            reading.article.year,
            options.exclude,
            self._words.blocked,
        )
        return find_candidates(pool, key, setting)

    def _drawn(
        self, reading: Reading, place: Place, n: int, options: QuizOptions
    ) -> tuple[list[Candidate], dict[str, int]]:
        found = self._candidates(reading, place, n, options)
        surface = reading.original(place.start, place.end)
        if found.candidates and found.candidates[0].category == NUMBER:
            chosen = found.candidates[:n]
        else:
            salt = draw_salt(reading.article, place.start, surface)
            chosen = draw(found.candidates, n, options, self._searched()[0].lexicon, salt=salt)
            chosen = [replace(item, surface=in_style_of(surface, item.surface)) for item in chosen]
        if len(chosen) < n:
            raise TooFewDistractors(
                f"keyword {surface!r}: {n} good distractors wanted, {len(chosen)} found; "
                "take another keyword, fewer choices, or add words of its kind",
                chosen,
            )
        return chosen, found.dropped

    def _quiz(self, reading: Reading, place: Place, options: QuizOptions) -> Quiz:
        chosen, dropped = self._drawn(reading, place, options.n_distractors, options)
        return make_quiz(
            reading.article,
            make_stem(reading, place),
            reading.original(place.start, place.end),
            chosen,
            options,
            dropped=dropped,
            model=self.model_identity,
            index=self.index_identity,
        )


def _place(reading: Reading, keyword: str | None, start: int | None, end: int | None) -> Place:
    if keyword is not None and (start is not None or end is not None):
        raise ArgumentError("keyword, start, end: expected a keyword or its offsets, got both; leave one out")
    if keyword is not None:
        if not isinstance(keyword, str) or not keyword.strip():
            raise ArgumentError(f"keyword: expected a word of the article, got {keyword!r}")
        return reading.place_of(keyword)
    if start is None or end is None:
        raise ArgumentError("keyword: expected a word of the article, or start and end, got neither; name the key")
    return reading.place_at(start, end)


def _stem_sentence(reading: Reading, place: Place) -> str:
    return reading.original(*sentence_span(reading, place))


def _options(options: QuizOptions | None, **shortcuts: Any) -> QuizOptions:
    return (options or QuizOptions()).with_(**shortcuts)


def _require_count(name: str, value: object, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise ArgumentError(f"{name}: expected a whole number from 1 to {most}, got {value!r}")


def _pool_words(pool: Iterable[str]) -> list[str]:
    if isinstance(pool, str):
        raise ArgumentError(f"pool: expected a list of words, got the single string {pool!r}; put it in a list")
    words = list(pool)
    for word in words:
        if not isinstance(word, str) or not word.strip():
            raise ArgumentError(f"pool: expected words as strings, got {word!r}")
    return words
