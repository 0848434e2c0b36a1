"""The files of the register, which entry stands where, and which ids stand twice; a key may have several references."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

PATH = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "register_file",
        sa.Column("path", PATH, nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("unread", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("path"),
    )
    op.create_table(
        "register_double",
        sa.Column("path", PATH, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("path", "id"),
    )
    op.create_index("ix_register_double_id", "register_double", ["id"], unique=False)
    op.add_column("reference", sa.Column("file", PATH, nullable=True))
    op.add_column("reference", sa.Column("line", sa.Integer(), nullable=True))
    op.create_index("ix_reference_file", "reference", ["file"], unique=False)
    _let_keys_be_shared()


def _let_keys_be_shared() -> None:
    op.drop_index("ix_reference_key_reference_id", "reference_key")
    op.rename_table("reference_key", "reference_key_before")
    op.create_table(
        "reference_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("reference_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["reference_id"], ["reference.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "reference_id", name="reference_key_shared"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO reference_key SELECT key, reference_id FROM reference_key_before")
    op.drop_table("reference_key_before")
    op.create_index("ix_reference_key_reference_id", "reference_key", ["reference_id"], unique=False)
