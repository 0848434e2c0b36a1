"""What services say of a reference: the successor they name, and since when an answer stands."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("reference", sa.Column("successor", sa.Text(), nullable=True))
    op.add_column("reference", sa.Column("currency_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("reference", sa.Column("integrity_at", sa.DateTime(timezone=True), nullable=True))
