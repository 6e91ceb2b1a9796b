"""The tables of an editor's desk, as the code of this version sees them: quizzes and what hangs on them."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, Table, Text

from quizgen.store.models import UtcDateTime, metadata

quizzes = Table(
    "quizzes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("quiz_id", Text, nullable=False, unique=True),
    # The quiz as it stands, in the JSON form of the contract.
    Column("content", JSON, nullable=False),
    # The quiz as readers have it; none until it was published.
    Column("public", JSON(none_as_null=True)),
    Column("article_id", Text, nullable=False, index=True),
    Column("url", Text, nullable=False, index=True),
    # Of the article's body that the quiz was last held against.
    Column("article_sha256", Text, nullable=False),
    # The form in which keys are compared.
    Column("key_form", Text, nullable=False, index=True),
    # What the free-text search looks through, in the form in which texts are searched.
    Column("search_text", Text, nullable=False),
    Column("section", Text, nullable=False),
    # The day it is for, YYYY-MM-DD, "" where none is set.
    Column("date", Text, nullable=False, index=True),
    Column("author", Text, nullable=False),
    Column("edited_by", Text, nullable=False),
    Column("assignee", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("state_before", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("publish_at", UtcDateTime),
    Column("embargo_until", UtcDateTime),
    Column("published_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
    Column("overrides", JSON, nullable=False),
    Column("corrections", JSON, nullable=False),
    # Who has it open, and until when that is believed without another sign.
    Column("editing_by", Text, nullable=False),
    Column("editing_until", UtcDateTime),
    Column("version", Integer, nullable=False),
    Column("generation", Integer, nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    # The id of a quiz is never given out again: history and drafts refer to it.
    sqlite_autoincrement=True,
)


def _quiz_row(*, primary_key: bool = False) -> Column[int]:
    return Column(
        "quiz_row",
        Integer,
        ForeignKey("quizzes.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
        index=not primary_key,
    )


# What each editor's page has saved by itself, beside the quiz that was saved by hand.
quiz_drafts = Table(
    "quiz_drafts",
    metadata,
    _quiz_row(primary_key=True),
    Column("who", Text, primary_key=True),
    # The version of the quiz that the draft began from.
    Column("base_version", Integer, nullable=False),
    Column("content", JSON, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
)

# An article came again with another text after a quiz was made from it.
quiz_article_changes = Table(
    "quiz_article_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    _quiz_row(),
    Column("article_id", Text, nullable=False),
    Column("before_sha256", Text, nullable=False),
    Column("after_sha256", Text, nullable=False),
    # [{"before": sentence or null, "after": sentence or null}]
    Column("sentences", JSON, nullable=False),
    # Whether the sentence that the quiz asks about is among them.
    Column("touches_stem", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("settled_by", Text, nullable=False),
    sqlite_autoincrement=True,
)

# No foreign key: what editors took outlives the quiz, as material to learn from.
choices_made = Table(
    "choices_made",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", Text, nullable=False),
    Column("quiz_id", Text, nullable=False, index=True),
    Column("article_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    # Lists of {"surface", "entry_id", "category", "score"}; of what an editor typed, entry_id is "".
    Column("offered", JSON, nullable=False),
    Column("chosen", JSON, nullable=False),
    Column("removed", JSON, nullable=False),
    sqlite_autoincrement=True,
)
