"""The commands resource."""

import uuid
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, HTTPException, Query, Request, Response, status
from fastapi.exceptions import RequestValidationError
from pydantic.json_schema import SkipJsonSchema
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.actor import AUTHENTICATED, ActorDep
from app.catalog.entries import CATALOG
from app.commands import repository
from app.commands.events import announce
from app.commands.models import Command
from app.commands.schemas import CommandCreate, CommandCreated, CommandPage, CommandRead, PartList, PartRead
from app.db import SessionDep
from app.errors import problems
from app.fleet.models import Vehicle

router = APIRouter(prefix="/api/v1/commands", tags=["commands"], dependencies=[AUTHENTICATED])
MOST_PARTS = 1000
LAST_SEQUENCE = 2**31 - 1
log = structlog.get_logger(__name__)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_description="The command as it is stored now",
    responses={
        status.HTTP_200_OK: {"model": CommandRead, "description": "The command as it was stored under this request_id"},
        **problems(http_400="The body is no JSON", http_409="The request_id is another command's"),
    },
)
async def create_command(
    wanted: CommandCreate, session: SessionDep, actor: ActorDep, request: Request, response: Response
) -> CommandRead:
    """Store a command and announce it to all WebSocket clients; what was stored before is answered with 200.

    It must be one of the catalogue, with parameters that hold by its JSON Schema, for a vehicle that is listed.
    """
    await _check(session, wanted)
    try:
        stored, is_new = await repository.add(session, wanted, actor)
    except repository.RequestIdTakenError:
        raise HTTPException(status.HTTP_409_CONFLICT, f"request_id {wanted.request_id} is another command's") from None
    command = CommandRead.model_validate(stored)
    if not is_new:
        log.info("command.repeated", command_id=str(command.id), actor=actor)
        response.status_code = status.HTTP_200_OK
        return command
    log.info("command.created", command_id=str(command.id), vehicle_id=command.vehicle_id, actor=actor)
    state = request.app.state
    await announce(state.redis, state.channel, CommandCreated(command=command), state.figures)
    return command


@router.get("", responses=problems(http_404="There is no command of the id `before`"))
async def list_commands(
    session: SessionDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    before: Annotated[
        uuid.UUID | SkipJsonSchema[None], Query(description="`next` of the page before: list what is older")
    ] = None,
) -> CommandPage:
    """List commands, newest first. Later pages stay as they are, however many commands arrive meanwhile."""
    last = None if before is None else await _found(session, before)
    commands, further = await repository.newest(session, limit=limit, before=last)
    return CommandPage(items=[CommandRead.model_validate(command) for command in commands], next=further)


@router.get("/{command_id}", responses=problems(http_404="There is no such command"))
async def get_command(command_id: uuid.UUID, session: SessionDep) -> CommandRead:
    """Return one command."""
    return CommandRead.model_validate(await _found(session, command_id))


@router.get("/{command_id}/parts", responses=problems(http_404="There is no such command"))
async def list_parts(
    command_id: uuid.UUID,
    session: SessionDep,
    after: Annotated[int, Query(ge=0, le=LAST_SEQUENCE, description="The last sequence that is known already.")] = 0,
) -> PartList:
    """List what the vehicle has answered so far, in order; at most 1000 parts, the next are after the last of them."""
    await _found(session, command_id)
    found = await repository.parts(session, command_id, after=after, limit=MOST_PARTS)
    return PartList(items=[PartRead.model_validate(part) for part in found])


async def _check(session: AsyncSession, wanted: CommandCreate) -> None:
    """Raise RequestValidationError, which is answered with 422, naming what the vehicle could not do."""
    entry = CATALOG.get(wanted.command)
    if entry is None:
        problems = [_problem("command", f"there is no command {wanted.command!r} in the catalogue")]
    else:
        problems = [
            {**problem, "loc": ("body", "parameters", *problem["loc"])} for problem in entry.problems(wanted.parameters)
        ]
    if await session.get(Vehicle, wanted.vehicle_id) is None:
        problems.append(_problem("vehicle_id", f"there is no vehicle {wanted.vehicle_id}"))
    if problems:
        raise RequestValidationError(problems)


def _problem(field: str, message: str) -> dict[str, Any]:
    return {"type": "value_error", "loc": ("body", field), "msg": message}


async def _found(session: AsyncSession, command_id: uuid.UUID) -> Command:
    command = await repository.get(session, command_id)
    if command is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"there is no command {command_id}")
    return command
