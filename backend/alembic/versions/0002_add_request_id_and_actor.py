"""Store who sent a command, and the id by which its client names it."""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    """Add both columns; the default of `actor` lets the release before this one go on storing commands meanwhile."""
    op.add_column("commands", sa.Column("request_id", sa.Uuid(), nullable=True))
    op.add_column("commands", sa.Column("actor", sa.String(255), server_default="anonymous", nullable=False))
    op.create_unique_constraint("uq_commands_request_id", "commands", ["request_id"])


def downgrade() -> None:
    """Drop both columns with what they hold."""
    op.drop_constraint("uq_commands_request_id", "commands", type_="unique")
    op.drop_column("commands", "actor")
    op.drop_column("commands", "request_id")
