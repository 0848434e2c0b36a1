"""Review tasks with their reasons and history, and the day on which a page is looked at again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # Every page is looked at once: its tasks are opened by the first scan after this.
    op.add_column("page", sa.Column("settle_on", sa.Date(), nullable=False, server_default="0001-01-01"))
    op.create_index("ix_page_settle_on", "page", ["settle_on"], unique=False)
    create_tasks()
    create_reasons()
    create_events()


def create_tasks() -> None:
    op.create_table(
        "review_task",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("reviewed_before", sa.Date(), nullable=True),
        sa.Column("assignee", sa.String(), nullable=True),
        sa.Column("escalated_to", sa.String(), nullable=True),
        sa.Column("deferrals", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_review_task_page_id", "review_task", ["page_id"], unique=False)
    op.create_index("review_task_due", "review_task", ["state", "due"], unique=False)
    active = sa.text("state IN ('open', 'acknowledged', 'deferred')")
    op.create_index(
        "review_task_active", "review_task", ["page_id"], unique=True, sqlite_where=active, postgresql_where=active
    )


def create_reasons() -> None:
    op.create_table(
        "task_reason",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("instead", sa.Text(), nullable=True),
        sa.Column("instead_url", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("deferred_to", sa.Date(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["review_task.id"]),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_task_reason_task_id", "task_reason", ["task_id"], unique=False)
    op.create_index("ix_task_reason_page_id", "task_reason", ["page_id"], unique=False)


def create_events() -> None:
    op.create_table(
        "task_event",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["review_task.id"]),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_task_event_task_id", "task_event", ["task_id"], unique=False)
