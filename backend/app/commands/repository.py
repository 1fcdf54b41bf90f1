"""Commands in the database."""

import uuid

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.commands.models import Command, Part
from app.commands.schemas import CommandCreate


class RequestIdTakenError(Exception):
    """Another command was stored under this request id."""


async def add(session: AsyncSession, wanted: CommandCreate, actor: str) -> tuple[Command, bool]:
    """Store a command for good and return it as the database holds it, with True.

    One that was stored before under the same request id is returned as it is, with False; raise RequestIdTakenError
    when that is another command or another actor's.
    """
    values = {**wanted.model_dump(), "actor": actor}
    # On conflict nothing is stored: what comes twice at the same time waits here for the first to be committed.
    statement = insert(Command).values(values).on_conflict_do_nothing(index_elements=["request_id"]).returning(Command)
    command = await session.scalar(statement)
    await session.commit()
    if command is not None:
        return command, True
    stored = (await session.scalars(select(Command).where(Command.request_id == wanted.request_id))).one()
    if any(getattr(stored, name) != value for name, value in values.items()):
        raise RequestIdTakenError
    return stored, False


async def get(session: AsyncSession, command_id: uuid.UUID) -> Command | None:
    """Return the command with this id, or None."""
    return await session.get(Command, command_id)


async def newest(
    session: AsyncSession, *, limit: int, before: Command | None = None
) -> tuple[list[Command], uuid.UUID | None]:
    """Return `limit` commands, newest first, that are older than `before`; and the id of the last, if there are more.

    However many there are, only these are read: the index has them in this order.
    """
    order = select(Command).order_by(Command.created_at.desc(), Command.id.desc()).limit(limit + 1)
    if before is not None:
        order = order.where(tuple_(Command.created_at, Command.id) < (before.created_at, before.id))
    found = list(await session.scalars(order))
    page = found[:limit]
    return page, page[-1].id if len(found) > limit else None


async def parts(session: AsyncSession, command_id: uuid.UUID, *, after: int, limit: int) -> list[Part]:
    """Return the first `limit` parts of a command whose sequence is greater than `after`, in their order."""
    order = select(Part).where(Part.command_id == command_id, Part.sequence > after).order_by(Part.sequence)
    return list(await session.scalars(order.limit(limit)))
