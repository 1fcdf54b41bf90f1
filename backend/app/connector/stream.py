"""The Redis stream that tells connectors where to look; it may forget, since the database does not."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

GROUP = "connectors"
LONGEST = 100_000
_BLOCK_MILLISECONDS = 1000
_FORGOTTEN_MILLISECONDS = 3_600_000
Entry = tuple[bytes, uuid.UUID | None]


def stream_of(environment: str) -> str:
    """Return the name of the stream."""
    return f"sovd:{environment}:queue"


class Stream:
    """One consumer of the group."""

    def __init__(self, redis: Redis, name: str, consumer: str) -> None:
        """Read the stream `name` as `consumer`."""
        self._redis = redis
        self._name = name
        self._consumer = consumer

    async def put(self, ids: Iterable[uuid.UUID]) -> None:
        """Announce commands that wait."""
        async with self._redis.pipeline(transaction=False) as pipeline:
            for each in ids:
                pipeline.xadd(self._name, {"id": str(each)}, maxlen=LONGEST, approximate=True)
            await pipeline.execute()

    async def prepare(self) -> None:
        """Make the group, which is gone when Redis has lost its data."""
        try:
            await self._redis.xgroup_create(self._name, GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    async def new(self, most: int) -> list[Entry]:
        """Return what no consumer has been given; wait up to a second for it."""
        found: Any = await self._redis.xreadgroup(
            GROUP, self._consumer, {self._name: ">"}, count=most, block=_BLOCK_MILLISECONDS
        )
        return [entry for _name, entries in found or [] for entry in _read(entries)]

    async def left(self, idle: float, most: int) -> list[Entry]:
        """Take over what other consumers were given and have not done for `idle` seconds."""
        found: list[Any] = await self._redis.xautoclaim(self._name, GROUP, self._consumer, int(idle * 1000), count=most)
        return _read(found[1])

    async def done(self, entry: bytes) -> None:
        """Take an entry off the stream."""
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.xack(self._name, GROUP, entry)
            pipeline.xdel(self._name, entry)
            await pipeline.execute()

    async def forget_consumers(self) -> None:
        """Remove the names of connectors that are long gone and have nothing left."""
        for consumer in await self._redis.xinfo_consumers(self._name, GROUP):
            if not consumer["pending"] and consumer["idle"] > _FORGOTTEN_MILLISECONDS:
                await self._redis.xgroup_delconsumer(self._name, GROUP, consumer["name"])


def _read(entries: Sequence[tuple[bytes, dict[bytes, Any] | None]]) -> list[Entry]:
    return [(name, _id_in(fields or {})) for name, fields in entries]


def _id_in(fields: dict[bytes, Any]) -> uuid.UUID | None:
    try:
        return uuid.UUID(fields.get(b"id", b"").decode())
    except ValueError:
        return None
