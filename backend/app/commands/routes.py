"""The commands resource."""

import uuid
from typing import Annotated

import structlog
from fastapi import APIRouter, HTTPException, Query, Request, status

from app.auth.actor import ActorDep
from app.commands import repository
from app.commands.events import announce
from app.commands.schemas import CommandCreate, CommandPage, CommandRead
from app.db import SessionDep

router = APIRouter(prefix="/api/v1/commands", tags=["commands"])
log = structlog.get_logger(__name__)


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_command(wanted: CommandCreate, session: SessionDep, actor: ActorDep, request: Request) -> CommandRead:
    """Store a command and announce it to all WebSocket clients."""
    command = CommandRead.model_validate(await repository.add(session, wanted))
    log.info("command.created", command_id=str(command.id), vehicle_id=command.vehicle_id, actor=actor)
    await announce(request.app.state.redis, request.app.state.channel, command)
    return command


@router.get("")
async def list_commands(
    session: SessionDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> CommandPage:
    """List commands, newest first."""
    commands, total = await repository.newest(session, limit=limit, offset=offset)
    return CommandPage(items=[CommandRead.model_validate(command) for command in commands], total=total)


@router.get("/{command_id}")
async def get_command(command_id: uuid.UUID, session: SessionDep) -> CommandRead:
    """Return one command."""
    command = await repository.get(session, command_id)
    if command is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"there is no command {command_id}")
    return CommandRead.model_validate(command)
