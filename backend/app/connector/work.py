"""All that a connector does at the same time: fill the stream, read it, keep its leases, and give up what is lost."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable

import structlog
from redis.exceptions import RedisError, ResponseError

from app.causes import root_cause
from app.connector import ledger
from app.connector.courier import Courier
from app.connector.settings import ConnectorSettings
from app.connector.stream import Entry, Stream
from app.db import Database, DatabaseUnavailableError

_OUTBOX_SECONDS = 0.25
_AGAIN_SECONDS = 10.0
_BATCH = 100
_LONGEST_PAUSE = 2.0
_STOP_SECONDS = 20.0
log = structlog.get_logger(__name__)


class Work:
    """One connector at work."""

    def __init__(self, database: Database, stream: Stream, courier: Courier, settings: ConnectorSettings) -> None:
        """Prepare; nothing is begun yet."""
        self._database, self._stream, self._courier, self._settings = database, stream, courier, settings
        self._loops: list[asyncio.Task[None]] = []
        self._carried: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin, in the background."""
        third = self._settings.lease / 3
        for name, step, pause in (
            ("outbox", self._fill, _OUTBOX_SECONDS),
            ("intake", self._take_new, 0.0),
            ("takeover", self._take_left, third),
            ("leases", self._keep_leases, third),
            ("losses", self._give_up, third),
        ):
            self._loops.append(asyncio.create_task(_for_ever(name, step, pause), name=name))

    async def stop(self) -> None:
        """Take nothing new, and let what is on its way end within 20 seconds; others find what is left."""
        reading = [task for task in self._loops if task.get_name() != "leases"]
        await _cancel(reading)
        if self._carried:
            await asyncio.wait(self._carried, timeout=_STOP_SECONDS)
        await _cancel([*self._carried, *self._loops])
        self._courier.close()
        log.info("connector.stopped")

    async def _fill(self) -> None:
        """Put what waits on the stream; what Redis does not take, or has lost, is put there again."""
        async with self._database.session() as session:
            ids = await ledger.to_enqueue(session, _AGAIN_SECONDS, _BATCH)
            if ids:
                await self._stream.put(ids)
                await ledger.note_enqueued(session, ids)

    async def _take_new(self) -> None:
        free = self._settings.connector_concurrency - len(self._carried)
        if free < 1:
            await asyncio.wait(self._carried, return_when=asyncio.FIRST_COMPLETED)
            return
        try:
            entries = await self._stream.new(free)
        except ResponseError as error:
            if "NOGROUP" not in str(error):
                raise
            await self._stream.prepare()
            return
        self._carry(entries)

    async def _take_left(self) -> None:
        await self._stream.prepare()
        free = self._settings.connector_concurrency - len(self._carried)
        if free > 0:
            self._carry(await self._stream.left(self._settings.lease, free))
        await self._stream.forget_consumers()

    def _carry(self, entries: list[Entry]) -> None:
        for entry, command_id in entries:
            task = asyncio.create_task(self._carry_one(entry, command_id))
            self._carried.add(task)
            task.add_done_callback(self._carried.discard)

    async def _carry_one(self, entry: bytes, command_id: uuid.UUID | None) -> None:
        try:
            if command_id is not None:
                await self._courier.carry(command_id)
            await self._stream.done(entry)
        except (RedisError, OSError) as error:
            # The entry comes again, and the database knows that there is nothing to do.
            log.warning("stream.not_told", command_id=str(command_id), reason=root_cause(error))
        except Exception:
            log.exception("command.broke", command_id=str(command_id))

    async def _keep_leases(self) -> None:
        if self._courier.tokens:
            async with self._database.session() as session:
                await ledger.renew(session, list(self._courier.tokens), self._settings.lease)

    async def _give_up(self) -> None:
        async with self._database.session() as session:
            ended = await ledger.give_up(session, self._settings.queue_patience)
        for command in ended:
            await self._courier.tell(command)


async def _for_ever(name: str, step: Callable[[], Awaitable[None]], pause: float) -> None:
    """Repeat a step with pauses; a failure makes the pause longer, and never ends it."""
    failures = 0
    while True:
        try:
            await step()
            failures = 0
        except (RedisError, OSError, DatabaseUnavailableError) as error:
            failures += 1
            log.warning("connector.interrupted", step=name, reason=root_cause(error))
        # An error of the code must not end this step alone, while the process goes on looking healthy.
        except Exception:
            failures += 1
            log.exception("connector.failed", step=name)
        await asyncio.sleep(min(max(pause, _OUTBOX_SECONDS * failures), max(pause, _LONGEST_PAUSE)))


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
