"""What the lists sort and find pages by, in the rows themselves, and indexes over it."""

import json
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

ROWS = 2_000
NEEDED = (
    "title", "path", "owner", "reviewers", "topics", "last_reviewed", "next_review_due", "unreadable", "due_basis",
    "policy_due", "date_modified", "content_hash", "reviewed_hash", "bumped",
)  # fmt: skip
LISTED = sa.text("removed_on IS NULL")


def upgrade() -> None:
    columns = (
        sa.Column("urgency", sa.Integer(), nullable=False, server_default="0"),
        sa.Column(
            "sort_title",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
            server_default="",
        ),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("facts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("span", sa.Integer()),
    )
    for column in columns:
        op.add_column("page", column)
    _fill(op.get_bind())
    op.create_index("page_titled", "page", ["sort_title", "path"], postgresql_where=LISTED, sqlite_where=LISTED)
    op.create_index("reminder_about", "reminder", ["page_id", "claimed_at"])
    op.create_index("task_event_when", "task_event", ["event", "at"])
    op.create_index("review_said", "review", ["page_id", "complete", "done_on", "outcome", "haste"])
    if op.get_bind().dialect.name == "sqlite":
        asked = (
            "urgency",
            "path",
            "id",
            "owner",
            "reviewers",
            "risk",
            "last_reviewed",
            "facts",
            "span",
            "topics",
            "words",
        )
        op.create_index("page_listed", "page", ["removed_on", *asked])
    else:
        op.create_index("page_urgent", "page", ["urgency", "path"], postgresql_where=LISTED)


def _fill(connection: sa.Connection) -> None:
    dates = {name: sa.Date() for name in ("last_reviewed", "next_review_due", "policy_due", "date_modified")}
    names = ("id", *NEEDED, "urgency", "sort_title", "words", "facts", "span")
    table = sa.table("page", *(sa.column(name, dates.get(name)) for name in names))
    query = sa.select(*(table.c[name] for name in ("id", *NEEDED))).order_by(table.c.id).limit(ROWS)
    statement, after = sa.update(table).where(table.c.id == sa.bindparam("of")), ""
    while rows := connection.execute(query.where(table.c.id > after)).mappings().all():
        marks = [{f"new_{name}": value for name, value in _marks(row).items()} for row in rows]
        values: dict[str, Any] = {name.removeprefix("new_"): sa.bindparam(name) for name in marks[0]}
        connection.execute(
            statement.values(values), [{"of": row["id"], **one} for row, one in zip(rows, marks, strict=True)]
        )
        after = rows[-1]["id"]


def _marks(row: Any) -> dict[str, Any]:
    """As the program of this version works them out."""
    last, due = row["last_reviewed"], row["next_review_due"]
    texts = (row["title"], row["path"], row["owner"] or "", *json.loads(row["topics"]))
    return {
        "urgency": -1 if row["unreadable"] else due.toordinal() if due else 4_000_000,
        "sort_title": row["title"].casefold()[:80],
        "words": "\n".join(texts).casefold(),
        "facts": _facts(row, last),
        "span": _span(last, due),
    }


def _facts(row: Any, last: date | None) -> int:
    modified = row["date_modified"]
    edited = row["content_hash"] != row["reviewed_hash"] or bool(modified and last and modified > last)
    return (
        (1 if last is None and not row["unreadable"] else 0)
        + (2 if row["owner"] is None and row["reviewers"] == "[]" else 0)
        + (4 if last is not None and edited else 0)
        + (8 if row["due_basis"] == "policy" else 0)
        + (16 if row["policy_due"] is not None else 0)
        + (32 if row["bumped"] else 0)
    )


def _span(last: date | None, due: date | None) -> int | None:
    if last is None or due is None:
        return None
    return 2 * ((due.year - last.year) * 12 + due.month - last.month) + (due.day > last.day)
