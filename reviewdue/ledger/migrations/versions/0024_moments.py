"""PostgreSQL counts what is written to this ledger and finds words by an index; sources are counted from one."""

from contextlib import suppress

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

ANSWERS = ("availability", "confirmed", "currency", "integrity", "intended", "registered", "id")
LISTED = sa.text("removed_on IS NULL")


def upgrade() -> None:
    op.create_index("reference_answers", "reference", [*ANSWERS])
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    op.execute("CREATE SEQUENCE ledger_moment")
    op.drop_index("page_urgent", "page")
    op.create_index("page_urgent", "page", ["urgency", "path"], postgresql_where=LISTED, postgresql_include=["id"])
    # Comes with PostgreSQL, in a package of its own with some, and the owner of a database may take it in since 13.
    # Where it cannot be had, a search goes through all pages.
    with suppress(sa.exc.DBAPIError), bind.begin_nested():
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute("CREATE INDEX page_words ON page USING gin (words gin_trgm_ops)")
