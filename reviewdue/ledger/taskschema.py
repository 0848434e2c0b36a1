"""The tables of review tasks and of the mail about them, as the newest migration leaves them."""

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from reviewdue.ledger.columns import APPENDED, PERSONAL, Instant, metadata, sealing

# In these states a task waits for somebody; a page has one such task at most.
ACTIVE = sa.text("state IN ('open', 'acknowledged', 'deferred')")

review_task = Table(
    "review_task",
    metadata,
    Column("id", String, primary_key=True),
    Column("page_id", String, nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("due", Date, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("reviewed_before", Date),
    Column("assignee", String, info=PERSONAL),
    Column("escalated_to", String, info=PERSONAL),
    Column("deferrals", Integer, nullable=False),
    Column("outcome", String),
    *sealing(),
    Index("review_task_due", "state", "due"),
    Index("review_task_active", "page_id", unique=True, sqlite_where=ACTIVE, postgresql_where=ACTIVE),
)


task_reason = Table(
    "task_reason",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("task_id", String, ForeignKey("review_task.id"), nullable=False, index=True),
    Column("page_id", String, nullable=False, index=True),
    Column("reason", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("mark", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("instead", Text),
    Column("instead_url", Text),
    Column("evidence", Text, nullable=False),
    Column("due", Date, nullable=False),
    Column("since", Date, nullable=False),
    Column("deferred_to", Date),
    Column("lifted_at", Instant),
    *sealing(),
)


task_event = Table(
    "task_event",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("task_id", String, ForeignKey("review_task.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False, info=PERSONAL),
    Column("event", String, nullable=False),
    Column("why", Text, nullable=False),
    *sealing(),
    Index("task_event_when", "event", "at"),
    info=APPENDED,
)


bounce = Table(
    "bounce",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("mailbox", String, nullable=False, index=True, info=PERSONAL),
    Column("at", Instant, nullable=False),
    Column("final", Boolean, nullable=False),
    Column("message_id", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("cleared_at", Instant),
    *sealing(),
)


archived_copy = Table(
    "archived_copy",
    metadata,
    Column("reference_id", String, primary_key=True),
    Column("near", Date, primary_key=True),
    Column("url", Text),
    Column("taken_on", Date),
    Column("asked_at", Instant, nullable=False),
)


planned_review = Table(
    "planned_review",
    metadata,
    Column("page_id", String, primary_key=True),
    Column("cycle_due", Date, primary_key=True),
    Column("planned_for", Date, nullable=False),
    Column("accepted_at", Instant, nullable=False),
    Column("accepted_by", String, nullable=False, info=PERSONAL),
)
