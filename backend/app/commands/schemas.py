"""What the API takes and gives."""

import json
import re
import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from app.commands.models import CommandStatus

PARAMETERS_LIMIT = 16 * 1024
_VEHICLE_ID = re.compile(r"[A-HJ-NPR-Z0-9]{11,17}")
_COMMAND = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.:/-]{0,99}")

# Not the six characters \u0000 themselves, which JSON writes with a backslash more.
_NUL = re.compile(r"(?<!\\)(\\\\)*\\u0000")


def _check_vehicle_id(value: str) -> str:
    if not _VEHICLE_ID.fullmatch(value):
        raise ValueError("a vehicle id has 11 to 17 capital letters and digits, without I, O and Q")
    return value


def _check_command(value: str) -> str:
    if not _COMMAND.fullmatch(value):
        raise ValueError("a command has 1 to 100 letters, digits, spaces and _.:/-, and starts with a letter or digit")
    return value


def _check_parameters(value: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Refuse what PostgreSQL's jsonb cannot hold: NaN, infinities, the NUL character, lone surrogates."""
    try:
        size = len(json.dumps(value, allow_nan=False, ensure_ascii=False).encode())
    except (ValueError, RecursionError):
        raise ValueError("parameters hold a number or a character that JSON cannot carry, or nest too deeply") from None
    if size > PARAMETERS_LIMIT:
        raise ValueError(f"parameters have {size} bytes as JSON, at most {PARAMETERS_LIMIT} are allowed")
    if _NUL.search(json.dumps(value)):
        raise ValueError("parameters hold the character NUL")
    return value


VehicleId = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True), AfterValidator(_check_vehicle_id)]
CommandName = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_check_command)]
Parameters = Annotated[dict[str, JsonValue], AfterValidator(_check_parameters)]


class CommandCreate(BaseModel):
    """A command to send."""

    model_config = ConfigDict(extra="forbid")

    vehicle_id: VehicleId = Field(examples=["WVWZZZ1JZXW000001"])
    command: CommandName = Field(examples=["read_dtc"])
    parameters: Parameters = Field(default_factory=dict, examples=[{"ecu": "engine"}])


class CommandRead(BaseModel):
    """A command as it is stored; times are UTC."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    vehicle_id: str
    command: str
    parameters: dict[str, Any]
    status: CommandStatus
    response: dict[str, Any] | None
    created_at: datetime
    updated_at: datetime


class CommandPage(BaseModel):
    """Some commands, newest first, and how many there are in all."""

    items: list[CommandRead]
    total: int


class CommandCreated(BaseModel):
    """The event that every WebSocket client receives for each new command."""

    type: Literal["command.created"] = "command.created"
    command: CommandRead
