"""The five commands, after the resources of SOVD (ISO 17978-3): faults, data and operations of a component."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

Ecu = Literal["engine", "transmission", "brakes", "body"]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class _Parameters(BaseModel):
    """What each command is told; nothing else may be there."""

    model_config = ConfigDict(extra="forbid")

    ecu: Ecu = Field(default="engine", title="Control unit", description="SOVD's component")


class OfFaults(_Parameters):
    """Faults are one collection in a control unit."""


class OfData(_Parameters):
    """Which values are read."""

    names: list[Name] = Field(
        default=["battery_voltage"], min_length=1, max_length=20, title="Values", description="SOVD's data, by name"
    )


class OfRoutine(_Parameters):
    """Which routine is meant."""

    routine: Name = Field(title="Routine", description="SOVD's operation", examples=["self_test"])


class OfStart(OfRoutine):
    """How far a routine goes."""

    steps: StrictInt = Field(default=5, ge=1, le=100, title="Steps", description="Each is answered by a part")


@dataclass(frozen=True)
class Entry:
    """One command of the catalogue; the model of its parameters is their JSON Schema and checks them."""

    command: str
    title: str
    description: str
    parameters: type[BaseModel]
    multi_part: bool = False

    def problems(self, given: dict[str, Any]) -> list[ErrorDetails]:
        """Return what is wrong with parameters, each with its place; none where they hold."""
        try:
            self.parameters.model_validate(given)
        except ValidationError as error:
            return error.errors(include_url=False, include_context=False)
        return []

    def complete(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return checked parameters with what they leave out; raise ValidationError when they do not hold."""
        return self.parameters.model_validate(given).model_dump()


CATALOG = {
    entry.command: entry
    for entry in (
        Entry("read_dtc", "Read faults", "List the faults that a control unit has stored.", OfFaults),
        Entry("clear_dtc", "Clear faults", "Delete the faults that a control unit has stored.", OfFaults),
        Entry("read_data", "Read data", "Read current values of a control unit.", OfData),
        Entry("start_routine", "Start routine", "Run a routine and show each of its steps.", OfStart, multi_part=True),
        Entry("stop_routine", "Stop routine", "Stop a routine that runs.", OfRoutine),
    )
}
