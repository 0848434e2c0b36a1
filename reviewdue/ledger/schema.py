"""The tables of the ledger, as the newest migration leaves them.

page, problem, reference and citation mirror what the sources say now. source_check, review_task, task_reason,
task_event, review and what belongs to it, reminder, bounce and run are the record: their rows are added, and a row's
state moves on, but nothing in them is ever rewritten or deleted. They are sealed into the trail (`seals`), and the
database itself guards them (`guards`).
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()
# Paths are compared by code point in both engines, as the walk through the files sorts them.
PathText = String().with_variant(String(collation="C"), "postgresql")


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware UTC instant; SQLite would drop the zone, so it goes in and comes out as UTC here."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant in the ledger is aware")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


# Marks a column that may name a person: it is hashed under a pseudonym, and may be erased later.
PERSONAL = {"personal": True}
# Marks a table whose rows never move on.
APPENDED = {"appended": True}
# Stands, with the pseudonym behind it, in place of a text that was erased.
ERASED = "erased:"


def sealing() -> tuple[Column[Any], Column[Any]]:
    """The columns that bind a row of the record to the trail: the entry that covers it, and its digest.

    A row that moves on is not covered any more until the next entry; SQLAlchemy sees to that in every UPDATE.
    """
    return Column("sealed", Integer, index=True, onupdate=sa.null()), Column("seal", String, onupdate=sa.null())


page = Table(
    "page",
    metadata,
    Column("id", String, primary_key=True),
    Column("source", String, nullable=False),
    Column("path", PathText, nullable=False),
    Column("url", Text),
    Column("title", Text, nullable=False),
    Column("language", String),
    Column("topics", Text, nullable=False),
    Column("owner", String),
    Column("reviewers", Text, nullable=False),
    Column("risk", String, nullable=False),
    Column("last_reviewed", Date),
    Column("next_review_due", Date, index=True),
    Column("due_basis", String),
    Column("review_interval", String),
    Column("unreadable", Boolean, nullable=False),
    Column("note", Text),
    Column("date_modified", Date),
    Column("content_hash", String, nullable=False),
    Column("reviewed_hash", String, nullable=False),
    Column("changed_on", Date),
    Column("locator", Text, nullable=False),
    # The page states a later review than before, and its text is the same.
    Column("bumped", Boolean, nullable=False, server_default=sa.false()),
    Column("stamp", String, nullable=False),
    Column("first_seen", Date, nullable=False),
    Column("missing_since", Date),
    Column("removed_on", Date),
    # The date by the policy of today, where that is another than the one by the policy it was derived from.
    Column("policy_due", Date),
    # The day on which its tasks are looked at again: a day long past after every change.
    Column("settle_on", Date, nullable=False, index=True, server_default="0001-01-01"),
    Index("page_place", "source", "path", unique=True),
)

source = Table(
    "source",
    metadata,
    Column("name", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("scanned_at", Instant, nullable=False),
)

problem = Table(
    "problem",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("source", String, nullable=False),
    Column("path", PathText, nullable=False),
    Column("line", Integer),
    Column("code", String, nullable=False),
    Column("message", Text, nullable=False),
    Column("hint", Text, nullable=False),
    Index("problem_place", "source", "path"),
)

reference = Table(
    "reference",
    metadata,
    Column("id", String, primary_key=True),
    Column("csl", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("registered", Boolean, nullable=False),
    Column("address", Text),
    Column("host", Text, index=True),
    Column("availability", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("integrity", String, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("reason", Text),
    Column("http_status", Integer),
    Column("final_url", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("failures", Integer, nullable=False),
    Column("failing_since", Instant),
    Column("unreachable_since", Instant),
    # How many checks in a row have found nothing new.
    Column("calm", Integer, nullable=False, server_default="0"),
    Column("checked_at", Instant),
    Column("next_check_at", Instant, index=True),
    Column("intended", String, nullable=False, server_default=""),
    Column("successor", Text),
    Column("currency_at", Instant),
    Column("integrity_at", Instant),
    Column("updated_on", Date),
    Column("cited_as", Text),
    Column("cited_style", String),
)

reference_key = Table(
    "reference_key",
    metadata,
    Column("key", String, primary_key=True),
    Column("reference_id", String, ForeignKey("reference.id", ondelete="CASCADE"), nullable=False, index=True),
)

citation = Table(
    "citation",
    metadata,
    Column("page_id", String, ForeignKey("page.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("cited", Text, nullable=False),
    Column("line", Integer),
    Column("reference_id", String, index=True),
)

source_check = Table(
    "source_check",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("reference_id", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("availability", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("integrity", String, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("http_status", Integer),
    Column("final_url", Text),
    Column("elapsed_ms", Integer),
    Column("evidence", Text, nullable=False),
    *sealing(),
    Index("source_check_of", "reference_id", "at"),
    info=APPENDED,
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

reminder = Table(
    "reminder",
    metadata,
    Column("kind", String, primary_key=True),
    Column("page_id", String, primary_key=True),
    Column("cycle_due", Date, primary_key=True),
    Column("rung", Integer, primary_key=True),
    Column("recipient", String, primary_key=True, info=PERSONAL),
    Column("state", String, nullable=False),
    Column("message_id", String, nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("claimed_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("path", Text),
    Column("error", Text),
    *sealing(),
)

planned_review = Table(
    "planned_review",
    metadata,
    Column("page_id", String, primary_key=True),
    Column("cycle_due", Date, primary_key=True),
    Column("planned_for", Date, nullable=False),
    Column("accepted_at", Instant, nullable=False),
    Column("accepted_by", String, nullable=False),
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

run = Table(
    "run",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("step", String, nullable=False),
    Column("today", Date, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("state", String, nullable=False),
    Column("tally", Text, nullable=False),
    *sealing(),
    Index("run_of", "step", "started_at"),
)

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
    info=APPENDED,
)

# What a person finished: one row for each time, whole reviews and parts of them.
review = Table(
    "review",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("page_id", String, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("task_id", String),
    Column("cycle_due", Date),
    Column("trigger", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("done_on", Date, nullable=False),
    Column("reviewed_before", Date),
    Column("outcome", String, nullable=False),
    Column("summary", Text, nullable=False),
    Column("scope_covered", Text, nullable=False),
    Column("scope_not_covered", Text, nullable=False),
    Column("parts", Text, nullable=False),
    Column("missing_parts", Text, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("signed_off_by", String, info=PERSONAL),
    Column("approver", String, info=PERSONAL),
    Column("next_due", Date),
    Column("next_due_why", Text, nullable=False),
    Column("haste", Text, nullable=False),
    Column("started_at", Instant),
    Column("finished_at", Instant),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", String, nullable=False, info=PERSONAL),
    *sealing(),
    Index("review_pace", "recorded_by", "recorded_at"),
    info=APPENDED,
)

review_person = Table(
    "review_person",
    metadata,
    Column("review_number", Integer, ForeignKey("review.number"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("does", String, nullable=False),
    Column("person_id", String, info=PERSONAL),
    Column("name", String, nullable=False, info=PERSONAL),
    Column("role", String, nullable=False),
    Column("organisation", String, nullable=False),
    Column("standing", String, nullable=False),
    Column("parts", Text, nullable=False),
    Column("interests", String, nullable=False),
    Column("interests_note", Text, nullable=False, info=PERSONAL),
    *sealing(),
    info=APPENDED,
)

review_source = Table(
    "review_source",
    metadata,
    Column("review_number", Integer, ForeignKey("review.number"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("cited", Text, nullable=False),
    Column("reference_id", String, index=True),
    Column("label", Text, nullable=False),
    Column("supports", String, nullable=False),
    Column("edition", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("availability", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("integrity", String, nullable=False),
    Column("checked_at", Instant),
    *sealing(),
    info=APPENDED,
)

# What became of the dates of a review: one row for each attempt to write them.
review_writing = Table(
    "review_writing",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("review_number", Integer, ForeignKey("review.number"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("state", String, nullable=False),
    Column("path", Text),
    Column("branch", Text),
    Column("commit", String),
    Column("detail", Text, nullable=False),
    *sealing(),
    info=APPENDED,
)

# The audit trail: every entry holds the hash of the one before it.
trail = Table(
    "trail",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("facts", Text, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
    Index("trail_of", "subject", "number"),
    info=APPENDED,
)

# The digests of rows that moved on after an entry covered them.
trail_moved = Table(
    "trail_moved",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("entry", Integer, nullable=False, index=True),
    Column("digest", String, nullable=False),
    Column("source", String, nullable=False),
    info=APPENDED,
)

# Stands in the trail for a text about a person. Without `text` and `salt` nobody can tell who it was.
pseudonym = Table(
    "pseudonym",
    metadata,
    Column("token", String, primary_key=True),
    Column("text", Text, unique=True),
    Column("salt", String),
    Column("erased_at", Instant),
)
