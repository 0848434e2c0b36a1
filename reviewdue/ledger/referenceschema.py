"""The register in the ledger: what stands where, and how the references that pages cite hang together."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from reviewdue.ledger.columns import Instant, PathText, metadata

reference = Table(
    "reference",
    metadata,
    Column("id", String, primary_key=True),
    Column("csl", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("registered", Boolean, nullable=False),
    Column("address", Text, index=True),
    Column("host", Text, index=True),
    # By its host, for sharing out checks; `claimed_until` while somebody is at it.
    Column("lane", Integer, nullable=False, server_default="0"),
    Column("claimed_until", Instant),
    Column("availability", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("integrity", String, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("reason", Text),
    Column("http_status", Integer),
    Column("final_url", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("failures", Integer, nullable=False),
    Column("failing_since", Instant),
    Column("unreachable_since", Instant),
    # How many checks in a row have found nothing new.
    Column("calm", Integer, nullable=False, server_default="0"),
    Column("checked_at", Instant),
    Column("next_check_at", Instant),
    Column("intended", String, nullable=False, server_default=""),
    Column("successor", Text),
    Column("currency_at", Instant),
    Column("integrity_at", Instant),
    Column("updated_on", Date),
    Column("cited_as", Text),
    Column("cited_style", String),
    # Where its entry stands in the register. One that stands nowhere any more is `registered` until all files are read.
    Column("file", PathText, index=True),
    Column("line", Integer),
    # What the lists sort and find it by.
    Column("sort_title", PathText, nullable=False, server_default=""),
    Column("words", Text, nullable=False, server_default=""),
    # Counted along this alone, a million that are due take a tenth of a second and not four.
    Index("reference_due", "next_check_at", "registered", "lane"),
    # A row holds all that is known of a source; to count them by their answers takes none of it.
    Index("reference_answers", "availability", "confirmed", "currency", "integrity", "intended", "registered", "id"),
)
# SQLite searches in one index, in the order of the list.
Index("reference_listed", reference.c.sort_title, reference.c.id, reference.c.words).ddl_if(dialect="sqlite")
Index("reference_titled", reference.c.sort_title, reference.c.id).ddl_if(dialect="postgresql")

# What two descriptions of one source share; where several references have a key the first of the register goes by it.
reference_key = Table(
    "reference_key",
    metadata,
    Column("key", String, primary_key=True),
    Column("reference_id", String, ForeignKey("reference.id", ondelete="CASCADE"), primary_key=True, index=True),
    # Half as much to write, as the key is all there is to a row.
    sqlite_with_rowid=False,
)

# A file of the register as it was last read; without a stamp it is to be read again. Of one that is `unread` the ledger
# keeps what it held before.
register_file = Table(
    "register_file",
    metadata,
    Column("path", PathText, primary_key=True),
    Column("stamp", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("unread", Boolean, nullable=False),
)

# Ids in a file that another one before it has already.
register_double = Table(
    "register_double",
    metadata,
    Column("path", PathText, primary_key=True),
    Column("id", String, primary_key=True, index=True),
)
