"""Announce what happens to commands on Redis, and hand each announcement to this process's WebSocket clients."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from app.causes import root_cause
from app.commands.schemas import CommandPart, Event
from app.metrics import Figures

BACKLOG = 100
ANNOUNCE_SECONDS = 0.25
_IDLE_SECONDS = 5.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 5.0
log = structlog.get_logger(__name__)


def channel_of(environment: str) -> str:
    """Return the channel's name; Redis shares channels among its databases, so the environment is part of it."""
    return f"sovd:{environment}:commands"


async def announce(redis: Redis, channel: str, event: Event, figures: Figures) -> None:
    """Tell all processes what is new; where Redis does not take it in time, only the event is lost."""
    try:
        async with asyncio.timeout(ANNOUNCE_SECONDS):
            await redis.publish(channel, event.model_dump_json())
    except (RedisError, OSError) as error:
        figures.events_lost.inc()
        command_id = event.command_id if isinstance(event, CommandPart) else event.command.id
        log.warning("event.lost", command_id=str(command_id), reason=root_cause(error))


class Subscription:
    """One client's share of the events, until it ends."""

    def __init__(self) -> None:
        """Start with nothing to read."""
        self._waiting: asyncio.Queue[str] = asyncio.Queue(BACKLOG)
        self._ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def offer(self, event: str) -> bool:
        """Queue an event and return True, or False when the client is BACKLOG events behind."""
        try:
            self._waiting.put_nowait(event)
        except asyncio.QueueFull:
            return False
        return True

    def end(self, reason: str) -> None:
        """Give no more events, because of `reason`."""
        if not self._ended.done():
            self._ended.set_result(reason)

    async def ended(self) -> str:
        """Wait for the end and return its reason."""
        return await asyncio.shield(self._ended)

    async def event(self, patience: float) -> str | None:
        """Return the next event as JSON text, or None when none came for `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                return await self._waiting.get()
        except TimeoutError:
            return None


class EventHub:
    """The one reader of the Redis channel in this process; it reconnects for as long as it runs."""

    def __init__(self, redis: Redis, channel: str, figures: Figures) -> None:
        """Read `channel` of `redis`, whose client must not retry, or a lost subscription would go unseen."""
        self._redis = redis
        self._channel = channel
        self._figures = figures
        self._subscriptions: set[Subscription] = set()
        self._listening = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to read, in the background."""
        self._reader = asyncio.create_task(self._read_for_ever(), name="event-hub")

    async def stop(self) -> None:
        """Stop reading and end all subscriptions."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        self._end_all("shutdown")
        await self._redis.aclose()
        log.info("events.stopped")

    async def listening(self) -> None:
        """Wait until events are being received."""
        await self._listening.wait()

    @contextmanager
    def subscribe(self) -> Iterator[Subscription]:
        """Give a subscription to all events from now on."""
        subscription = Subscription()
        self._subscriptions.add(subscription)
        self._figures.websockets.inc()
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)
            self._figures.websockets.dec()

    async def _read_for_ever(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await self._read(pubsub)
            # Whatever it is, the reader goes on: were it to end, events would, while all else says that it is well.
            except Exception as error:
                if self._listening.is_set():
                    pause = _FIRST_PAUSE
                self._listening.clear()
                self._figures.events_listening.set(0)
                # Clients that kept their connection would not know what they missed; on reconnecting they ask.
                self._end_all("events interrupted")
                expected = isinstance(error, RedisError | OSError)
                log.warning(
                    "events.interrupted", reason=root_cause(error), retry_in_seconds=pause, exc_info=not expected
                )
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _read(self, pubsub: PubSub) -> None:
        """Receive until the connection breaks; a connection that is idle must answer a ping."""
        await pubsub.subscribe(self._channel)
        asked = False
        while True:
            message = await pubsub.get_message(timeout=_IDLE_SECONDS)
            if message is None:
                if asked:
                    raise TimeoutError("Redis does not answer")
                await pubsub.ping()
                asked = True
                continue
            asked = False
            if message["type"] == "subscribe":
                self._listening.set()
                self._figures.events_listening.set(1)
                log.info("events.listening", channel=self._channel)
            elif message["type"] == "message":
                self._fan_out(message["data"])
                # A burst is parsed from one read without pausing: let the clients' tasks empty their queues meanwhile.
                await asyncio.sleep(0)

    def _fan_out(self, data: bytes) -> None:
        try:
            event = data.decode()
        except UnicodeDecodeError as error:
            self._figures.events_unreadable.inc()
            log.warning("event.unreadable", reason=root_cause(error), size=len(data))
            return
        for subscription in [each for each in self._subscriptions if not each.offer(event)]:
            self._subscriptions.discard(subscription)
            subscription.end("too slow")

    def _end_all(self, reason: str) -> None:
        for subscription in self._subscriptions:
            subscription.end(reason)
        self._subscriptions.clear()
