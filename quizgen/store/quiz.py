"""A quiz as an editor's desk keeps it: what readers will see, and everything that a newsroom decides about it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from quizgen.errors import QuizError
from quizgen.store.word import katakana

QuizContent = Mapping[str, Any]
"""A quiz in the JSON form of the contract."""

KIND = "quiz"
"""What the history calls a quiz."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuiz:
    """A quiz to keep. ``content["id"]`` names it; ``date`` is the day it is for (YYYY-MM-DD, "" for none yet).

    ``author``: the person who made it, "" for a machine. ``assignee``: the person who is to look after it next.
    """

    content: QuizContent
    section: str = ""
    date: str = ""
    author: str = ""
    assignee: str = ""
    state: str = "draft"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredQuiz(NewQuiz):
    """A quiz of the store.

    ``quiz_id``: the public identifier. ``public``: the content as readers have it, None before the first publication.
    ``edited_by``: who changed the content last. ``approver``: who approved the content as it stands, "" for nobody.
    ``state_before``: of a suspended quiz, the state to come back to. ``article_sha256``: of the body that the quiz was
    last held against. ``overrides``: the blocking findings that an approver set aside, each with reason, who and when.
    ``corrections``: what was changed after publication: at, who, approver and note. ``editing_by`` has the quiz open,
    as far as is known, until ``editing_until``. ``version`` counts the changes from 1; a save names the one it
    started from. ``id``: the row. Times are aware, in UTC.
    """

    id: int
    quiz_id: str
    article_id: str
    article_sha256: str
    public: QuizContent | None = None
    edited_by: str = ""
    approver: str = ""
    state_before: str = ""
    publish_at: datetime | None = None
    embargo_until: datetime | None = None
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    overrides: tuple[Mapping[str, Any], ...] = ()
    corrections: tuple[Mapping[str, Any], ...] = ()
    editing_by: str = ""
    editing_until: datetime | None = None
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def key(self) -> str:
        """The right answer."""
        return str(self.content["key"])

    @property
    def title(self) -> str:
        """The article's title, "" where it has none."""
        return str(self.content["source"]["title"] or "")

    @property
    def stories(self) -> tuple[str, ...]:
        """The kinds of story that is no game which its article was taken for."""
        return tuple(self.content.get("stories", ()))

    def to_dict(self) -> dict[str, Any]:
        """Return the quiz as JSON-ready values."""
        return {name: _json_ready(getattr(self, name)) for name in _NAMES if name != "id"}


_NAMES = tuple(field.name for field in fields(StoredQuiz))
_NOT_HISTORY = frozenset({"id", "quiz_id", "article_id", "editing_by", "editing_until", "created_at", "updated_at"})
DECIDED = tuple(name for name in _NAMES if name not in _NOT_HISTORY)
"""The fields that the history keeps; all but ``version`` may be changed by a save."""
_TIMES = ("publish_at", "embargo_until", "published_at", "withdrawn_at")
_LISTS = ("overrides", "corrections")


@dataclass(frozen=True, slots=True)
class QuizFilter:
    """Which quizzes to list; None and "" leave a condition out.

    ``first_date``/``last_date``: both ends included. ``key``: compared by the repository's key form. ``text``: every
    word of it stands in stem, choices, explanation, title or identifier, in any width, case and kana.
    """

    date: str | None = None
    first_date: str | None = None
    last_date: str | None = None
    section: str | None = None
    author: str | None = None
    assignee: str | None = None
    states: tuple[str, ...] = ()
    key: str = ""
    text: str = ""
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class QuizPage:
    """A page of a list: its quizzes, and how many the whole list has."""

    quizzes: tuple[StoredQuiz, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What an editor's page saved by itself. ``base_version``: of the quiz, as it was when the editing began."""

    who: str
    base_version: int
    content: QuizContent
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence of an article that came again: ``before`` None for a new one, ``after`` None for one left out."""

    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """An article came again with another text after a quiz was made from it.

    ``touches_stem``: the sentence that the quiz asks about changed. ``settled_at``: when a person decided what becomes
    of the quiz, None while that is open.
    """

    quiz_id: str
    article_id: str
    before_sha256: str
    after_sha256: str
    sentences: tuple[SentenceChange, ...]
    touches_stem: bool
    at: datetime
    settled_at: datetime | None = None
    settled_by: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceMade:
    """What an editor took and threw out for a key; each a list of {"surface", "entry_id", "category", "score"}.

    ``offered``: the candidates shown. ``chosen``: the wrong choices kept, typed ones with ``entry_id`` "".
    ``removed``: those that stood in the quiz before and were replaced.
    """

    who: str
    quiz_id: str
    article_id: str
    key: str
    offered: tuple[Mapping[str, Any], ...] = ()
    chosen: tuple[Mapping[str, Any], ...] = ()
    removed: tuple[Mapping[str, Any], ...] = ()
    at: datetime | None = None
    id: int = field(default=0, compare=False)


class QuizConflict(QuizError):
    """Somebody else saved the quiz since it was read.

    ``theirs``: the quiz as it stands now. ``mine``: the one that was refused. ``base``: the fields of the history as
    both began from, None where the history does not reach so far back.
    """

    def __init__(self, message: str, theirs: StoredQuiz, mine: StoredQuiz, base: Mapping[str, Any] | None) -> None:
        super().__init__(message)
        self.theirs = theirs
        self.mine = mine
        self.base = base


def snapshot(quiz: StoredQuiz) -> dict[str, Any]:
    """Return what the history keeps of a quiz, JSON-ready."""
    return {name: _json_ready(getattr(quiz, name)) for name in DECIDED}


def decided(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a snapshot as a quiz holds them, without its version."""
    values = {name: data[name] for name in DECIDED if name != "version"}
    values |= {name: values[name] and datetime.fromisoformat(values[name]) for name in _TIMES}
    return values | {name: tuple(values[name]) for name in _LISTS}


def search_form(text: str) -> str:
    """Return a text in the form in which quizzes are searched: NFKC, case folded, hiragana as katakana."""
    return katakana(unicodedata.normalize("NFKC", text).casefold())


def search_text(content: QuizContent) -> str:
    """Return what the free-text search looks through."""
    parts = (content["id"], content["source"]["title"] or "", content["stem"], *content["choices"])
    return search_form("\n".join((*parts, content["explanation"], content["article_id"])))


def _json_ready(value: object) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value
