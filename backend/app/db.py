"""The database: one engine per process, connected when first used."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import MetaData, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

CONNECT_TIMEOUT = 5.0
STATEMENT_TIMEOUT = 15.0
# SQLSTATE classes: connection, authorisation, no such database, too many connections, server shutting down.
_UNAVAILABLE_STATES = ("08", "28", "3D", "53", "57")


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
        self._engine = _engine(url, pool_size=pool_size, max_overflow=max_overflow)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        # Apart from the pool: requests that use it up by slow statements must not take the process out of service.
        self._probe = _engine(url, pool_size=1, max_overflow=1)

    async def ping(self) -> None:
        """Ask the database for an answer, on a connection of its own; raise the driver's error when there is none."""
        async with self._probe.connect() as connection:
            await connection.execute(text("SELECT 1"))

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """Yield a session, rolled back unless committed; raise DatabaseUnavailableError when there is no database."""
        try:
            async with self._sessions() as session:
                yield session
        except DBAPIError as error:
            if not _is_unavailable(error):
                raise
            raise DatabaseUnavailableError from error
        except (OSError, PoolTimeoutError) as error:
            raise DatabaseUnavailableError from error

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()
        await self._probe.dispose()


def _engine(url: str, *, pool_size: int, max_overflow: int) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=CONNECT_TIMEOUT,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"timeout": CONNECT_TIMEOUT, "command_timeout": STATEMENT_TIMEOUT},
    )


def _is_unavailable(error: DBAPIError) -> bool:
    """Tell an unusable database from a statement that it refused."""
    state = getattr(error.orig, "sqlstate", None) or ""
    lost = error.connection_invalidated or isinstance(error, InterfaceError | OperationalError)
    return lost or state.startswith(_UNAVAILABLE_STATES)


async def _request_session(request: Request) -> AsyncIterator[AsyncSession]:
    database: Database = request.app.state.database
    async with database.session() as session:
        yield session


# Scope "function": the session ends before the answer is sent, so that a failure at its end is still an answer.
SessionDep = Annotated[AsyncSession, Depends(_request_session, scope="function")]
