"""Speak to PostgreSQL without the application in between."""

import asyncio

import asyncpg
from sqlalchemy.engine import make_url


async def connect(url: str) -> asyncpg.Connection:
    """Connect to the database that a URL of the application names."""
    return await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))


def query(url: str, statement: str, *values: object) -> list[asyncpg.Record]:
    """Run one statement, outside of any transaction, and return its rows."""

    async def _query() -> list[asyncpg.Record]:
        connection = await connect(url)
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()

    return asyncio.run(_query())
