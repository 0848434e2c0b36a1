"""The date that a changed policy would give a page, kept beside the one that stands until somebody accepts it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("page", sa.Column("policy_due", sa.Date(), nullable=True))
