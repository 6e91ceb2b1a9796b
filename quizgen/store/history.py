"""The history of everything that is no word: who did what to which thing, written in the transaction that did it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from quizgen.store.engine import Store, WriteTransaction
from quizgen.store.user_tables import history


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history. ``kind`` and ``subject`` name the thing, such as "user" and its name.

    ``before`` and ``after`` hold what changed, JSON-ready; None where there was nothing before, or nothing is left.
    ``request_id`` leads to the log; empty for what was done outside a request.
    """

    id: int
    at: datetime
    who: str
    what: str
    kind: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    request_id: str

    def to_dict(self) -> dict[str, Any]:
        """Return the event as JSON-ready values."""
        return asdict(self) | {"at": self.at.isoformat()}


def record(
    write: WriteTransaction,
    who: str,
    what: str,
    kind: str,
    subject: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    request_id: str = "",
) -> None:
    """Write a line of the history as part of a transaction."""
    row = {"at": write.now, "who": who, "what": what, "kind": kind, "subject": subject, "request_id": request_id}
    changes = {"before": dict(before) if before is not None else None}
    changes["after"] = dict(after) if after is not None else None
    write.connection.execute(insert(history), [row | changes])


def events(
    store: Store,
    *,
    kinds: Sequence[str] = (),
    subject: str | None = None,
    who: str | None = None,
    before_id: int | None = None,
    limit: int = 100,
) -> list[Event]:
    """Return the latest events, newest first; of these ``kinds`` only, where any are named.

    ``before_id`` goes on where an earlier answer ended: only events older than the one with this id.
    """
    query = select(history).order_by(history.c.id.desc()).limit(limit)
    if kinds:
        query = query.where(history.c.kind.in_(kinds))
    if subject is not None:
        query = query.where(history.c.subject == subject)
    if who is not None:
        query = query.where(history.c.who == who)
    if before_id is not None:
        query = query.where(history.c.id < before_id)
    with store.reading() as connection:
        return [Event(**row) for row in connection.execute(query).mappings()]
