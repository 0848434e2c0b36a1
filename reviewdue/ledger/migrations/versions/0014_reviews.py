"""Finished reviews, what became of their dates, and which pages state a later review of the same text."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("page", sa.Column("bumped", sa.Boolean(), nullable=False, server_default=sa.false()))
    create_reviews()
    create_people()
    create_sources()
    create_writings()
    for table in ("review", "review_person", "review_source", "review_writing"):
        op.create_index(f"ix_{table}_sealed", table, ["sealed"], unique=False)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def string(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def sealing() -> tuple[sa.Column[int], sa.Column[str]]:
    return sa.Column("sealed", sa.Integer(), nullable=True), sa.Column("seal", sa.String(), nullable=True)


def create_reviews() -> None:
    op.create_table(
        "review",
        sa.Column("number", sa.Integer(), nullable=False),
        string("page_id"),
        text("title"),
        string("content_hash"),
        string("task_id", nullable=True),
        sa.Column("cycle_due", sa.Date(), nullable=True),
        string("trigger"),
        text("reason"),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("reviewed_before", sa.Date(), nullable=True),
        string("outcome"),
        *map(text, ("summary", "scope_covered", "scope_not_covered", "parts", "missing_parts")),
        sa.Column("complete", sa.Boolean(), nullable=False),
        string("signed_off_by", nullable=True),
        string("approver", nullable=True),
        sa.Column("next_due", sa.Date(), nullable=True),
        *map(text, ("next_due_why", "haste")),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        string("recorded_by"),
        *sealing(),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_review_page_id", "review", ["page_id"], unique=False)
    op.create_index("review_pace", "review", ["recorded_by", "recorded_at"], unique=False)


def create_people() -> None:
    op.create_table(
        "review_person",
        sa.Column("review_number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        string("does"),
        string("person_id", nullable=True),
        *map(string, ("name", "role", "organisation", "standing")),
        text("parts"),
        string("interests"),
        text("interests_note"),
        *sealing(),
        sa.ForeignKeyConstraint(["review_number"], ["review.number"]),
        sa.PrimaryKeyConstraint("review_number", "position"),
    )


def create_sources() -> None:
    op.create_table(
        "review_source",
        sa.Column("review_number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        text("cited"),
        string("reference_id", nullable=True),
        text("label"),
        string("supports"),
        *map(text, ("edition", "note")),
        *map(string, ("availability", "currency", "integrity")),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        *sealing(),
        sa.ForeignKeyConstraint(["review_number"], ["review.number"]),
        sa.PrimaryKeyConstraint("review_number", "position"),
    )
    op.create_index("ix_review_source_reference_id", "review_source", ["reference_id"], unique=False)


def create_writings() -> None:
    op.create_table(
        "review_writing",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("review_number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        string("state"),
        *(text(name, nullable=True) for name in ("path", "branch")),
        string("commit", nullable=True),
        text("detail"),
        *sealing(),
        sa.ForeignKeyConstraint(["review_number"], ["review.number"]),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_review_writing_review_number", "review_writing", ["review_number"], unique=False)
