"""Store more states of a command beside those of the release before, why it failed, and the vehicles."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"

# The release before knows only `status`. This one reads and writes `state`; the database keeps them in step.
_IN_STEP = """
CREATE OR REPLACE FUNCTION commands_keep_state_and_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IS NULL OR (TG_OP = 'UPDATE' AND NEW.state = OLD.state AND NEW.status <> OLD.status) THEN
        NEW.state := CASE NEW.status WHEN 'pending' THEN 'queued' ELSE NEW.status END;
    ELSE
        NEW.status := CASE NEW.state
            WHEN 'queued' THEN 'pending' WHEN 'running' THEN 'sent' WHEN 'timed_out' THEN 'failed' ELSE NEW.state END;
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    """Add the columns for a moment's lock, then fill them while all go on reading and writing; it may be run again."""
    op.execute(
        "ALTER TABLE commands ADD COLUMN IF NOT EXISTS state varchar(16), ADD COLUMN IF NOT EXISTS cause varchar(500)"
    )
    op.execute(_IN_STEP)
    op.execute(
        "CREATE OR REPLACE TRIGGER commands_keep_state_and_status BEFORE INSERT OR UPDATE ON commands "
        "FOR EACH ROW EXECUTE FUNCTION commands_keep_state_and_status()"
    )
    op.execute(
        "CREATE TABLE IF NOT EXISTS vehicles (id varchar(17) CONSTRAINT pk_vehicles PRIMARY KEY, "
        "name varchar(100) NOT NULL, address varchar(200))"
    )
    with op.get_context().autocommit_block():
        # The trigger says what the state is.
        op.execute("UPDATE commands SET state = NULL WHERE state IS NULL")
        op.execute(
            "INSERT INTO vehicles (id, name) SELECT DISTINCT vehicle_id, vehicle_id FROM commands "
            "ON CONFLICT DO NOTHING"
        )
    op.execute("ALTER TABLE commands DROP CONSTRAINT IF EXISTS ck_commands_state")
    op.execute(
        "ALTER TABLE commands ADD CONSTRAINT ck_commands_state "
        "CHECK (state IN ('queued', 'sent', 'running', 'completed', 'failed', 'timed_out'))"
    )
    op.alter_column("commands", "state", existing_type=sa.String(16), nullable=False)


def downgrade() -> None:
    """Drop all of it; `status` says what the release before can tell of each state."""
    op.drop_table("vehicles")
    op.execute("DROP TRIGGER commands_keep_state_and_status ON commands")
    op.execute("DROP FUNCTION commands_keep_state_and_status()")
    op.drop_column("commands", "cause")
    op.drop_column("commands", "state")
