"""What a page means to be said against a source that it cites."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("citation", sa.Column("intended", sa.String(), nullable=False, server_default=""))
