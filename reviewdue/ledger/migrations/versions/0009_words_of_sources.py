"""When a source itself says that it was last changed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("reference", sa.Column("updated_on", sa.Date()))
