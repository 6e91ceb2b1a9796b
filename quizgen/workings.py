"""What the Python calls are made of: an article is read once, its keys asked about, choices drawn and written.

One :class:`Workings` serves one data home and follows what changes there: index versions, words, rules, house style.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from quizgen.article import Article
from quizgen.distractors.article_setting import setting_in
from quizgen.distractors.candidates import Found, Pool, find_candidates
from quizgen.distractors.filters import Setting
from quizgen.distractors.number_candidates import NUMBER, number_at, number_candidates
from quizgen.distractors.selection import draw
from quizgen.distractors.standing import STANDS_OUT
from quizgen.editor_words import SENSITIVE, EditorWords
from quizgen.errors import ForbiddenKeyword, PersonInStory, TooFewDistractors
from quizgen.index.carried import Models
from quizgen.index.current import CurrentIndex
from quizgen.index.loaded import SenseIndex
from quizgen.key import Key, KeyReader
from quizgen.keywords import FoundKeyword, find_keywords
from quizgen.model import Model
from quizgen.options import QuizOptions
from quizgen.quiz import draw_salt, in_style_of, make_quiz
from quizgen.reading import Place, Reading
from quizgen.remembered import Remembered
from quizgen.results import Candidate, Quiz
from quizgen.stems import make_stem
from quizgen.stories.current import CurrentStories
from quizgen.stories.flags import persons_barred
from quizgen.stories.persons import looks_like_person, names_person
from quizgen.style import HouseStyle
from quizgen.style.choices import WrittenChoices, write_choices
from quizgen.style.current import CurrentStyle
from quizgen.text import normalise
from quizgen.threads import one_thread_each

KEY_PERSON_IN_STORY = "key_person_in_story"
"""The warning of candidates for a key that no quiz may ask about."""

READING_MEMORY = 128 * 2**20
"""Bytes for articles that were read: an article of 1,000 characters takes 4 MiB, none more than 30."""

# The keywords of as many articles as may be in somebody's hands.
_ARTICLES_KEPT = 64
# The keys of a few articles, and their candidates: some 200 each.
_KEYS_KEPT, _FOUNDS_KEPT = 256, 64


class Workings:
    """The parts of a generator. Not made for two threads at once.

    ``exact``: whether the index is searched exactly, None leaves it to the size. ``style``: the house style in the
    place of the data home's. ``reading_memory``: bytes for articles that were read, see :data:`READING_MEMORY`.
    """

    def __init__(
        self,
        model: Model,
        home: Path,
        *,
        exact: bool | None,
        progress: bool,
        style: HouseStyle | None,
        reading_memory: int = READING_MEMORY,
    ) -> None:
        self._home = home
        self._models = Models(model)
        self.current = CurrentIndex(home, self._models, exact=exact, progress=progress)
        self._index = self.current.get()
        self.model = self._wanted()
        self.words = EditorWords(home, self.model)
        self.stories = CurrentStories(home, model.tokenizer)
        self.style = CurrentStyle(home, style)
        self._readings = Remembered[Reading](reading_memory, lambda reading: reading.held_bytes)
        self._keywords = Remembered[list[FoundKeyword]](_ARTICLES_KEPT)
        self._keys = Remembered[Key](_KEYS_KEPT)
        self._founds = Remembered[Found](_FOUNDS_KEPT)
        self._state: tuple[tuple[int, int], Pool, KeyReader] | None = None

    def read(self, article: Article) -> Reading:
        """Read an article, or remember it: an editor asks about one many times.

        Every call begins here, and what it asks of the index is answered by the version that is current now.
        """
        self.follow()
        name = (article.sha256, article.title, self.words.generation)
        reading = self._readings.get(name, lambda: self.model.reader.read(article, self.words.lexicon))
        return reading if reading.article == article else reading.of(article)

    def follow(self) -> SenseIndex:
        """Take up the current version, with the model that it was made with where that is another, and the words that
        are new; return the version."""
        index = self.current.get()
        if index is not self._index:
            self._index = index
            model = self._wanted()
            if model is not self.model:
                self.model = model
                self.words = EditorWords(self._home, model)
                self._readings.clear()
        self.words.follow()
        return index

    def _wanted(self) -> Model:
        return self._models.of(self.current.versions.folder / str(self._index.number), self._index.manifest)

    def searched(self) -> tuple[Pool, KeyReader]:
        """Return what is searched now: the current index with the words added since it was built."""
        index = self._index
        name = (index.number, self.words.generation)
        if self._state is None or self._state[0] != name:
            lexicon = self.words.lexicon
            added, vectors = self.words.senses(index)
            pool = Pool.of(index, lexicon, added, vectors)
            keys = KeyReader(self.model.reader, self.model.vectors, index)
            self._state = (name, pool, keys)
        return self._state[1], self._state[2]

    def key(self, reading: Reading, place: Place) -> Key:
        """Return what the article makes of the word at a place, worked out once."""
        pool, keys = self.searched()
        name = (reading.article, place, pool.index.number, self.words.generation)

        def read() -> Key:
            with one_thread_each():
                return keys.read(reading, place, pool.lexicon)

        return self._keys.get(name, read)

    def _rules(self) -> tuple[Hashable, ...]:
        """Name what decides, besides the article, what may be asked and offered."""
        return self.words.generation, self.stories.rules().identity, self.style.get().identity

    def found_keywords(self, reading: Reading) -> list[FoundKeyword]:
        """Return the keywords that may be asked about, the best first, worked out once."""
        return self._keywords.get((reading.article, *self._rules()), lambda: self._find_keywords(reading))

    def _find_keywords(self, reading: Reading) -> list[FoundKeyword]:
        style = self.style.get()
        keywords = find_keywords(reading, style.settings.keywords.own_names)
        found = [item for item in keywords if not style.forbids(item.keyword.surface)]
        if not persons_barred(self.stories.of(reading)):
            return found
        lexicon = self.words.lexicon
        return [
            item
            for item in found
            if item.keyword.category == NUMBER
            or not any(names_person(reading, place, lexicon) for place in item.places)
        ]

    def _is_barred(self, reading: Reading, place: Place) -> bool:
        """Whether the key at a place is a person, in a story that bars persons."""
        return persons_barred(self.stories.of(reading)) and names_person(reading, place, self.words.lexicon)

    def allowed(self, reading: Reading, place: Place) -> Place:
        """Return a key's place. Raises :class:`PersonInStory` or :class:`ForbiddenKeyword` where none may ask."""
        surface = reading.original(place.start, place.end)
        if self.style.get().forbids(surface):
            raise ForbiddenKeyword(
                f"keyword {surface!r}: forbidden by the house style; take another key, or remove it from "
                "forbidden.words (style.toml in the data home)"
            )
        if self._is_barred(reading, place):
            kinds = [flag.kind for flag in self.stories.of(reading) if flag.persons_barred]
            raise PersonInStory(
                f"keyword {surface!r}: a person, in a story of the kind "
                f"{', '.join(kinds)}, where no person is key or choice; take a key that is no person, or change the "
                "rules (stories.toml in the data home) if this is no such story",
                kinds,
            )
        return place

    def setting(self, reading: Reading, key: Key, pool: Pool, options: QuizOptions) -> Setting:
        """Gather what the rules of what must not be offered look at."""
        barred, style = persons_barred(self.stories.of(reading)), self.style.get()
        return setting_in(
            reading,
            key,
            pool.lexicon,
            options.exclude,
            self.words.blocked,
            self._looks_like_person if barred else None,
            style.forbids if style.settings.forbidden.words else None,
        )

    def _looks_like_person(self, surface: str) -> bool:
        return looks_like_person(self.model.tokenizer.tokenize(normalise(surface).text))

    def shown(self, reading: Reading, place: Place, k: int, options: QuizOptions) -> list[Candidate]:
        """Return the candidates that an editor sees, with the warning that no quiz may ask about the key."""
        found = self.candidates(reading, place, k, options).candidates[:k]
        if self._is_barred(reading, place):
            return [replace(item, warnings=(*item.warnings, KEY_PERSON_IN_STORY)) for item in found]
        return found

    def candidates(self, reading: Reading, place: Place, k: int, options: QuizOptions) -> Found:
        """Return every candidate of a key that may be offered, best first; of a number, ``k``."""
        body = reading.article.body
        number = number_at(body, place.start, place.end)
        if number is not None:
            exclude = (*options.exclude, *self.style.get().settings.forbidden.words)
            return Found(number_candidates(reading.article, number, k, options.with_(exclude=exclude)), {})
        found = self._found(reading, place, options)
        return Found(self.words.warned(found.candidates), found.dropped)

    def _found(self, reading: Reading, place: Place, options: QuizOptions) -> Found:
        """Find a key's candidates, or remember them: another drawing, or an editor's next click, asks again."""
        pool, key = self.searched()[0], self.key(reading, place)
        name = (reading.article, place, options.exclude, pool.index.number, *self._rules())

        def find() -> Found:
            with one_thread_each():
                return find_candidates(pool, key, self.setting(reading, key, pool, options))

        return self._founds.get(name, find)

    def drawn(
        self, reading: Reading, place: Place, n: int, options: QuizOptions
    ) -> tuple[WrittenChoices, dict[str, int]]:
        """Draw the distractors of a key, and write them and the key in the house style."""
        found = self.candidates(reading, place, n, options)
        surface = reading.original(place.start, place.end)
        if found.candidates and found.candidates[0].category == NUMBER:
            chosen = found.candidates[:n]
        else:
            salt = draw_salt(reading.article, place.start, surface)
            drawable = [item for item in found.candidates if SENSITIVE not in item.warnings]
            fitting = [item for item in drawable if STANDS_OUT not in item.warnings]
            lexicon = self.searched()[0].lexicon
            chosen = draw(fitting, n, options, lexicon, salt=salt)
            if len(chosen) < n:
                chosen = draw(drawable, n, options, lexicon, salt=salt)
            chosen = [replace(item, surface=in_style_of(surface, item.surface)) for item in chosen]
        if len(chosen) < n:
            raise TooFewDistractors(
                f"keyword {surface!r}: {n} good distractors wanted, {len(chosen)} found; "
                "take another keyword, fewer choices, or add words of its kind",
                chosen,
            )
        return self.written(reading, place, chosen), found.dropped

    def written(self, reading: Reading, place: Place, chosen: Sequence[Candidate]) -> WrittenChoices:
        """Write a key and its distractors in the house style."""
        surface, lexicon = reading.original(place.start, place.end), self.words.lexicon
        return write_choices(
            self.style.get(), surface, chosen, make_stem(reading, place), lexicon, self.model.tokenizer
        )

    def quiz(self, reading: Reading, place: Place, options: QuizOptions) -> Quiz:
        """Draw the distractors of a key and make the quiz. Raises :class:`TooFewDistractors`."""
        written, dropped = self.drawn(reading, place, options.n_distractors, options)
        return self.made(reading, place, written, options, dropped)

    def made(
        self,
        reading: Reading,
        place: Place,
        written: WrittenChoices,
        options: QuizOptions,
        dropped: Mapping[str, int],
    ) -> Quiz:
        """Put a quiz together of choices that are written."""
        return make_quiz(
            reading.article,
            make_stem(reading, place),
            written.key,
            written.distractors,
            options,
            dropped=dropped,
            model=self.model.encoder.identity[:16],
            index=self._index.identity,
            stories=[flag.kind for flag in self.stories.of(reading)],
            ruby=written.ruby,
            style=written.style,
        )
