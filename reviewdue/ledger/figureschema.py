"""The table of each day's figures, as the newest migration leaves it."""

from sqlalchemy import Boolean, Column, Date, Integer, Table

from reviewdue.ledger.columns import metadata

# How the pages stood at the end of the day's last scan; `whole` says that it left nothing out.
daily_figures = Table(
    "daily_figures",
    metadata,
    Column("day", Date, primary_key=True),
    Column("overdue", Integer, nullable=False),
    Column("due", Integer, nullable=False),
    Column("current", Integer, nullable=False),
    Column("undated", Integer, nullable=False),
    Column("unreadable", Integer, nullable=False),
    Column("whole", Boolean, nullable=False),
)
