"""What is said against a source that is cited for just that."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("reference", sa.Column("intended", sa.String(), nullable=False, server_default=""))
