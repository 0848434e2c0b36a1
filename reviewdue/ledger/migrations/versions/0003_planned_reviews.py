"""Reviews that a person planned for an earlier day than they fall due."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "planned_review",
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("cycle_due", sa.Date(), nullable=False),
        sa.Column("planned_for", sa.Date(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("page_id", "cycle_due"),
    )
