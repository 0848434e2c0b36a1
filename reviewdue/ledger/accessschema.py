"""The tables of what lets somebody in, and of what they keep here, as the newest migration leaves them."""

from sqlalchemy import Boolean, Column, Index, String, Table, Text

from reviewdue.ledger.columns import PERSONAL, Instant, metadata

# A link that signs in, a session, a token of the API, the address of a calendar. Of what opens the door the ledger
# keeps a digest only: whoever reads the database cannot come in with it.
access_pass = Table(
    "access_pass",
    metadata,
    Column("digest", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("id", String, nullable=False, unique=True),
    Column("holder", String, nullable=False, info=PERSONAL),
    Column("detail", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("issued_by", String, nullable=False, info=PERSONAL),
    Column("ends_at", Instant),
    Column("used_at", Instant),
    Column("ended_at", Instant),
    Index("access_pass_of", "kind", "holder", "issued_at"),
)

# Lists of pages that somebody wants to come back to: what was asked for, as it stands in the address.
saved_view = Table(
    "saved_view",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("holder", String, nullable=False, info=PERSONAL),
    Column("shared", Boolean, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Index("saved_view_of", "holder"),
)
