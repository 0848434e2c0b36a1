"""The host of each source, since when it has not answered, and how often in a row nothing new was found."""

from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

PART = 10_000


def upgrade() -> None:
    op.add_column("reference", sa.Column("host", sa.Text(), nullable=True))
    op.add_column("reference", sa.Column("unreachable_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("reference", sa.Column("calm", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_reference_host", "reference", ["host"])
    _name_hosts()
    reference = sa.table("reference", *map(sa.column, ("availability", "unreachable_since", "checked_at")))
    unreachable = sa.update(reference).where(reference.c.availability == "unreachable")
    op.execute(unreachable.values(unreachable_since=reference.c.checked_at))


def _name_hosts() -> None:
    connection = op.get_bind()
    reference = sa.table("reference", *map(sa.column, ("id", "address", "host")))
    last = ""
    while True:
        query = sa.select(reference.c.id, reference.c.address).where(reference.c.id > last)
        rows = connection.execute(query.order_by(reference.c.id).limit(PART)).all()
        if not rows:
            return
        last = rows[-1].id
        found = [{"one": id, "host": host} for id, address in rows if (host := _host(address))]
        if found:
            update = sa.update(reference).where(reference.c.id == sa.bindparam("one"))
            connection.execute(update.values(host=sa.bindparam("host")), found)


def _host(address: str | None) -> str | None:
    if not address or address.startswith("doi:"):
        return None
    try:
        return urlsplit(address.strip()).hostname
    except ValueError:
        return None
