"""The audit trail, and the columns that bind the rows of the record to it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

RECORD = ("source_check", "reminder", "run", "review_task", "task_reason", "task_event", "bounce")


def upgrade() -> None:
    for table in RECORD:
        op.add_column(table, sa.Column("sealed", sa.Integer(), nullable=True))
        op.add_column(table, sa.Column("seal", sa.String(), nullable=True))
        op.create_index(f"ix_{table}_sealed", table, ["sealed"], unique=False)
    create_trail()
    create_pseudonyms()


def create_trail() -> None:
    op.create_table(
        "trail",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("trail_of", "trail", ["subject", "number"], unique=False)
    op.create_table(
        "trail_moved",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_trail_moved_entry", "trail_moved", ["entry"], unique=False)


def create_pseudonyms() -> None:
    op.create_table(
        "pseudonym",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token"),
        sa.UniqueConstraint("text"),
    )
