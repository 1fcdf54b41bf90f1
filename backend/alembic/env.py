"""Run migrations, one process at a time, on the database that DATABASE_URL names."""

import asyncio
import sys
import time

from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from app.auth.models import User
from app.commands.models import Command, Part
from app.fleet.models import Vehicle
from app.logging.config import configure_logging
from app.settings import DatabaseSettings

# Importing the models is what makes their tables known.
MODELS = (Command, Part, User, Vehicle)
METADATA = MODELS[0].metadata
# Any number will do, as long as every release uses the same.
LOCK = 7_306_384_101
LOCK_SECONDS = 5


class MigratedByAnotherError(Exception):
    """Another process holds the lock for too long."""


def run_migrations(connection: Connection, patience: float) -> None:
    """Migrate while holding an advisory lock, so that replicas that start together do not run the same step twice.

    A step that waits for a lock on a table makes all requests behind it wait, so it gives up soon.
    """
    connection.execute(text(f"SET lock_timeout = '{LOCK_SECONDS}s'"))
    take_turn(connection, patience)
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def take_turn(connection: Connection, patience: float) -> None:
    """Take the advisory lock; raise MigratedByAnotherError after `patience` seconds, since its holder may never end."""
    deadline = time.monotonic() + patience
    while not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
        connection.commit()
        if time.monotonic() >= deadline:
            raise MigratedByAnotherError(f"another process has been migrating this database for {patience:g} s")
        time.sleep(0.2)
    connection.commit()


async def run_online(url: str, patience: float) -> None:
    """Connect to `url` for the time of the migrations; the lock goes with the connection."""
    engine = create_async_engine(url, poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run_migrations, patience)
    await engine.dispose()


settings = DatabaseSettings.load_or_exit("alembic")
database_url = settings.database_url.get_secret_value()
if context.is_offline_mode():
    context.configure(url=database_url, target_metadata=METADATA, literal_binds=True, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    configure_logging("INFO")
    try:
        asyncio.run(run_online(database_url, settings.migration_patience))
    except MigratedByAnotherError as error:
        sys.exit(f"alembic: {error}, longer than MIGRATION_PATIENCE: pg_locks names its session")
