"""Each reference as a citation style prints it, kept until its words or the style change."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("reference", sa.Column("cited_as", sa.Text()))
    op.add_column("reference", sa.Column("cited_style", sa.String()))
