"""What a data home knows that the checks ask for: its words, house style, story rules, articles and other quizzes.

Needs no model, so a page may ask it from any thread without waiting for a generator.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen.article import Article
from quizgen.desk.checks import check
from quizgen.desk.content import edited
from quizgen.desk.context import CheckContext, DayQuiz
from quizgen.desk.findings import Finding
from quizgen.desk.retold import Retold
from quizgen.desk.similar import Likeness, Similar, find_similar
from quizgen.desk.workflow import STATES, DeskSettings, State
from quizgen.errors import InputError
from quizgen.lexicon import Lexicon, surface_key
from quizgen.lexicon.default import default_lexicon
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import Store, WordRepository
from quizgen.store.articles import ArticleRepository
from quizgen.store.quiz import QuizContent, QuizFilter, StoredQuiz
from quizgen.store.quizzes import QuizRepository
from quizgen.stories.current import CurrentStories
from quizgen.stories.flags import StoryFlag
from quizgen.stories.persons import looks_like_person
from quizgen.style.choices import spoken
from quizgen.style.current import CurrentStyle
from quizgen.text import Tokenizer, default_tokenizer, normalise
from quizgen.word_store import entry_of

if TYPE_CHECKING:
    from quizgen.model import Model

_SHOWN_TOGETHER = tuple(state for state in STATES if state not in (State.REJECTED, State.WITHDRAWN))
_MOST_OF_A_DAY = 500
# Articles whose kind of story is remembered.
_JUDGED_KEPT = 64


class Knowledge:
    """The knowledge of one data home, for all threads of a process; it follows what changes there.

    ``lexicon``: the words that ship, by default those of quizgen. ``model``: what reads articles, by which stories are
    known again in other words; None as long as there is none. Methods raise :class:`StoreError`,
    :class:`StyleError` or :class:`StoryRulesError` where one of these cannot be read.
    """

    def __init__(
        self,
        home: Path,
        store: Store,
        *,
        lexicon: Lexicon | None = None,
        tokenizer: Tokenizer | None = None,
        model: Callable[[], Model | None] = lambda: None,
    ) -> None:
        tokenizer = tokenizer or default_tokenizer()
        self._shipped = lexicon
        self._tokenizer = tokenizer
        self._store = store
        self._quizzes = QuizRepository(store, surface_key)
        self._articles = ArticleRepository(store)
        self._retold = Retold(model, self._articles)
        self._style = CurrentStyle(home)
        self._stories = CurrentStories(home, tokenizer)
        self._judged: OrderedDict[tuple[str, str | None, str], tuple[StoryFlag, ...]] = OrderedDict()
        self._lock = threading.Lock()
        self._words: tuple[int, Lexicon, frozenset[str], frozenset[str]] | None = None
        self._reading_of = lru_cache(maxsize=4096)(lambda surface: spoken(surface, tokenizer))

    def lexicon(self) -> Lexicon:
        """Return the words that ship with those that editors added and changed."""
        return self._current_words()[0]

    def check(self, quiz: StoredQuiz) -> tuple[Finding, ...]:
        """Return the faults of a saved quiz; what :class:`quizgen.desk.Desk` takes as its ``check``."""
        return check(quiz.content, self.context_of(quiz))

    def check_edited(self, quiz: StoredQuiz, data: object) -> tuple[Finding, ...]:
        """Return the faults that a quiz would have with what its editor has written so far."""
        return check(edited(quiz.content, data), self.context_of(quiz))

    def context_of(self, quiz: StoredQuiz) -> CheckContext:
        """Return what the checks of a quiz look at beside it."""
        return self.context(self._article(quiz.article_id), day=quiz.date, quiz_id=quiz.quiz_id)

    def context(self, article: Article | None, *, day: str = "", quiz_id: str = "") -> CheckContext:
        """Return what the checks of a quiz of an article look at; ``quiz_id`` of one that the store has already."""
        lexicon, blocked, sensitive = self._current_words()
        style = self._style.get()
        return CheckContext(
            lexicon=lexicon,
            body=article.body if article is not None else "",
            stories=self.stories(article) if article is not None else (),
            others=self._others(day, quiz_id),
            blocked=blocked,
            sensitive=sensitive,
            forbids=style.forbids,
            forbidden=style.settings.forbidden.words,
            reading_of=self._reading_of,
            is_person=self._is_person,
            changes=self._quizzes.article_changes(quiz_id) if quiz_id else (),
        )

    def stories(self, article: Article) -> tuple[StoryFlag, ...]:
        """Return the kinds of story that is no game which an article is."""
        with self._lock:
            rules = self._stories.rules()
            name = (article.sha256, article.title, rules.identity)
            if name not in self._judged:
                self._judged[name] = rules.judge(article)
                while len(self._judged) > _JUDGED_KEPT:
                    self._judged.popitem(last=False)
            self._judged.move_to_end(name)
            return self._judged[name]

    def similar(
        self,
        content: QuizContent,
        day: str,
        *,
        settings: DeskSettings | None = None,
        likeness: Likeness | None = None,
    ) -> tuple[Similar, ...]:
        """Return quizzes with the same key of late, and those on the same story, in whatever words that came."""
        likeness = likeness or self._retold.likeness()
        names = self.lexicon().same_thing(normalise(content["key"]).text)
        days = (settings or DeskSettings()).recent_days
        return find_similar(self._quizzes, content, day, days=days, key_names=names, likeness=likeness)

    def _others(self, day: str, quiz_id: str) -> tuple[DayQuiz, ...]:
        if not day:
            return ()
        of_day = self._quizzes.list(QuizFilter(date=day, states=_SHOWN_TOGETHER), limit=_MOST_OF_A_DAY).quizzes
        return tuple(DayQuiz.of(other) for other in of_day if other.quiz_id != quiz_id)

    def _article(self, article_id: str) -> Article | None:
        try:
            found = self._articles.get(article_id)
        except InputError:
            return None
        return Article(found.body, found.title, found.id, found.date, found.section, found.url)

    def _is_person(self, surface: str) -> bool:
        return looks_like_person(self._tokenizer.tokenize(normalise(surface).text))

    def _current_words(self) -> tuple[Lexicon, frozenset[str], frozenset[str]]:
        """Return the lexicon, and the blocked and the sensitive words, as the store has them now."""
        with self._lock:
            repository = WordRepository(self._store, WORD_RULES)
            generation = repository.generation()
            if self._words is None or self._words[0] != generation:
                shipped = self._shipped or default_lexicon()
                words = tuple(repository.export())
                lexicon = shipped.extended(entry_of(word, shipped.get(word.entry_id)) for word in words)
                blocked = frozenset(surface_key(word.surface) for word in words if word.blocked)
                sensitive = frozenset(surface_key(word.surface) for word in words if word.sensitive)
                self._words = (generation, lexicon, blocked, sensitive)
            return self._words[1:]
