"""The quizzes of a newsroom: add, find, list, change, with drafts, soft locks, history and what to learn from.

This is the memory of an editor's desk; its rules, who may do what from which state, are in :mod:`quizgen.desk`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from quizgen.store.engine import Store
from quizgen.store.history import Event, events
from quizgen.store.quiz import (
    KIND,
    ArticleChange,
    ChoiceMade,
    Draft,
    NewQuiz,
    QuizConflict,
    QuizContent,
    QuizFilter,
    QuizPage,
    StoredQuiz,
)
from quizgen.store.quiz_rows import (
    KeyForm,
    conditions_of,
    count_quizzes,
    fetch_article_changes,
    fetch_one,
    fetch_quizzes,
    insert_article_change,
    insert_choice,
    insert_quizzes,
    known_ids,
    of_article,
    replace_quiz,
    settle_article_changes,
)
from quizgen.store.quiz_tables import choices_made, quiz_article_changes, quiz_drafts, quizzes
from quizgen.store.texts import is_storable

EDITING_SECONDS = 120.0
"""How long "being edited by" holds without another sign of the editor."""

_HISTORY_AT_ONCE = 200
_READ_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Added:
    """What became of quizzes to add: those that are new, and the identifiers of those that were there already."""

    quizzes: tuple[StoredQuiz, ...]
    already: tuple[str, ...]


class QuizRepository:
    """The quizzes of a store, changed in the name of ``who``.

    Every change is one transaction with its line in the history, marked with ``request_id``. Methods that name a quiz
    raise :class:`QuizError` where there is none, and all raise :class:`StoreError` when the database fails.
    """

    def __init__(self, store: Store, key_form: KeyForm, who: str = "", *, request_id: str = "") -> None:
        self._store = store
        self._key_form = key_form
        self._who = who
        self._request_id = request_id

    def add_all(self, new: Sequence[NewQuiz], what: str = "create") -> Added:
        """Add quizzes; one whose identifier is there already, or stands twice in the list, is left as it is."""
        distinct = {str(quiz.content["id"]): quiz for quiz in reversed(new)}
        ordered = [quiz for quiz in new if distinct[quiz.content["id"]] is quiz]
        with self._store.writing() as write:
            known = known_ids(write.connection, [str(quiz.content["id"]) for quiz in ordered])
            fresh = [quiz for quiz in ordered if quiz.content["id"] not in known]
            added = insert_quizzes(write, fresh, self._key_form, self._who, what, self._request_id)
        return Added(added, tuple(name for name in dict.fromkeys(q.content["id"] for q in ordered) if name in known))

    def get(self, quiz_id: str) -> StoredQuiz:
        """Return one quiz."""
        with self._store.reading() as connection:
            return fetch_one(connection, quiz_id)

    def list(
        self, wanted: QuizFilter | None = None, *, limit: int = 50, offset: int = 0, newest_first: bool = True
    ) -> QuizPage:
        """Return a page of the quizzes that pass the filter, and how many do in all."""
        conditions = conditions_of(wanted or QuizFilter(), self._key_form)
        if conditions is None:
            return QuizPage((), 0)
        with self._store.reading() as connection:
            total = sum(count_quizzes(connection, *conditions).values())
            found = fetch_quizzes(connection, *conditions, newest_first=newest_first, limit=limit, offset=offset)
        return QuizPage(tuple(found), total)

    def counts(self, wanted: QuizFilter | None = None) -> dict[str, int]:
        """Return how many quizzes pass the filter, by state."""
        conditions = conditions_of(wanted or QuizFilter(), self._key_form)
        if conditions is None:
            return {}
        with self._store.reading() as connection:
            return count_quizzes(connection, *conditions)

    def sections(self) -> tuple[str, ...]:
        """Return the sections that quizzes belong to, in order."""
        query = select(quizzes.c.section).where(quizzes.c.section != "").distinct().order_by(quizzes.c.section)
        with self._store.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def due(self, now: datetime, states: Sequence[str]) -> tuple[StoredQuiz, ...]:
        """Return the quizzes in one of the states whose time of publication has come."""
        with self._store.reading() as connection:
            return tuple(fetch_quizzes(connection, quizzes.c.state.in_(states), quizzes.c.publish_at <= now))

    def update(
        self,
        quiz: StoredQuiz,
        what: str,
        *,
        choice: ChoiceMade | None = None,
        settle: bool = False,
        undoes: int | None = None,
    ) -> StoredQuiz:
        """Save a quiz that was read from the store and changed with ``dataclasses.replace``.

        ``choice``: what its editor took and threw out, to be kept with it. ``settle``: the changes of its article are
        dealt with. ``undoes``: the event of the history that this takes back. The editor's own draft goes.
        Raises :class:`QuizConflict`, with both versions and what they began from, when somebody else saved it since.
        """
        with self._store.writing() as write:
            before = fetch_one(write.connection, quiz.quiz_id)
            if before.version == quiz.version:
                after = replace_quiz(
                    write, before, quiz, self._key_form, self._who, what, undoes=undoes, request_id=self._request_id
                )
                write.connection.execute(delete(quiz_drafts).where(*self._own_draft(before)))
                if choice is not None:
                    insert_choice(write, choice)
                if settle:
                    settle_article_changes(write, before, self._who)
                return after
        raise self._conflict(before, quiz)

    def history(self, quiz_id: str) -> tuple[Event, ...]:
        """Return everything that was done to a quiz, newest first; also of one that is gone."""
        if not is_storable(quiz_id):
            return ()
        found: tuple[Event, ...] = ()
        while True:
            before_id = found[-1].id if found else None
            batch = events(self._store, kinds=(KIND,), subject=quiz_id, before_id=before_id, limit=_HISTORY_AT_ONCE)
            found += tuple(batch)
            if len(batch) < _HISTORY_AT_ONCE:
                return found

    def start_editing(self, quiz_id: str, seconds: float = EDITING_SECONDS) -> StoredQuiz:
        """Say that ``who`` has the quiz open; ``editing_by`` of the answer is somebody else where that one was first.

        To be repeated while the editor works. It hinders nobody from saving: the version does.
        """
        with self._store.writing() as write:
            free = (quizzes.c.editing_by.in_(("", self._who))) | (quizzes.c.editing_until <= write.now)
            until = write.now + timedelta(seconds=seconds)
            write.connection.execute(
                update(quizzes)
                .where(quizzes.c.quiz_id == quiz_id, free)
                .values(editing_by=self._who, editing_until=until)
            )
            return fetch_one(write.connection, quiz_id)

    def stop_editing(self, quiz_id: str) -> None:
        """Say that ``who`` has closed the quiz."""
        mine = (quizzes.c.quiz_id == quiz_id, quizzes.c.editing_by == self._who)
        with self._store.writing() as write:
            write.connection.execute(update(quizzes).where(*mine).values(editing_by="", editing_until=None))

    def save_draft(self, quiz_id: str, content: QuizContent, base_version: int) -> Draft:
        """Keep what the page saved by itself beside the quiz, in the place of the editor's draft before."""
        with self._store.writing() as write:
            quiz = fetch_one(write.connection, quiz_id)
            write.connection.execute(delete(quiz_drafts).where(*self._own_draft(quiz)))
            draft = Draft(self._who, base_version, dict(content), write.now)
            values = {"quiz_row": quiz.id, "who": draft.who, "base_version": base_version, "content": draft.content}
            write.connection.execute(insert(quiz_drafts).values(**values, saved_at=draft.saved_at))
            return draft

    def drafts(self, quiz_id: str) -> tuple[Draft, ...]:
        """Return every editor's draft of a quiz, the latest first."""
        with self._store.reading() as connection:
            quiz = fetch_one(connection, quiz_id)
            columns = (quiz_drafts.c.who, quiz_drafts.c.base_version, quiz_drafts.c.content, quiz_drafts.c.saved_at)
            query = select(*columns).where(quiz_drafts.c.quiz_row == quiz.id)
            rows = connection.execute(query.order_by(quiz_drafts.c.saved_at.desc(), quiz_drafts.c.who)).all()
        return tuple(Draft(*row) for row in rows)

    def draft(self, quiz_id: str) -> Draft | None:
        """Return the editor's own draft of a quiz."""
        return next((draft for draft in self.drafts(quiz_id) if draft.who == self._who), None)

    def discard_draft(self, quiz_id: str) -> None:
        """Throw the editor's own draft away."""
        with self._store.writing() as write:
            quiz = fetch_one(write.connection, quiz_id)
            write.connection.execute(delete(quiz_drafts).where(*self._own_draft(quiz)))

    def of_article(self, article_id: str, url: str = "") -> tuple[StoredQuiz, ...]:
        """Return the quizzes of an article, by its identifier or its address."""
        if not is_storable(article_id + url):
            return ()
        with self._store.reading() as connection:
            return tuple(fetch_quizzes(connection, of_article(article_id, url)))

    def article_arrived(
        self,
        article_id: str,
        url: str,
        judge: Callable[[StoredQuiz], tuple[StoredQuiz, ArticleChange] | None],
        what: str,
    ) -> tuple[StoredQuiz, ...]:
        """Let ``judge`` say for each quiz of an article what its new text changes, and keep that; all in one step.

        ``judge`` returns the quiz as it is to be and the change to be listed, or None where nothing concerns it.
        """
        changed: list[StoredQuiz] = []
        with self._store.writing() as write:
            for quiz in fetch_quizzes(write.connection, of_article(article_id, url)):
                judged = judge(quiz)
                if judged is None:
                    continue
                new, change = judged
                insert_article_change(write, quiz, change)
                changed.append(
                    replace_quiz(write, quiz, new, self._key_form, self._who, what, request_id=self._request_id)
                )
        return tuple(changed)

    def article_changes(self, quiz_id: str | None = None, *, settled: bool = False) -> tuple[ArticleChange, ...]:
        """Return the changes of articles that wait for a person, oldest first; with ``settled`` all there were."""
        conditions: list[ColumnElement[bool]] = [] if settled else [quiz_article_changes.c.settled_at.is_(None)]
        if quiz_id is not None:
            conditions.append(quizzes.c.quiz_id == quiz_id)
        with self._store.reading() as connection:
            return tuple(fetch_article_changes(connection, *conditions))

    def add_choice(self, choice: ChoiceMade) -> None:
        """Keep what an editor took and threw out."""
        with self._store.writing() as write:
            insert_choice(write, choice)

    def choices_made(self, after: int = 0) -> Iterator[ChoiceMade]:
        """Yield what editors took and threw out, oldest first, from behind the one with this ``id``."""
        while True:
            query = select(choices_made).where(choices_made.c.id > after).order_by(choices_made.c.id)
            with self._store.reading() as connection:
                rows = connection.execute(query.limit(_READ_AT_ONCE)).mappings().all()
            for row in rows:
                lists = {name: tuple(row[name]) for name in ("offered", "chosen", "removed")}
                yield ChoiceMade(**{**row, **lists})
            if len(rows) < _READ_AT_ONCE:
                return
            after = rows[-1]["id"]

    def count_choices(self) -> int:
        """Return how many decisions of editors there are to learn from."""
        with self._store.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(choices_made)).scalar_one())

    def _own_draft(self, quiz: StoredQuiz) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return quiz_drafts.c.quiz_row == quiz.id, quiz_drafts.c.who == self._who

    def _conflict(self, theirs: StoredQuiz, mine: StoredQuiz) -> QuizConflict:
        done = self.history(theirs.quiz_id)
        later = [event for event in done if event.before and event.before["version"] >= mine.version]
        people = ", ".join(dict.fromkeys(event.who for event in reversed(later) if event.who))
        return QuizConflict(
            f"quiz {theirs.quiz_id}: it was changed{f' by {people}' if people else ''} since you read it (version "
            f"{mine.version}, now {theirs.version}); compare the two and save again",
            theirs,
            mine,
            later[-1].before if later else None,
        )


def is_being_edited(quiz: StoredQuiz, now: datetime | None = None) -> bool:
    """Whether somebody has the quiz open, as far as is known."""
    return bool(quiz.editing_by) and quiz.editing_until is not None and quiz.editing_until > (now or datetime.now(UTC))
