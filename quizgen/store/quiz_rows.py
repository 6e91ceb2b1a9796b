"""Quizzes as rows: read whole, written whole, each change with its line in the history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, or_, select, update

from quizgen.errors import QuizError
from quizgen.store.engine import WriteTransaction
from quizgen.store.history import record
from quizgen.store.quiz import (
    DECIDED,
    KIND,
    ArticleChange,
    ChoiceMade,
    NewQuiz,
    QuizFilter,
    SentenceChange,
    StoredQuiz,
    search_form,
    search_text,
    snapshot,
)
from quizgen.store.quiz_tables import choices_made, quiz_article_changes, quizzes
from quizgen.store.texts import is_storable

KeyForm = Callable[[str], str]
"""The form in which keys are compared; the store asks for it and never imports the lexicon."""

# Identifiers asked for in one statement; every SQLite takes this many parameters.
_CHUNK = 500
_STORED = (
    *(name for name in DECIDED if name != "article_sha256"),
    "id",
    "quiz_id",
    "article_id",
    "article_sha256",
    "editing_by",
    "editing_until",
    "created_at",
    "updated_at",
)


def fetch_quizzes(
    connection: Connection,
    *conditions: ColumnElement[bool],
    newest_first: bool = False,
    limit: int | None = None,
    offset: int | None = None,
) -> list[StoredQuiz]:
    """Return the quizzes that meet all conditions, by day and, within one, in the order of their adding."""
    order = (quizzes.c.date.desc(), quizzes.c.id.desc()) if newest_first else (quizzes.c.date, quizzes.c.id)
    query = select(quizzes).where(*conditions).order_by(*order).limit(limit).offset(offset)
    return [_quiz(row) for row in connection.execute(query).mappings()]


def fetch_one(connection: Connection, quiz_id: str) -> StoredQuiz:
    """Return the quiz with this identifier. Raises :class:`QuizError` where there is none."""
    found = fetch_quizzes(connection, quizzes.c.quiz_id == quiz_id) if is_storable(quiz_id) else []
    if not found:
        raise QuizError(f"quiz {quiz_id!r}: the store has none with this id; list the quizzes to see those it has")
    return found[0]


def count_quizzes(connection: Connection, *conditions: ColumnElement[bool]) -> dict[str, int]:
    """Return how many quizzes meet all conditions, by state."""
    query = select(quizzes.c.state, func.count()).where(*conditions).group_by(quizzes.c.state)
    return {state: int(count) for state, count in connection.execute(query)}


def known_ids(connection: Connection, quiz_ids: Sequence[str]) -> set[str]:
    """Return those identifiers that the store has."""
    found: set[str] = set()
    for start in range(0, len(quiz_ids), _CHUNK):
        chunk = quizzes.c.quiz_id.in_(quiz_ids[start : start + _CHUNK])
        found.update(connection.execute(select(quizzes.c.quiz_id).where(chunk)).scalars())
    return found


def conditions_of(wanted: QuizFilter, key_form: KeyForm) -> list[ColumnElement[bool]] | None:
    """Return a filter as conditions, or None for one that no row can meet."""
    conditions = [
        column == value
        for column, value in (
            (quizzes.c.date, wanted.date),
            (quizzes.c.section, wanted.section),
            (quizzes.c.author, wanted.author),
            (quizzes.c.assignee, wanted.assignee),
            (quizzes.c.article_id, wanted.article_id),
        )
        if value is not None
    ]
    if wanted.first_date is not None:
        conditions.append(quizzes.c.date >= wanted.first_date)
    if wanted.last_date is not None:
        conditions.append(quizzes.c.date <= wanted.last_date)
    if wanted.states:
        conditions.append(quizzes.c.state.in_(wanted.states))
    if wanted.key:
        conditions.append(quizzes.c.key_form == key_form(wanted.key))
    conditions += [quizzes.c.search_text.contains(word, autoescape=True) for word in search_form(wanted.text).split()]
    asked = (wanted.date, wanted.section, wanted.author, wanted.assignee, wanted.article_id, wanted.key, wanted.text)
    return conditions if all(is_storable(value or "") for value in asked) else None


def insert_quizzes(
    write: WriteTransaction, new: Sequence[NewQuiz], key_form: KeyForm, who: str, what: str, request_id: str = ""
) -> tuple[StoredQuiz, ...]:
    """Insert quizzes whose identifiers are new to the store; return them in their order."""
    if not new:
        return ()
    stamps = {
        "version": 1,
        "generation": write.generation,
        "created_at": write.now,
        "updated_at": write.now,
        "article_sha256": "",
        **dict.fromkeys(("state_before", "approver", "editing_by"), ""),
        "overrides": [],
        "corrections": [],
    }
    rows = [
        {
            **stamps,
            **_own_values(quiz, key_form),
            "quiz_id": quiz.content["id"],
            "edited_by": quiz.author,
            "article_sha256": quiz.content["source"]["sha256"],
        }
        for quiz in new
    ]
    write.connection.execute(insert(quizzes), rows)
    # A write inserts once, so its generation marks just these rows.
    inserted = fetch_quizzes(write.connection, quizzes.c.generation == write.generation)
    by_id = {quiz.quiz_id: quiz for quiz in inserted}
    added = tuple(by_id[quiz.content["id"]] for quiz in new)
    for quiz in added:
        record(write, who, what, KIND, quiz.quiz_id, after=snapshot(quiz), request_id=request_id)
    return added


def replace_quiz(
    write: WriteTransaction,
    before: StoredQuiz,
    new: StoredQuiz,
    key_form: KeyForm,
    who: str,
    what: str,
    *,
    undoes: int | None = None,
    request_id: str = "",
) -> StoredQuiz:
    """Write what was decided about a quiz; its version goes up by one."""
    decisions = {name: getattr(new, name) for name in DECIDED if name not in ("version", *_own_names())}
    values = decisions | _own_values(new, key_form)
    values |= {name: list(values[name]) for name in ("overrides", "corrections")}
    stamps = {"version": before.version + 1, "generation": write.generation, "updated_at": write.now}
    write.connection.execute(update(quizzes).where(quizzes.c.id == before.id).values(values | stamps))
    (after,) = fetch_quizzes(write.connection, quizzes.c.id == before.id)
    kept = snapshot(after) if undoes is None else {**snapshot(after), "undoes": undoes}
    record(write, who, what, KIND, after.quiz_id, before=snapshot(before), after=kept, request_id=request_id)
    return after


def insert_choice(write: WriteTransaction, choice: ChoiceMade) -> None:
    """Keep what an editor took and threw out."""
    values = asdict(choice) | {"at": write.now}
    del values["id"]
    lists = {name: list(values[name]) for name in ("offered", "chosen", "removed")}
    write.connection.execute(insert(choices_made).values(values | lists))


def insert_article_change(write: WriteTransaction, quiz: StoredQuiz, change: ArticleChange) -> None:
    """Keep that a quiz's article came again with another text."""
    values = {
        "quiz_row": quiz.id,
        "article_id": change.article_id,
        "before_sha256": change.before_sha256,
        "after_sha256": change.after_sha256,
        "sentences": [asdict(sentence) for sentence in change.sentences],
        "touches_stem": change.touches_stem,
        "at": write.now,
        "settled_by": "",
    }
    write.connection.execute(insert(quiz_article_changes).values(values))


def settle_article_changes(write: WriteTransaction, quiz: StoredQuiz, who: str) -> None:
    """Mark that a person has decided what the changes of its article mean for a quiz."""
    open_ones = (quiz_article_changes.c.quiz_row == quiz.id, quiz_article_changes.c.settled_at.is_(None))
    write.connection.execute(
        update(quiz_article_changes).where(*open_ones).values(settled_at=write.now, settled_by=who)
    )


def fetch_article_changes(connection: Connection, *conditions: ColumnElement[bool]) -> list[ArticleChange]:
    """Return the changes that meet all conditions, oldest first."""
    changes = quiz_article_changes
    query = (
        select(changes, quizzes.c.quiz_id)
        .join(quizzes, quizzes.c.id == changes.c.quiz_row)
        .where(*conditions)
        .order_by(changes.c.id)
    )
    return [_article_change(row) for row in connection.execute(query).mappings()]


def of_article(article_id: str, url: str) -> ColumnElement[bool]:
    """The condition that a quiz is of this article, by its identifier or its address."""
    same = quizzes.c.article_id == article_id
    return or_(same, quizzes.c.url == url) if url else same


def _own_names() -> tuple[str, ...]:
    return ("content", "section", "date", "author", "assignee", "state", "reason")


def _own_values(quiz: NewQuiz, key_form: KeyForm) -> dict[str, Any]:
    content = quiz.content
    return {name: getattr(quiz, name) for name in _own_names()} | {
        "content": dict(content),
        "article_id": content["article_id"],
        "url": content["source"]["url"] or "",
        "key_form": key_form(content["key"]),
        "search_text": search_text(content),
    }


def _quiz(row: RowMapping) -> StoredQuiz:
    values: dict[str, Any] = {name: row[name] for name in _STORED}
    return StoredQuiz(**{**values, **{name: tuple(values[name]) for name in ("overrides", "corrections")}})


def _article_change(row: RowMapping) -> ArticleChange:
    sentences: Sequence[Mapping[str, Any]] = row["sentences"]
    return ArticleChange(
        quiz_id=row["quiz_id"],
        article_id=row["article_id"],
        before_sha256=row["before_sha256"],
        after_sha256=row["after_sha256"],
        sentences=tuple(SentenceChange(**sentence) for sentence in sentences),
        touches_stem=row["touches_stem"],
        at=row["at"],
        settled_at=row["settled_at"],
        settled_by=row["settled_by"],
    )
