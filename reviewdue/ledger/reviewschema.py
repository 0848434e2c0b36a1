"""The tables of finished reviews: who did them, which sources they stand on, and what became of their dates."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from reviewdue.ledger.columns import APPENDED, PERSONAL, Instant, metadata, sealing

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
    # What the flags of a page are read from, without the rows themselves.
    Index("review_said", "page_id", "complete", "done_on", "outcome", "haste"),
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
