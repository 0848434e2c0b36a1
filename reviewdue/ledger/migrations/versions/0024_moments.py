"""PostgreSQL counts what is written to this ledger, and sources are counted by their answers from an index."""

from alembic import op

revision = "0024"
down_revision = "0023"

ANSWERS = ("availability", "confirmed", "currency", "integrity", "intended", "registered", "id")


def upgrade() -> None:
    op.create_index("reference_answers", "reference", [*ANSWERS])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE ledger_moment")
