"""Bring one command to its vehicle, at most once, and store what it answers."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.entries import CATALOG
from app.commands.events import announce
from app.commands.models import CommandStatus
from app.commands.schemas import CommandChanged, CommandPart, CommandRead
from app.connector import ledger
from app.connector.dialogue import Answer, Question, answers, place_of
from app.connector.settings import ConnectorSettings
from app.connector.vehicle_client import LostError, NotAskedError, RefusedError, SilentError, VehicleClient
from app.db import Database, DatabaseUnavailableError
from app.metrics import Figures

_PAUSE = 0.25
_FINAL = {CommandStatus.COMPLETED, CommandStatus.FAILED, CommandStatus.TIMED_OUT}
T = TypeVar("T")
log = structlog.get_logger(__name__)


class Courier:
    """Carries commands; what each may do is decided by the database alone."""

    def __init__(
        self, database: Database, redis: Redis, channel: str, settings: ConnectorSettings, figures: Figures
    ) -> None:
        """Publish events on `channel`."""
        self._database, self._redis, self._channel = database, redis, channel
        self._settings, self._figures = settings, figures
        self._client = VehicleClient(settings.vehicle_timeout, settings.connector_concurrency)
        # From 0 on: Prometheus sees no increase in a series whose first value is 1.
        for status in _FINAL:
            figures.commands_ended.labels(status.value)
        # Of commands that are on their way now.
        self.tokens: set[uuid.UUID] = set()

    def close(self) -> None:
        """Ask vehicles nothing more."""
        self._client.close()

    async def insist(self, operation: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Do something in the database, again and again while there is none."""
        while True:
            try:
                async with self._database.session() as session:
                    return await operation(session)
            except DatabaseUnavailableError:
                await asyncio.sleep(_PAUSE)

    async def tell(self, command: CommandRead | None) -> None:
        """Announce the new state of a command."""
        if command is None:
            return
        if command.status in _FINAL:
            self._figures.commands_ended.labels(command.status.value).inc()
            log.info("command.ended", command_id=str(command.id), status=command.status.value, cause=command.cause)
        await announce(self._redis, self._channel, CommandChanged(command=command), self._figures)

    async def carry(self, command_id: uuid.UUID) -> None:
        """Send a command if it waits, and store its answers; return when it has ended, here or elsewhere."""
        found = await self.insist(lambda session: ledger.find(session, command_id))
        if found is None or found[0].status is not CommandStatus.QUEUED:
            return
        command, address = found
        problem = _problem(command, address)
        if problem:
            await self._end(command_id, None, CommandStatus.FAILED, problem)
            return
        token = uuid.uuid4()
        self.tokens.add(token)
        try:
            lease = self._settings.lease
            taken = await self.insist(lambda session: ledger.take(session, command_id, token, lease))
            if taken is None:
                return
            await self.tell(taken)
            await self._converse(taken, token, address or "")
        finally:
            self.tokens.discard(token)

    async def _converse(self, command: CommandRead, token: uuid.UUID, address: str) -> None:
        """Ask the vehicle, and end the command by what comes of it."""
        patience = self._settings.command_timeout
        state, cause = CommandStatus.FAILED, ""
        try:
            async with asyncio.timeout(patience):
                await self._store_answers(command, token, address)
        except (NotAskedError, RefusedError) as error:
            cause = str(error)
        except LostError as error:
            cause = f"{ledger.OUTCOME_UNKNOWN}: {error}"
        except SilentError as error:
            state, cause = CommandStatus.TIMED_OUT, f"{ledger.OUTCOME_UNKNOWN}: {error}"
        except TimeoutError:
            state, cause = CommandStatus.TIMED_OUT, f"{ledger.OUTCOME_UNKNOWN}: no last part within {patience:g} s"
        # What a vehicle makes of the code here must end the command, too.
        except Exception as error:
            log.exception("command.broke", command_id=str(command.id))
            cause = f"{ledger.OUTCOME_UNKNOWN}: {type(error).__name__}"
        if cause:
            await self._end(command.id, token, state, cause)

    async def _store_answers(self, command: CommandRead, token: uuid.UUID, address: str) -> None:
        parameters = CATALOG[command.command].complete(command.parameters)
        place = place_of(address, command.vehicle_id)
        question = Question(str(command.id), command.command, parameters, place)
        sequence = 0
        async for answer in answers(self._client, question):
            sequence += 1
            if not await self._store_answer(command.id, token, sequence, answer):
                return

    async def _store_answer(self, command_id: uuid.UUID, token: uuid.UUID, sequence: int, answer: Answer) -> bool:
        """Store and announce a part; return False where the command was given up meanwhile."""
        stored = await self.insist(lambda session: ledger.add_part(session, command_id, token, sequence, answer))
        if stored is None:
            log.warning("command.given_up", command_id=str(command_id))
            return False
        part = CommandPart(command_id=command_id, sequence=sequence, body=answer.body, final=answer.final)
        await announce(self._redis, self._channel, part, self._figures)
        if sequence == 1 or answer.final:
            await self.tell(stored)
        return True

    async def _end(self, command_id: uuid.UUID, token: uuid.UUID | None, state: CommandStatus, cause: str) -> None:
        await self.tell(await self.insist(lambda session: ledger.end(session, command_id, token, state, cause)))


def _problem(command: CommandRead, address: str | None) -> str:
    """Return why a command cannot be sent, if so: the release before stored any."""
    entry = CATALOG.get(command.command)
    if entry is None:
        return "not in the catalogue"
    if entry.problems(command.parameters):
        return "the parameters do not hold by the catalogue"
    return "" if address else "there is no address of this vehicle"
