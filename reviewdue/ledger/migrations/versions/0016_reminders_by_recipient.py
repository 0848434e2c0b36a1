"""An index by which the mail that somebody got is found, and who wants no summary."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_index("reminder_to", "reminder", ["recipient", "claimed_at"], unique=False)
    op.create_table(
        "muted",
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mailbox"),
    )
