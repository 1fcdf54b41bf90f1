"""The database: one engine per process, connected when first used."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import asyncpg
from fastapi import Depends, Request
from sqlalchemy import MetaData, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

CONNECT_TIMEOUT = 5.0
STATEMENT_TIMEOUT = 15.0
# A refused connection reaches us as OSError or as asyncpg's own error: SQLAlchemy wraps only what a statement raises.
_UNREACHABLE = (OSError, TimeoutError, PoolTimeoutError, InterfaceError, OperationalError, asyncpg.PostgresError)


class DatabaseUnavailableError(Exception):
    """The database cannot be reached, or gives no answer in time."""


class Base(DeclarativeBase):
    """Parent of all models; constraint names are fixed so that migrations can address them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Database:
    """A pool of connections to PostgreSQL."""

    def __init__(self, url: str, *, pool_size: int, max_overflow: int) -> None:
        """Prepare the pool of at most `pool_size + max_overflow` connections; nothing is connected yet."""
        self._engine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=max_overflow,
            pool_timeout=CONNECT_TIMEOUT,
            pool_pre_ping=True,
            connect_args={"timeout": CONNECT_TIMEOUT, "command_timeout": STATEMENT_TIMEOUT},
        )
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    async def ping(self) -> None:
        """Ask the database for an answer; raise whatever stands in the way."""
        async with self._engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """Yield a session, rolled back unless committed; raise DatabaseUnavailableError when there is no database."""
        try:
            async with self._sessions() as session:
                yield session
        except _UNREACHABLE as error:
            raise DatabaseUnavailableError(type(error).__name__) from error

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


async def _request_session(request: Request) -> AsyncIterator[AsyncSession]:
    database: Database = request.app.state.database
    async with database.session() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(_request_session)]
