"""The store's tables, as the code of this version sees them; the migrations bring a file to this shape.

Every write raises the one number in ``store_state`` and stamps it on the rows it touches, so a process that remembers
the number it last saw learns with one small read whether anything changed, and which words.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

LARGEST_NUMBER = 2**31 - 1
"""The largest integer that every database takes: no row has a higher number, and none may be asked for."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware point in time, kept in UTC: SQLite's own type would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Carry to UTC; a time without a zone is refused because nobody can know what it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"time: expected one with a zone, got {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back that SQLite dropped, and UTC where PostgreSQL used the session's."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Names for constraints, so that a later migration can drop or change each one on every database.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

store_state = Table(
    "store_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("generation", Integer, nullable=False),
    # The generation of the last write that touched a word: other writes (jobs, articles) leave the lexicon as it is.
    Column("words_generation", Integer, nullable=False),
)

words = Table(
    "words",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", Text, nullable=False, unique=True),
    Column("surface", Text, nullable=False),
    Column("surface_key", Text, nullable=False),
    Column("reading", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("word_class", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("first_seen", Integer),
    Column("last_seen", Integer),
    Column("successor", Text, nullable=False),
    Column("blocked", Boolean, nullable=False),
    Column("sensitive", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("generation", Integer, nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("surface_key", "word_class"),
    # The id of a deleted word is never given out again: history and other processes' memories refer to it.
    sqlite_autoincrement=True,
)


def _word_id() -> Column[int]:
    return Column("word_id", Integer, ForeignKey("words.id", ondelete="CASCADE"), primary_key=True)


aliases = Table(
    "aliases",
    metadata,
    _word_id(),
    Column("position", Integer, primary_key=True),
    Column("alias", Text, nullable=False),
    Column("alias_key", Text, nullable=False, index=True),
)

contexts = Table(
    "contexts",
    metadata,
    _word_id(),
    Column("position", Integer, primary_key=True),
    Column("sentence", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

word_vectors = Table(
    "word_vectors",
    metadata,
    _word_id(),
    Column("encoder", Text, primary_key=True),
    Column("sense", Integer, primary_key=True),
    Column("n_contexts", Integer, nullable=False),
    Column("dims", Integer, nullable=False),
    # float32, little-endian, dims values
    Column("vector", LargeBinary, nullable=False),
)

# No foreign key: the history of a word outlives it.
actions = Table(
    "actions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("generation", Integer, nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("word_id", Integer, nullable=False, index=True),
    # The identifier after the change, or the last one of a deleted word.
    Column("entry_id", Text, nullable=False, index=True),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    # The operation (its generation) that this one took back.
    Column("undoes", Integer, index=True),
    sqlite_autoincrement=True,
)

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("title", Text),
    Column("body", Text, nullable=False),
    # Title and body in the form in which texts are searched.
    Column("search_text", Text, nullable=False),
    Column("date", Text, index=True),
    Column("section", Text),
    Column("url", Text),
    # Of the body's UTF-8 bytes.
    Column("sha256", Text, nullable=False),
    Column("generation", Integer, nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

# What an article said before it came again with another text.
article_texts = Table(
    "article_texts",
    metadata,
    Column("article_row", Integer, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", Text),
    Column("body", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("max_attempts", Integer, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    # The process that runs it, empty while none does, and until when its lease holds.
    Column("owner", Text, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("heartbeat_at", UtcDateTime),
    Column("cancel_asked", Boolean, nullable=False),
    Column("step", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("result", JSON(none_as_null=True)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    sqlite_autoincrement=True,
)

# Of each kind one job runs at a time; the database itself sees to it.
Index(
    "uq_jobs_running",
    jobs.c.kind,
    unique=True,
    sqlite_where=text("state = 'running'"),
    postgresql_where=text("state = 'running'"),
)

job_lines = Table(
    "job_lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("job_id", Integer, ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("line", Text, nullable=False),
    sqlite_autoincrement=True,
)
