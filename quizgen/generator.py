"""The Python call: one object that reads articles and makes quizzes of them."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from quizgen.article import Article, as_article
from quizgen.distractors.candidates import Found, Pool, find_candidates, rank_pool, read_pool
from quizgen.distractors.filters import Setting, setting_of
from quizgen.distractors.number_candidates import NUMBER, number_at, number_candidates
from quizgen.distractors.selection import draw
from quizgen.editor_words import EditorWords
from quizgen.errors import ArgumentError, ForbiddenKeyword, NoKeyword, PersonInStory, TooFewDistractors
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
from quizgen.stories.current import CurrentStories
from quizgen.stories.flags import StoryFlag, persons_barred
from quizgen.stories.persons import looks_like_person, names_person
from quizgen.style import HouseStyle
from quizgen.style.choices import WrittenChoices, write_choices
from quizgen.style.current import CurrentStyle
from quizgen.text import normalise

# An editor asks about one article many times.
_READINGS_KEPT = 4
# A keyword whose best sentence serves worse than this (0 to 1) is passed over when quizgen chooses the key.
_LEAST_STEM = 0.3
# And so is one whose distractors do not all reach this score (0 to 1): an editor may still ask for it.
_LEAST_SCORE = 0.58
# The warning of candidates for a key that no quiz may ask about.
KEY_PERSON_IN_STORY = "key_person_in_story"


class QuizGenerator:
    """Makes quizzes. Load one with :meth:`load` and keep it: loading costs seconds, asking milliseconds.

    An article is a string (the body) or an :class:`Article`. The key is ``keyword=`` (its first occurrence on token
    boundaries) or ``start=, end=`` (half-open code-point offsets in the body). What to make is ``options=``; ``n``,
    ``k`` and ``seed`` are its shortcuts. Every error is a :class:`quizgen.errors.QuizgenError`.
    """

    def __init__(
        self,
        model: Model,
        home: Path,
        *,
        exact: bool | None = None,
        progress: bool = False,
        style: HouseStyle | None = None,
    ) -> None:
        self._model = model
        self.home = home
        self._current = CurrentIndex(home, model.identities, exact=exact, progress=progress)
        self._words = EditorWords(home, model)
        self._stories = CurrentStories(home, model.tokenizer)
        self._style = CurrentStyle(home, style)
        self._readings: OrderedDict[tuple[str, str | None, int], Reading] = OrderedDict()
        self._state: tuple[tuple[int, int], Pool, KeyReader] | None = None

    @classmethod
    def load(cls, home: str | os.PathLike[str] | None = None, *, progress: bool = False) -> QuizGenerator:
        """Load the embedded model with the lexicon and index of a data home.

        ``home`` wins over ``QUIZGEN_HOME``, which wins over the platform's usual place; a fresh one is filled on
        first use (the index's graph takes seconds to build; ``progress`` draws a bar on standard error).
        Raises :class:`HomeError`, :class:`ModelError`, :class:`IndexVersionError`, :class:`StoryRulesError` or
        :class:`StyleError`.
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

    @property
    def story_rules_identity(self) -> str:
        """Names the rules in force that tell which stories are no game."""
        return self._stories.rules().identity

    def stories(self, article: str | Article) -> tuple[StoryFlag, ...]:
        """Return the kinds of story that is no game which the article is, the gravest first; mostly none.

        Each says why, and whether no person may be key or distractor. Quizzes of such an article want a second
        person's approval. The rules are those of ``stories.toml`` in the data home, else those that ship.
        Raises :class:`StoryRulesError` for a rule file that is wrong.
        """
        return self._stories.of(self._read(as_article(article)))

    @property
    def style(self) -> HouseStyle:
        """The house style in force: the one given, else ``style.toml`` of the data home, else the default.

        Raises :class:`StyleError` for a style file that is wrong.
        """
        return self._style.get()

    def keywords(self, article: str | Article) -> list[Keyword]:
        """Return the words worth asking about, the best first; empty for a text without any.

        In a story that bars persons (see :meth:`stories`) none of them is a person, and none is a forbidden word.
        """
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

        For a person in a story that bars persons each has the warning "key_person_in_story".
        Raises :class:`KeywordNotFound` or :class:`ArgumentError`.
        """
        _require_count("k", k, 1000)
        reading = self._read(as_article(article))
        place = _place(reading, keyword, start, end)
        found = self._candidates(reading, place, k, options or QuizOptions()).candidates[:k]
        if self._is_barred(reading, place):
            return [replace(item, warnings=(*item.warnings, KEY_PERSON_IN_STORY)) for item in found]
        return found

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

        They are written in the house style. Raises :class:`TooFewDistractors`, with those found, when fewer are good
        enough, and :class:`PersonInStory` and :class:`ForbiddenKeyword` as :meth:`quiz` does.
        """
        _require_count("n", n, 9)
        reading = self._read(as_article(article))
        place = self._allowed(reading, _place(reading, keyword, start, end))
        written, _ = self._drawn(reading, place, n, _options(options, seed=seed))
        return list(written.distractors)

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
        asked = read_pool(senses, words, keys.unlisted)
        return rank_pool(senses, key, self._setting(reading, key, senses, options), asked)

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

        Raises :class:`PersonInStory` for a key that is a person in a story that bars persons (see :meth:`stories`),
        :class:`ForbiddenKeyword` for one that the house style forbids, :class:`TooFewDistractors`,
        :class:`NoKeyword`, or what :meth:`candidates` raises.
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
        return self._quiz(reading, self._allowed(reading, _place(reading, keyword, start, end)), options)

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
            keys = KeyReader(self._model.reader, self._model.vectors, index)
            self._state = (name, pool, keys)
        return self._state[1], self._state[2]

    def _found_keywords(self, reading: Reading) -> list[FoundKeyword]:
        forbids = self.style.forbids
        found = [item for item in find_keywords(reading) if not forbids(item.keyword.surface)]
        if not persons_barred(self._stories.of(reading)):
            return found
        lexicon = self._words.lexicon()
        return [
            item
            for item in found
            if item.keyword.category == NUMBER
            or not any(names_person(reading, place, lexicon) for place in item.places)
        ]

    def _is_barred(self, reading: Reading, place: Place) -> bool:
        """Whether the key at a place is a person, in a story that bars persons."""
        return persons_barred(self._stories.of(reading)) and names_person(reading, place, self._words.lexicon())

    def _allowed(self, reading: Reading, place: Place) -> Place:
        """Return a key's place. Raises :class:`PersonInStory` or :class:`ForbiddenKeyword` where none may ask."""
        surface = reading.original(place.start, place.end)
        if self.style.forbids(surface):
            raise ForbiddenKeyword(
                f"keyword {surface!r}: forbidden by the house style; take another key, or remove it from "
                "forbidden.words (style.toml in the data home)"
            )
        if self._is_barred(reading, place):
            kinds = [flag.kind for flag in self._stories.of(reading) if flag.persons_barred]
            raise PersonInStory(
                f"keyword {surface!r}: a person, in a story of the kind "
                f"{', '.join(kinds)}, where no person is key or choice; take a key that is no person, or change the "
                "rules (stories.toml in the data home) if this is no such story",
                kinds,
            )
        return place

    def _setting(self, reading: Reading, key: Key, pool: Pool, options: QuizOptions) -> Setting:
        """Gather what the rules of what must not be offered look at."""
        barred = persons_barred(self._stories.of(reading))
        return setting_of(
            key,
            pool.lexicon,
            _stem_sentence(reading, key.place),
            reading.article.year,
            options.exclude,
            self._words.blocked,
            self._looks_like_person if barred else None,
            self.style.forbids,
        )

    def _looks_like_person(self, surface: str) -> bool:
        return looks_like_person(self._model.tokenizer.tokenize(normalise(surface).text))

    def _candidates(self, reading: Reading, place: Place, k: int, options: QuizOptions) -> Found:
        body = reading.article.body
        number = number_at(body, place.start, place.end)
        if number is not None:
            exclude = (*options.exclude, *self.style.settings.forbidden.words)
            return Found(number_candidates(reading.article, number, k, options.with_(exclude=exclude)), {})
        pool, keys = self._searched()
        key = keys.read(reading, place, pool.lexicon)
        return find_candidates(pool, key, self._setting(reading, key, pool, options))

    def _drawn(
        self, reading: Reading, place: Place, n: int, options: QuizOptions
    ) -> tuple[WrittenChoices, dict[str, int]]:
        """Draw the distractors of a key, and write them and the key in the house style."""
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
        lexicon, tokenizer = self._words.lexicon(), self._model.tokenizer
        return write_choices(self.style, surface, chosen, make_stem(reading, place), lexicon, tokenizer), found.dropped

    def _quiz(self, reading: Reading, place: Place, options: QuizOptions) -> Quiz:
        written, dropped = self._drawn(reading, place, options.n_distractors, options)
        return make_quiz(
            reading.article,
            make_stem(reading, place),
            written.key,
            written.distractors,
            options,
            dropped=dropped,
            model=self.model_identity,
            index=self.index_identity,
            stories=[flag.kind for flag in self._stories.of(reading)],
            ruby=written.ruby,
            style=written.style,
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
