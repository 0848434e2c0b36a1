"""The tables of the ledger, as the newest migration leaves them.

page, problem, reference, register_file and citation mirror what the sources say now. source_check, review_task,
task_reason, task_event, review and what belongs to it, reminder, bounce and run are the record: their rows are added,
and a row's state moves on, but nothing in them is ever rewritten or deleted. They are sealed into the trail (`seals`),
and the database itself guards them (`guards`).
"""

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from reviewdue.ledger.accessschema import access_pass
from reviewdue.ledger.columns import APPENDED, PERSONAL, Instant, PathText, metadata, sealing
from reviewdue.ledger.figureschema import daily_figures
from reviewdue.ledger.referenceschema import reference, reference_key, register_double, register_file
from reviewdue.ledger.reviewschema import review, review_person, review_source, review_writing
from reviewdue.ledger.taskschema import (
    archived_copy,
    bounce,
    planned_review,
    review_task,
    task_event,
    task_reason,
)

__all__ = [
    "APPENDED",
    "PERSONAL",
    "Instant",
    "PathText",
    "access_pass",
    "archived_copy",
    "bounce",
    "daily_figures",
    "metadata",
    "planned_review",
    "reference",
    "reference_key",
    "register_double",
    "register_file",
    "review",
    "review_person",
    "review_source",
    "review_task",
    "review_writing",
    "sealing",
    "task_event",
    "task_reason",
]

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
    # What the lists sort and find it by; see `shelfmarks`.
    Column("urgency", Integer, nullable=False, server_default="0"),
    Column("sort_title", PathText, nullable=False, server_default=""),
    Column("words", Text, nullable=False, server_default=""),
    Column("facts", Integer, nullable=False, server_default="0"),
    Column("span", Integer),
    Index("page_place", "source", "path", unique=True),
)
LISTED = page.c.removed_on.is_(None)
# SQLite answers a list from one index. PostgreSQL's entries have at most 2,700 bytes, too few for many topics.
OF_ONE_ENGINE = {
    "page_listed": "sqlite",
    "page_urgent": "postgresql",
    "page_titled": "postgresql",
    "reference_listed": "sqlite",
    "reference_titled": "postgresql",
    # Made by their migrations, where the server has pg_trgm.
    "page_words": "some",
    "reference_words": "some",
}
_ASKED = ("urgency", "path", "removed_on", "id", "sort_title", "owner", "reviewers", "risk", "last_reviewed", "facts",
          "span", "topics", "words")  # fmt: skip
Index("page_listed", *(page.c[name] for name in _ASKED)).ddl_if(dialect="sqlite")
Index("page_titled", page.c.sort_title, page.c.path, postgresql_where=LISTED).ddl_if(dialect="postgresql")
Index("page_urgent", page.c.urgency, page.c.path, postgresql_where=LISTED, postgresql_include=["id"]).ddl_if(
    dialect="postgresql"
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

citation = Table(
    "citation",
    metadata,
    Column("page_id", String, ForeignKey("page.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("cited", Text, nullable=False),
    Column("line", Integer),
    Column("reference_id", String, index=True),
    Column("intended", String, nullable=False, server_default=""),
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
    Index("reminder_to", "recipient", "claimed_at"),
    Index("reminder_about", "page_id", "claimed_at"),
)

# What a watched source said, each text once for the time in which it stood. A text that has nothing in common with the
# one before is doubtful until it was seen twice: it may be a page that stands in for the source.
source_text = Table(
    "source_text",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("reference_id", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("text", sa.LargeBinary, nullable=False),
    Column("doubtful", Boolean, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Index("source_text_of", "reference_id", "first_seen"),
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

# Forms of the live pages that were sent: each does what it does once.
form_sent = Table(
    "form_sent",
    metadata,
    Column("number", String, primary_key=True),
    Column("task_id", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("sent_at", Instant, nullable=False),
)

# Who does not want the weekly summary.
muted = Table(
    "muted",
    metadata,
    Column("mailbox", String, primary_key=True, info=PERSONAL),
    Column("at", Instant, nullable=False),
)
