"""An editor's desk: quizzes, drafts, changes of their articles, and what editors took and threw out."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quizzes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("quiz_id", sa.Text, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("public", sa.JSON),
        sa.Column("article_id", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("article_sha256", sa.Text, nullable=False),
        sa.Column("key_form", sa.Text, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("date", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("edited_by", sa.Text, nullable=False),
        sa.Column("assignee", sa.Text, nullable=False),
        sa.Column("approver", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("state_before", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True)),
        sa.Column("embargo_until", sa.DateTime(timezone=True)),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("overrides", sa.JSON, nullable=False),
        sa.Column("corrections", sa.JSON, nullable=False),
        sa.Column("editing_by", sa.Text, nullable=False),
        sa.Column("editing_until", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quizzes"),
        sa.UniqueConstraint("quiz_id", name="uq_quizzes_quiz_id"),
        sqlite_autoincrement=True,
    )
    for column in ("article_id", "url", "key_form", "date", "state", "generation"):
        op.create_index(f"ix_quizzes_{column}", "quizzes", [column])

    op.create_table(
        "quiz_drafts",
        sa.Column("quiz_row", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("base_version", sa.Integer, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("quiz_row", "who", name="pk_quiz_drafts"),
        sa.ForeignKeyConstraint(["quiz_row"], ["quizzes.id"], name="fk_quiz_drafts_quiz_row", ondelete="CASCADE"),
    )

    op.create_table(
        "quiz_article_changes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("quiz_row", sa.Integer, nullable=False),
        sa.Column("article_id", sa.Text, nullable=False),
        sa.Column("before_sha256", sa.Text, nullable=False),
        sa.Column("after_sha256", sa.Text, nullable=False),
        sa.Column("sentences", sa.JSON, nullable=False),
        sa.Column("touches_stem", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quiz_article_changes"),
        sa.ForeignKeyConstraint(
            ["quiz_row"], ["quizzes.id"], name="fk_quiz_article_changes_quiz_row", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_quiz_article_changes_quiz_row", "quiz_article_changes", ["quiz_row"])

    op.create_table(
        "choices_made",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("quiz_id", sa.Text, nullable=False),
        sa.Column("article_id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("offered", sa.JSON, nullable=False),
        sa.Column("chosen", sa.JSON, nullable=False),
        sa.Column("removed", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_choices_made"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_choices_made_quiz_id", "choices_made", ["quiz_id"])


def downgrade() -> None:
    for table in ("choices_made", "quiz_article_changes", "quiz_drafts", "quizzes"):
        op.drop_table(table)
