"""Run migrations, one process at a time, on the database that DATABASE_URL names."""

import asyncio
import sys

from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from app.commands.models import Command
from app.logging.config import configure_logging
from app.settings import DatabaseSettings, SettingsError

# Any number will do, as long as every release uses the same.
LOCK = 7_306_384_101


def run_migrations(connection: Connection) -> None:
    """Migrate while holding an advisory lock, so that replicas that start together do not run the same step twice."""
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
    connection.commit()
    context.configure(connection=connection, target_metadata=Command.metadata, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


async def run_online(url: str) -> None:
    """Connect to `url` for the time of the migrations; the lock goes with the connection."""
    engine = create_async_engine(url, poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run_migrations)
    await engine.dispose()


try:
    database_url = DatabaseSettings.load().database_url.get_secret_value()
except SettingsError as error:
    sys.exit(f"alembic: {error}")
if context.is_offline_mode():
    context.configure(url=database_url, target_metadata=Command.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    configure_logging("INFO")
    asyncio.run(run_online(database_url))
