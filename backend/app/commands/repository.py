"""Commands in the database."""

import uuid

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.commands.models import Command
from app.commands.schemas import CommandCreate


async def add(session: AsyncSession, wanted: CommandCreate) -> Command:
    """Store a command for good and return it as the database holds it."""
    command = Command(vehicle_id=wanted.vehicle_id, command=wanted.command, parameters=wanted.parameters)
    session.add(command)
    await session.flush()
    await session.refresh(command)
    await session.commit()
    return command


async def get(session: AsyncSession, command_id: uuid.UUID) -> Command | None:
    """Return the command with this id, or None."""
    return await session.get(Command, command_id)


async def newest(session: AsyncSession, *, limit: int, offset: int) -> tuple[list[Command], int]:
    """Return `limit` commands, newest first, after skipping `offset` of them, and the number of all commands."""
    order = select(Command).order_by(Command.created_at.desc(), Command.id.desc())
    page = await session.scalars(order.limit(limit).offset(offset))
    total = await session.scalar(select(func.count()).select_from(Command))
    return list(page), total or 0
