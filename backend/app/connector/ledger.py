"""How far each command is, in the database: what stands there decides, the stream only tells where to look."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.commands.models import Command, CommandStatus, Part
from app.commands.schemas import CommandRead
from app.connector.dialogue import Answer
from app.fleet.models import Vehicle

ON_ITS_WAY = (CommandStatus.SENT, CommandStatus.RUNNING)
OUTCOME_UNKNOWN = "outcome unknown"


async def find(session: AsyncSession, command_id: uuid.UUID) -> tuple[CommandRead, str | None] | None:
    """Return a command and the address of its vehicle; None where there is no such command."""
    found = await session.get(Command, command_id)
    if found is None:
        return None
    vehicle = await session.get(Vehicle, found.vehicle_id)
    return CommandRead.model_validate(found), vehicle.address if vehicle else None


async def take(session: AsyncSession, command_id: uuid.UUID, token: uuid.UUID, lease: float) -> CommandRead | None:
    """Store that a command is sent, before it is; None where another has it or it has ended.

    Of all who try, one gets it. The same token gets it again, since whether a commit was heard may be unknown.
    """
    is_free = or_(
        Command.status == CommandStatus.QUEUED,
        and_(Command.status == CommandStatus.SENT, Command.taken_by == token),
    )
    values = {
        "status": CommandStatus.SENT,
        "taken_by": token,
        "sent_at": func.now(),
        "leased_until": func.now() + timedelta(seconds=lease),
    }
    return await _change(session, and_(Command.id == command_id, is_free), values)


async def add_part(
    session: AsyncSession, command_id: uuid.UUID, token: uuid.UUID, sequence: int, answer: Answer
) -> CommandRead | None:
    """Store a part and the state that it brings; None where the command was given up meanwhile."""
    state = CommandStatus.COMPLETED if answer.final else CommandStatus.RUNNING
    is_ours = and_(
        Command.id == command_id,
        Command.taken_by == token,
        Command.status.in_((*ON_ITS_WAY, state)),
    )
    part = {"command_id": command_id, "sequence": sequence, "body": answer.body, "final": answer.final}
    changed = await session.scalar(
        update(Command).where(is_ours).values(status=state, response=answer.body).returning(Command)
    )
    if changed is None:
        return None
    await session.execute(insert(Part).values(part).on_conflict_do_nothing())
    await session.commit()
    return CommandRead.model_validate(changed)


async def end(
    session: AsyncSession, command_id: uuid.UUID, token: uuid.UUID | None, state: CommandStatus, cause: str
) -> CommandRead | None:
    """End a command of this token, or one that nobody has taken, for a cause; None where it has ended before."""
    is_ours = Command.status == CommandStatus.QUEUED
    if token is not None:
        is_ours = and_(Command.taken_by == token, Command.status.in_(ON_ITS_WAY))
    return await _change(session, and_(Command.id == command_id, is_ours), {"status": state, "cause": cause[:500]})


async def renew(session: AsyncSession, tokens: Sequence[uuid.UUID], lease: float) -> None:
    """Say that these are still worked on."""
    until = func.now() + timedelta(seconds=lease)
    await session.execute(
        update(Command).where(Command.taken_by.in_(tokens), Command.status.in_(ON_ITS_WAY)).values(leased_until=until)
    )
    await session.commit()


async def give_up(session: AsyncSession, patience: float) -> list[CommandRead]:
    """End what a dead connector had sent, and what could not be sent for `patience` seconds; return all of it."""
    left = and_(Command.status.in_(ON_ITS_WAY), or_(Command.leased_until.is_(None), Command.leased_until < func.now()))
    late = and_(Command.status == CommandStatus.QUEUED, Command.created_at < func.now() - timedelta(seconds=patience))
    found: list[CommandRead] = []
    for condition, state, cause in (
        (left, CommandStatus.FAILED, OUTCOME_UNKNOWN),
        (late, CommandStatus.TIMED_OUT, f"not sent within {patience:g} s"),
    ):
        ended = await session.scalars(
            update(Command).where(condition).values(status=state, cause=cause).returning(Command)
        )
        found += [CommandRead.model_validate(command) for command in ended]
    await session.commit()
    return found


async def to_enqueue(session: AsyncSession, again: float, limit: int) -> list[uuid.UUID]:
    """Return what waits and is not on the stream, or was put there `again` seconds ago; locked until the end."""
    waits = and_(
        Command.status == CommandStatus.QUEUED,
        or_(Command.enqueued_at.is_(None), Command.enqueued_at < func.now() - timedelta(seconds=again)),
    )
    wanted = select(Command.id).where(waits).order_by(Command.created_at).limit(limit)
    return list(await session.scalars(wanted.with_for_update(skip_locked=True)))


async def note_enqueued(session: AsyncSession, ids: Sequence[uuid.UUID]) -> None:
    """Store that these are on the stream."""
    statement = update(Command).where(Command.id.in_(ids)).values(enqueued_at=func.now(), updated_at=Command.updated_at)
    await session.execute(statement)
    await session.commit()


async def _change(
    session: AsyncSession, condition: ColumnElement[bool], values: dict[str, object]
) -> CommandRead | None:
    changed = await session.scalar(update(Command).where(condition).values(values).returning(Command))
    await session.commit()
    return None if changed is None else CommandRead.model_validate(changed)
