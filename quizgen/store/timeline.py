"""One timeline of all that people did: to words, whose history has a table of its own, and to everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Text,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from quizgen.store.engine import Store
from quizgen.store.models import actions, articles, words
from quizgen.store.quiz_tables import quizzes
from quizgen.store.user_tables import history

WORD = "word"


@dataclass(frozen=True, slots=True)
class _Called:
    """Where it stands what people call things of a kind."""

    kind: str
    identifier: Column[str]
    name: ColumnElement[str]

    def named(self, part: str) -> Select[str]:
        """Select the identifiers of those that are called something with this part."""
        return select(self.identifier).where(self.name.contains(part, autoescape=True))


_CALLED = (
    _Called(WORD, words.c.entry_id, words.c.surface),
    _Called("quiz", quizzes.c.quiz_id, quizzes.c.content["key"].as_string()),
    _Called("article", articles.c.article_id, articles.c.title),
)


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did to a thing: ``kind`` and ``subject`` name it, ``before`` and ``after`` say what changed.

    ``called``: what people call the thing (a quiz's key, a word's surface, an article's title), where that is known.
    """

    at: datetime
    who: str
    what: str
    kind: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    called: str = ""

    def changes(self) -> list[tuple[str, Any, Any]]:
        """Return the fields that changed, each with its value before and after (None: there was none)."""
        before, after = self.before or {}, self.after or {}
        names = [*before, *(name for name in after if name not in before)]
        return [(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]


def timeline(
    store: Store,
    *,
    kind: str = "",
    who: str = "",
    subject: str = "",
    limit: int = 100,
    offset: int = 0,
) -> list[Deed]:
    """Return the latest deeds, newest first; an empty filter leaves it out.

    ``subject``: a part of its identifier, or of what people call it.
    """
    columns = ("at", "who", "what", "subject", "before", "after")
    to_words = select(
        actions.c.at, actions.c.who, actions.c.what, literal(WORD, Text).label("kind"),
        actions.c.entry_id.label("subject"), literal_column("1").label("source"), actions.c.id,
    )  # fmt: skip
    to_others = select(
        history.c.at, history.c.who, history.c.what, history.c.kind,
        history.c.subject, literal_column("2").label("source"), history.c.id,
    )  # fmt: skip
    both = union_all(to_words, to_others).subquery()
    query = select(both).order_by(both.c.at.desc(), both.c.source, both.c.id.desc()).limit(limit).offset(offset)
    for column, wanted in ((both.c.kind, kind), (both.c.who, who)):
        if wanted:
            query = query.where(column == wanted)
    if subject:
        named = [(both.c.kind == thing.kind) & both.c.subject.in_(thing.named(subject)) for thing in _CALLED]
        query = query.where(or_(both.c.subject.contains(subject, autoescape=True), *named))
    with store.reading() as connection:
        rows = connection.execute(query).mappings().all()
        contents: dict[tuple[int, int], Any] = {}
        for source, table in ((1, actions), (2, history)):
            ids = [row["id"] for row in rows if row["source"] == source]
            chosen = select(table.c.id, table.c.before, table.c.after).where(table.c.id.in_(ids))
            contents |= {(source, row.id): (row.before, row.after) for row in connection.execute(chosen)}
        called = _names(connection, rows)
    found = []
    for row in rows:
        before, after = contents[row["source"], row["id"]]
        name = called.get((row["kind"], row["subject"])) or str((after or before or {}).get("surface") or "")
        values = {column: row[column] for column in (*columns[:4], "kind")}
        found.append(Deed(**values, before=before, after=after, called=name))
    return found


def _names(connection: Connection, rows: Sequence[RowMapping]) -> dict[tuple[str, str], str]:
    """Return what people call the things of these rows, by kind and identifier."""
    names: dict[tuple[str, str], str] = {}
    for thing in _CALLED:
        wanted = {row["subject"] for row in rows if row["kind"] == thing.kind}
        chosen = select(thing.identifier, thing.name).where(thing.identifier.in_(wanted))
        names |= {(thing.kind, identifier): name for identifier, name in connection.execute(chosen)}
    return names


def doers(store: Store) -> list[str]:
    """Return the names of all who did something, for a choice."""
    with store.reading() as connection:
        both = union_all(select(actions.c.who), select(history.c.who)).subquery()
        return sorted(connection.execute(select(both.c.who).distinct()).scalars())


def kinds(store: Store) -> list[str]:
    """Return the kinds of things that something was done to."""
    with store.reading() as connection:
        others = connection.execute(select(history.c.kind).distinct()).scalars()
        return sorted({WORD, *others})
