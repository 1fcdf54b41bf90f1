"""Store what vehicles answer part by part, who may log in, and how far a command came on its way."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    """Create the tables, and make each response that is stored the one part of its command."""
    op.create_table(
        "users",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("password_hash", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_users"),
    )
    op.create_table(
        "parts",
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("command_id", "sequence", name="pk_parts"),
        sa.ForeignKeyConstraint(
            ["command_id"], ["commands.id"], name="fk_parts_command_id_commands", ondelete="CASCADE"
        ),
    )
    op.execute(
        "INSERT INTO parts (command_id, sequence, body, final, created_at) "
        "SELECT id, 1, response, true, updated_at FROM commands WHERE response IS NOT NULL"
    )
    op.add_column("commands", sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("commands", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("commands", sa.Column("taken_by", sa.Uuid(), nullable=True))
    op.add_column("commands", sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_commands_unfinished",
        "commands",
        ["created_at"],
        postgresql_where=sa.text("state IN ('queued', 'sent', 'running')"),
    )


def downgrade() -> None:
    """Drop all of it; the last part of a command stays as its response."""
    op.execute(
        "UPDATE commands SET response = parts.body FROM parts WHERE parts.command_id = commands.id AND parts.final "
        "AND commands.response IS NULL AND jsonb_typeof(parts.body) = 'object'"
    )
    op.drop_index("ix_commands_unfinished", "commands")
    for column in ("leased_until", "taken_by", "sent_at", "enqueued_at"):
        op.drop_column("commands", column)
    op.drop_table("parts")
    op.drop_table("users")
