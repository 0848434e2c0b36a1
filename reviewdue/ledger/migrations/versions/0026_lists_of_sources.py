"""What the lists of sources are sorted and searched by stands in their rows, and in indexes."""

from contextlib import suppress

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

PATH = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("reference", sa.Column("sort_title", PATH, nullable=False, server_default=""))
    op.add_column("reference", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    # As near as a database comes to it; the next scan reads the register again and puts it right.
    op.execute("UPDATE reference SET sort_title = lower(substr(title, 1, 80)), words = lower(csl)")
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        op.create_index("reference_listed", "reference", ["sort_title", "id", "words"])
        return
    op.create_index("reference_titled", "reference", ["sort_title", "id"])
    # See 0024: without pg_trgm a search goes through all sources.
    with suppress(sa.exc.DBAPIError), bind.begin_nested():
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute("CREATE INDEX reference_words ON reference USING gin (words gin_trgm_ops)")
