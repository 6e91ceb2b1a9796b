"""Words with aliases, contexts and vectors, the history of actions, and the store's generation.

A migration spells the tables out as they were at its time; it never imports the models, which move on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    state = op.create_table(
        "store_state",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_store_state"),
    )
    op.bulk_insert(state, [{"id": 1, "generation": 0}])

    op.create_table(
        "words",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("surface", sa.Text, nullable=False),
        sa.Column("surface_key", sa.Text, nullable=False),
        sa.Column("reading", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("word_class", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("first_seen", sa.Integer),
        sa.Column("last_seen", sa.Integer),
        sa.Column("blocked", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_words"),
        sa.UniqueConstraint("entry_id", name="uq_words_entry_id"),
        sa.UniqueConstraint("surface_key", "word_class", name="uq_words_surface_key_word_class"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_words_generation", "words", ["generation"])

    op.create_table(
        "aliases",
        sa.Column("word_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("alias", sa.Text, nullable=False),
        sa.Column("alias_key", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("word_id", "position", name="pk_aliases"),
        sa.ForeignKeyConstraint(["word_id"], ["words.id"], name="fk_aliases_word_id", ondelete="CASCADE"),
    )
    op.create_index("ix_aliases_alias_key", "aliases", ["alias_key"])

    op.create_table(
        "contexts",
        sa.Column("word_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("word_id", "position", name="pk_contexts"),
        sa.ForeignKeyConstraint(["word_id"], ["words.id"], name="fk_contexts_word_id", ondelete="CASCADE"),
    )

    op.create_table(
        "word_vectors",
        sa.Column("word_id", sa.Integer, nullable=False),
        sa.Column("encoder", sa.Text, nullable=False),
        sa.Column("sense", sa.Integer, nullable=False),
        sa.Column("n_contexts", sa.Integer, nullable=False),
        sa.Column("dims", sa.Integer, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("word_id", "encoder", "sense", name="pk_word_vectors"),
        sa.ForeignKeyConstraint(["word_id"], ["words.id"], name="fk_word_vectors_word_id", ondelete="CASCADE"),
    )

    op.create_table(
        "actions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("word_id", sa.Integer, nullable=False),
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
        sa.PrimaryKeyConstraint("id", name="pk_actions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_actions_generation", "actions", ["generation"])
    op.create_index("ix_actions_word_id", "actions", ["word_id"])
    op.create_index("ix_actions_entry_id", "actions", ["entry_id"])


def downgrade() -> None:
    for table in ("actions", "word_vectors", "contexts", "aliases", "words", "store_state"):
        op.drop_table(table)
