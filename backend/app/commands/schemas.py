"""What the API takes and gives."""

import json
import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from app.commands.models import CommandStatus

PARAMETERS_LIMIT = 16 * 1024
LARGEST_NUMBER = 2**53 - 1
NO_NUL = r"^[^\u0000]*$"
_BLANKS = " \t\r\n"
_VEHICLE_ID = r"^[ \t\r\n]*[A-HJ-NPR-Za-hj-npr-z0-9]{11,17}[ \t\r\n]*$"
_COMMAND = r"^[ \t\r\n]*[A-Za-z0-9][A-Za-z0-9 _.:/-]{0,99}[ \t\r\n]*$"

# Not the six characters \u0000 themselves, which JSON writes with a backslash more.
_NUL = re.compile(r"(?<!\\)(\\\\)*\\u0000")


def _check_vehicle_id(value: str) -> str:
    if not re.fullmatch(_VEHICLE_ID, value):
        raise ValueError("a vehicle id has 11 to 17 capital letters and digits, without I, O and Q")
    return value.strip(_BLANKS).upper()


def _check_command(value: str) -> str:
    if not re.fullmatch(_COMMAND, value):
        raise ValueError("a command has 1 to 100 letters, digits, spaces and _.:/-, and starts with a letter or digit")
    return value.strip(_BLANKS)


def _check_parameters(value: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Refuse what PostgreSQL's jsonb cannot hold: NaN, infinities, the NUL character, lone surrogates.

    Refuse numbers, too, of which readers keep too few digits, as all browsers do (RFC 7493, section 2.2).
    """
    try:
        size = len(json.dumps(value, allow_nan=False, ensure_ascii=False).encode())
    except (ValueError, RecursionError):
        raise ValueError("parameters hold a number or a character that JSON cannot carry, or nest too deeply") from None
    if size > PARAMETERS_LIMIT:
        raise ValueError(f"parameters have {size} bytes as JSON, at most {PARAMETERS_LIMIT} are allowed")
    if _NUL.search(json.dumps(value)):
        raise ValueError("parameters hold the character NUL")
    if any(abs(number) > LARGEST_NUMBER for number in _numbers_in(value)):
        raise ValueError(
            f"parameters hold a number beyond {LARGEST_NUMBER}, which many readers change: write it as text"
        )
    return value


def _numbers_in(value: JsonValue) -> Iterator[int | float]:
    """Give each number, wherever it is."""
    if isinstance(value, int | float):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _numbers_in(inner)


VehicleId = Annotated[str, AfterValidator(_check_vehicle_id), Field(json_schema_extra={"pattern": _VEHICLE_ID})]
CommandName = Annotated[str, AfterValidator(_check_command), Field(json_schema_extra={"pattern": _COMMAND})]
Parameters = Annotated[
    dict[str, JsonValue],
    AfterValidator(_check_parameters),
    Field(
        description=f"At most {PARAMETERS_LIMIT} bytes as JSON.",
        json_schema_extra={"propertyNames": {"pattern": NO_NUL}},
    ),
]
# What pydantic leaves open in the description of JsonValue.
JSON_VALUE_SCHEMA: dict[str, Any] = {
    "title": "JsonValue",
    "description": "What JSON can carry and every reader keeps.",
    "anyOf": [
        {"type": "null"},
        {"type": "boolean"},
        {"type": "string", "pattern": NO_NUL},
        {"type": "number", "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER},
        {"type": "array", "items": {"$ref": "#/components/schemas/JsonValue"}},
        {
            "type": "object",
            "propertyNames": {"pattern": NO_NUL},
            "additionalProperties": {"$ref": "#/components/schemas/JsonValue"},
        },
    ],
}


class CommandCreate(BaseModel):
    """A command to store."""

    model_config = ConfigDict(extra="forbid")

    vehicle_id: VehicleId = Field(examples=["WVWZZZ1JZXW000001"])
    command: CommandName = Field(examples=["read_dtc"])
    parameters: Parameters = Field(default_factory=dict, examples=[{"ecu": "engine"}])
    request_id: uuid.UUID | None = Field(
        default=None,
        description="Made by the client: what is sent again under the same id is stored once, and answered with 200.",
    )


class CommandRead(BaseModel):
    """A command as it is stored; times are UTC."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    vehicle_id: str
    command: str
    parameters: dict[str, Any]
    status: CommandStatus
    cause: str | None = Field(description="Why it failed or timed out.")
    response: dict[str, Any] | None
    actor: str
    request_id: uuid.UUID | None
    created_at: datetime
    updated_at: datetime


class CommandPage(BaseModel):
    """Some commands, newest first, and what to ask for as `before` to list older ones; null when there are none."""

    items: list[CommandRead]
    next: uuid.UUID | None


class PartRead(BaseModel):
    """One answer of the vehicle; the time is UTC."""

    model_config = ConfigDict(from_attributes=True)

    sequence: int = Field(description="From 1 on.")
    body: JsonValue
    final: bool = Field(description="Whether no more will come.")
    created_at: datetime


class PartList(BaseModel):
    """Parts in the order of their sequence."""

    items: list[PartRead]


class CommandCreated(BaseModel):
    """The event that every WebSocket client receives for each new command."""

    type: Literal["command.created"] = "command.created"
    command: CommandRead


class CommandChanged(BaseModel):
    """The event for each new state of a command."""

    type: Literal["command.changed"] = "command.changed"
    command: CommandRead


class CommandPart(BaseModel):
    """The event for each part."""

    type: Literal["command.part"] = "command.part"
    command_id: uuid.UUID
    sequence: int
    body: JsonValue
    final: bool


Event = CommandCreated | CommandChanged | CommandPart
