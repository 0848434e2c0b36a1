"""Who is at a reference, and in which lane its host is, so that checks can be shared among workers."""

import sqlalchemy as sa
from alembic import op

from reviewdue.lanes import lane_of

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("reference", sa.Column("lane", sa.Integer(), server_default="0", nullable=False))
    op.add_column("reference", sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_reference_address", "reference", ["address"], unique=False)
    op.drop_index("ix_reference_next_check_at", "reference")
    op.create_index("reference_due", "reference", ["next_check_at", "registered", "lane"], unique=False)
    reference = sa.table("reference", sa.column("host"), sa.column("lane"))
    connection = op.get_bind()
    hosts = connection.execute(sa.select(reference.c.host).where(reference.c.host.is_not(None)).distinct()).scalars()
    for host in list(hosts):
        connection.execute(sa.update(reference).where(reference.c.host == host).values(lane=lane_of(host)))
