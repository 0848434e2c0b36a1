"""SQLite goes through one index for every list: titles are in it, and it begins with what lists are sorted by."""

from alembic import op

revision = "0022"
down_revision = "0021"

COLUMNS = (
    "urgency", "path", "removed_on", "id", "sort_title", "owner", "reviewers", "risk", "last_reviewed", "facts", "span",
    "topics", "words",
)  # fmt: skip


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("page_titled", "page")
        op.drop_index("page_listed", "page")
        op.create_index("page_listed", "page", [*COLUMNS])
