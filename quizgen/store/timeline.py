"""One timeline of all that people did: to words, whose history has a table of its own, and to everything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, literal, literal_column, select, union_all

from quizgen.store.engine import Store
from quizgen.store.models import actions
from quizgen.store.user_tables import history

WORD = "word"


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did to a thing: ``kind`` and ``subject`` name it, ``before`` and ``after`` say what changed."""

    at: datetime
    who: str
    what: str
    kind: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

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
    """Return the latest deeds, newest first; an empty filter leaves it out. ``subject``: a part of its name."""
    columns = ("at", "who", "what", "subject", "before", "after")
    words = select(
        actions.c.at, actions.c.who, actions.c.what, literal(WORD, Text).label("kind"),
        actions.c.entry_id.label("subject"), literal_column("1").label("source"), actions.c.id,
    )  # fmt: skip
    others = select(
        history.c.at, history.c.who, history.c.what, history.c.kind,
        history.c.subject, literal_column("2").label("source"), history.c.id,
    )  # fmt: skip
    both = union_all(words, others).subquery()
    query = select(both).order_by(both.c.at.desc(), both.c.source, both.c.id.desc()).limit(limit).offset(offset)
    for column, wanted in ((both.c.kind, kind), (both.c.who, who)):
        if wanted:
            query = query.where(column == wanted)
    if subject:
        query = query.where(both.c.subject.contains(subject, autoescape=True))
    with store.reading() as connection:
        rows = connection.execute(query).mappings().all()
        contents: dict[tuple[int, int], Any] = {}
        for source, table in ((1, actions), (2, history)):
            ids = [row["id"] for row in rows if row["source"] == source]
            chosen = select(table.c.id, table.c.before, table.c.after).where(table.c.id.in_(ids))
            contents |= {(source, row.id): (row.before, row.after) for row in connection.execute(chosen)}
    found = []
    for row in rows:
        before, after = contents[row["source"], row["id"]]
        found.append(Deed(**{name: row[name] for name in columns[:4]}, kind=row["kind"], before=before, after=after))
    return found


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
