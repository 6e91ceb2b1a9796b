"""The Python call: one object that reads articles and makes quizzes of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from quizgen.arguments import list_of_words, place_of_key, require_count, with_shortcuts
from quizgen.article import Article, as_article
from quizgen.distractors.candidates import rank_pool, read_pool
from quizgen.distractors.number_candidates import NUMBER, number_at
from quizgen.distractors.standing import STANDS_OUT
from quizgen.editor_words import AddedWord, ReadProgress
from quizgen.errors import ForbiddenKeyword, NoKeyword, PersonInStory, TooFewDistractors
from quizgen.home import data_home
from quizgen.index.loaded import SenseIndex
from quizgen.lexicon import category_of
from quizgen.model import Model, load_model
from quizgen.neighbourhood import Neighbourhood, neighbourhood
from quizgen.options import QuizOptions
from quizgen.proposal import PlacedKeyword, Proposal, as_candidates, likely_classes, placed, require_distinct
from quizgen.results import Candidate, Distractor, Keyword, Quiz, RankedWord
from quizgen.stems import make_stem
from quizgen.store import NewWord
from quizgen.stories.flags import StoryFlag
from quizgen.style import HouseStyle
from quizgen.text import normalise
from quizgen.topics.related import Related, related
from quizgen.topics.story import Story, story_of
from quizgen.workings import READING_MEMORY, Workings

# A keyword whose distractors do not all reach this score (0 to 1), or of which one stands out, is passed over when
# quizgen chooses the key: an editor may still ask for it.
_LEAST_SCORE = 0.7


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
        reading_memory: int = READING_MEMORY,
    ) -> None:
        self.home = home
        self._workings = Workings(
            model, home, exact=exact, progress=progress, style=style, reading_memory=reading_memory
        )

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
        return self._workings.model

    @property
    def index(self) -> SenseIndex:
        """The index in use."""
        return self._workings.follow()

    @property
    def model_identity(self) -> str:
        """Names the model: the beginning of its encoder's identity."""
        return self._workings.model.encoder.identity[:16]

    @property
    def index_identity(self) -> str:
        """Names the index in use."""
        return self.index.identity

    @property
    def story_rules_identity(self) -> str:
        """Names the rules in force that tell which stories are no game."""
        return self._workings.stories.rules().identity

    @property
    def lexicon_identity(self) -> str:
        """Names the words in force: those that ship with what editors added, changed and blocked."""
        self._workings.follow()
        return self._workings.words.identity[:16]

    @property
    def style_identity(self) -> str:
        """Names the house style in force."""
        return self.style.identity

    def same_thing(self, surface: str) -> frozenset[str]:
        """Return the comparison keys (:func:`quizgen.lexicon.surface_key`) of all that names what ``surface`` does."""
        self._workings.follow()
        return frozenset(self._workings.words.lexicon.same_thing(surface))

    def stories(self, article: str | Article) -> tuple[StoryFlag, ...]:
        """Return the kinds of story that is no game which the article is, the gravest first; mostly none.

        Each says why, and whether no person may be key or distractor. Quizzes of such an article want a second
        person's approval. The rules are those of ``stories.toml`` in the data home, else those that ship.
        Raises :class:`StoryRulesError` for a rule file that is wrong.
        """
        return self._workings.stories.of(self._workings.read(as_article(article)))

    @property
    def style(self) -> HouseStyle:
        """The house style in force: the one given, else ``style.toml`` of the data home, else the default.

        Raises :class:`StyleError` for a style file that is wrong.
        """
        return self._workings.style.get()

    def keywords(self, article: str | Article) -> list[Keyword]:
        """Return the words worth asking about, the best first; empty for a text without any.

        In a story that bars persons (see :meth:`stories`) none of them is a person, and none is a forbidden word.
        """
        return [found.keyword for found in self._workings.found_keywords(self._workings.read(as_article(article)))]

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
        require_count("k", k, 1000)
        reading = self._workings.read(as_article(article))
        place = place_of_key(reading, keyword, start, end)
        return self._workings.shown(reading, place, k, options or QuizOptions())

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
        require_count("n", n, 9)
        reading = self._workings.read(as_article(article))
        place = self._workings.allowed(reading, place_of_key(reading, keyword, start, end))
        written, _ = self._workings.drawn(reading, place, n, with_shortcuts(options, seed=seed))
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
        words = list_of_words("pool", pool)
        reading = self._workings.read(as_article(article))
        place = place_of_key(reading, keyword, start, end)
        options = options or QuizOptions()
        (senses, keys), key = self._workings.searched(), self._workings.key(reading, place)
        asked = read_pool(senses, words, keys.unlisted)
        return rank_pool(senses, key, self._workings.setting(reading, key, senses, options), asked)

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
        options = with_shortcuts(options, seed=seed)
        source = as_article(article)
        if keyword is None and start is None and end is None:
            made = self.quizzes(source, 1, options=options)
            if not made:
                raise NoKeyword(
                    f"article {source.identity}: no word with a sentence that stands alone and "
                    f"{options.n_distractors} good distractors; name one with keyword="
                )
            return made[0]
        reading = self._workings.read(source)
        return self._workings.quiz(
            reading, self._workings.allowed(reading, place_of_key(reading, keyword, start, end)), options
        )

    def quizzes(
        self,
        article: str | Article,
        max_quizzes: int = 3,
        *,
        seed: int | None = None,
        options: QuizOptions | None = None,
    ) -> list[Quiz]:
        """Make up to ``max_quizzes`` quizzes of different keys and sentences, those most worth asking first."""
        require_count("max_quizzes", max_quizzes, 100)
        options = with_shortcuts(options, seed=seed)
        reading = self._workings.read(as_article(article))
        made: list[Quiz] = []
        sentences: set[int] = set()
        senses, _ = self._workings.searched()
        asked: set[str] = set()
        for found in self._workings.found_keywords(reading):
            if len(made) == max_quizzes:
                break
            names = senses.lexicon.same_thing(found.keyword.surface)
            if not found.is_worth_asking or found.best.sentence in sentences or names & asked:
                continue
            if max_quizzes > 1:
                reading.encode_ahead()  # several keys want most of its windows
            try:
                quiz = self._workings.quiz(reading, found.best, options)
            except TooFewDistractors:
                continue
            if not all(_is_good(distractor) for distractor in quiz.distractors):
                continue
            made.append(quiz)
            sentences.add(found.best.sentence)
            asked |= names
        return made

    def placed_keywords(self, article: str | Article) -> list[PlacedKeyword]:
        """Return the words worth asking about as :meth:`keywords` does, each with its places in the body."""
        return [placed(found) for found in self._workings.found_keywords(self._workings.read(as_article(article)))]

    def categories(self, article: str | Article) -> dict[str, str]:
        """Return what the article makes of those keywords that may be several kinds of thing: category by surface.

        The list of keywords does not wait for this, since it takes reading them all.
        """
        ambiguous = self.ambiguous_keywords(article)
        return {item.keyword.surface: self.category_at(article, *item.best) for item in ambiguous}

    def ambiguous_keywords(self, article: str | Article) -> list[PlacedKeyword]:
        """Return those keywords that may be several kinds of thing; what each is here :meth:`category_at` says."""
        keywords = self.placed_keywords(article)
        lexicon = self._workings.searched()[0].lexicon
        return [
            found
            for found in keywords
            if found.keyword.category != NUMBER
            and len({entry.category for entry in lexicon.named(normalise(found.keyword.surface).text)}) > 1
        ]

    def category_at(self, article: str | Article, start: int, end: int) -> str:
        """Return the category that a word, no number, has at a place of an article. Raises :class:`ArgumentError`."""
        reading = self._workings.read(as_article(article))
        return self._workings.key(reading, reading.place_at(start, end)).category

    def propose(
        self,
        article: str | Article,
        keyword: str | None = None,
        k: int = 12,
        *,
        start: int | None = None,
        end: int | None = None,
        options: QuizOptions | None = None,
    ) -> Proposal:
        """Return what an editor is shown for a key: ``k`` candidates, how the article reads it, and the quiz of it.

        A key that :meth:`quiz` refuses is still proposed, with the reason. Raises what :meth:`candidates` raises.
        """
        require_count("k", k, 1000)
        reading = self._workings.read(as_article(article))
        place = place_of_key(reading, keyword, start, end)
        options = options or QuizOptions()
        candidates = tuple(self._workings.shown(reading, place, k, options))
        proposal = Proposal(
            reading.original(place.start, place.end),
            place.start,
            place.end,
            NUMBER,
            make_stem(reading, place),
            candidates,
        )
        if number_at(reading.article.body, place.start, place.end) is None:
            index, key = self._workings.searched()[0].index, self._workings.key(reading, place)
            proposal = replace(
                proposal,
                category=key.category,
                classes=likely_classes(key, index.classes),
                weights=index.settings.ranking.for_key(key.name),
            )
        try:
            quiz = self._workings.quiz(reading, self._workings.allowed(reading, place), options)
        except (PersonInStory, ForbiddenKeyword, TooFewDistractors) as error:
            found = tuple(item.surface for item in getattr(error, "found", ()))
            return replace(proposal, chosen=found, refused=type(error).__name__, message=str(error))
        # A draw may reach further down than the candidates that are shown.
        missing = {item.entry_id for item in quiz.distractors} - {item.entry_id for item in candidates}
        found_again = self._workings.candidates(reading, place, options.n_distractors, options).candidates
        further = [item for item in found_again if item.entry_id in missing]
        return replace(
            proposal,
            candidates=(*candidates, *further),
            chosen=tuple(item.surface for item in quiz.distractors),
            quiz=quiz,
        )

    def compose(
        self,
        article: str | Article,
        keyword: str | None = None,
        distractors: Iterable[str] = (),
        *,
        start: int | None = None,
        end: int | None = None,
        options: QuizOptions | None = None,
    ) -> Quiz:
        """Make the quiz that has these distractors, one to nine, which an editor chose or typed.

        All are written in the house style. One that no rule would offer keeps the reason as a warning.
        Raises what :meth:`quiz` raises, and :class:`ArgumentError` for choices that do not differ.
        """
        words = list_of_words("distractors", distractors)
        require_count("distractors", len(words), 9)
        options = (options or QuizOptions()).with_(n_choices=len(words) + 1)
        reading = self._workings.read(as_article(article))
        place = self._workings.allowed(reading, place_of_key(reading, keyword, start, end))
        surface = reading.original(place.start, place.end)
        require_distinct("distractors", words, surface)
        found = self._workings.candidates(reading, place, 100, options)
        if number_at(reading.article.body, place.start, place.end) is None:
            ranked = self.rank(article, start=place.start, end=place.end, pool=words, options=options)
            category = self._workings.key(reading, place).category
        else:
            ranked, category = [], NUMBER
        chosen = as_candidates(words, found.candidates, ranked, category)
        return self._workings.made(
            reading, place, self._workings.written(reading, place, chosen), options, found.dropped
        )

    def neighbourhood(
        self,
        article: str | Article,
        keyword: str | None = None,
        words: Iterable[str] = (),
        k: int = 8,
        *,
        start: int | None = None,
        end: int | None = None,
        options: QuizOptions | None = None,
    ) -> Neighbourhood:
        """Return the picture of a key among its ``k`` best candidates and those that ``words`` names besides.

        The same word in its other senses stands beside them.

        Raises :class:`KeywordNotFound` or :class:`ArgumentError`.
        """
        require_count("k", k, 100)
        reading = self._workings.read(as_article(article))
        place = place_of_key(reading, keyword, start, end)
        if number_at(reading.article.body, place.start, place.end) is not None:
            return Neighbourhood(reading.original(place.start, place.end))
        wanted = set(list_of_words("words", words))
        found = self._workings.candidates(reading, place, k, options or QuizOptions()).candidates
        shown = [item for number, item in enumerate(found) if number < k or item.surface in wanted]
        return neighbourhood(self._workings.searched()[0], self._workings.key(reading, place), shown)

    def story(self, article: str | Article) -> Story:
        """Return what is kept of an article to find others of its story with :meth:`related`; JSON-ready by to_dict.

        Make it once an article and keep it: making it reads the article.
        """
        return story_of(self._workings.read(as_article(article)), self.model.topics)

    def related(self, article: str | Article | Story, among: Sequence[Story], k: int = 10) -> list[Related]:
        """Return the ``k`` nearest of the stories of other articles, best first; the article's own is left out.

        Past quizzes on a story are those of the articles that come back. Raises :class:`ArgumentError`.
        """
        return related(article if isinstance(article, Story) else self.story(article), among, k)

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
        sentences with the word, from which its vector is made; without any, those that the stored articles have serve,
        and where these have none, it takes its class's. :meth:`register_word` also tells. Raises :class:`WordError`.
        """
        new = NewWord(
            surface=surface,
            category=category_of(category),
            word_class=category if "/" in category else "",
            reading=reading,
            aliases=tuple(aliases),
            status=status,
            contexts=tuple(contexts),
        )
        return self.register_word(new, who=who).word.entry_id

    def register_word(self, new: NewWord, *, who: str = "python") -> AddedWord:
        """Add a word as :meth:`add_word` does, and tell which words it may be the same as and if nobody uses it.

        Raises :class:`WordError`.
        """
        index = self._workings.follow()  # which may bring other words with another encoder
        return self._workings.words.add(index, new, who)

    def read_added_words(self, progress: ReadProgress = lambda done, total: None) -> int:
        """Read the contexts of every added word that waits for it, and return how many did; none waits afterwards.

        After an import of many, each search reads a few, so that nobody waits for all; a word whose turn has not come
        is a candidate by its class. ``progress`` is told how many were read, and how many there are to read.
        """
        index = self._workings.follow()  # which may bring other words with another encoder
        return self._workings.words.read_waiting(index, progress)


def _is_good(distractor: Distractor) -> bool:
    return distractor.score >= _LEAST_SCORE and STANDS_OUT not in distractor.warnings
