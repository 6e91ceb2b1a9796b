"""Sensitive words and successors, undone operations, a generation of the words' own; articles and their earlier texts.

A migration spells the tables out as they were at its time; it never imports the models, which move on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("store_state", sa.Column("words_generation", sa.Integer, nullable=False, server_default="0"))
    op.execute("UPDATE store_state SET words_generation = generation")
    op.add_column("words", sa.Column("sensitive", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("words", sa.Column("successor", sa.Text, nullable=False, server_default=""))
    op.add_column("actions", sa.Column("undoes", sa.Integer))
    op.create_index("ix_actions_undoes", "actions", ["undoes"])

    op.create_table(
        "articles",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("article_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("date", sa.Text),
        sa.Column("section", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("article_id", name="uq_articles_article_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_articles_date", "articles", ["date"])
    op.create_index("ix_articles_generation", "articles", ["generation"])

    op.create_table(
        "article_texts",
        sa.Column("article_row", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("article_row", "number", name="pk_article_texts"),
        sa.ForeignKeyConstraint(
            ["article_row"], ["articles.id"], name="fk_article_texts_article_row", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("article_texts")
    op.drop_table("articles")
    op.drop_index("ix_actions_undoes", "actions")
    for table, column in (
        ("actions", "undoes"),
        ("words", "successor"),
        ("words", "sensitive"),
        ("store_state", "words_generation"),
    ):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
