"""What is said to a vehicle for each command of the catalogue, by the resources of SOVD (ISO 17978-3)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from app.connector.vehicle_client import LostError, NotAskedError, RefusedError, VehicleClient

POLL_SECONDS = 0.2


class Answer(NamedTuple):
    """One part of what a vehicle answers."""

    body: dict[str, Any]
    final: bool


class Question(NamedTuple):
    """A command, complete and checked, for the vehicle that answers at `place`."""

    id: str
    command: str
    parameters: dict[str, Any]
    place: str


def place_of(address: str, vehicle: str) -> str:
    """Return where SOVD's resources of a vehicle stand."""
    return f"{address.rstrip('/')}/vehicles/{quote(vehicle, safe='')}/v1"


async def answers(client: VehicleClient, question: Question) -> AsyncIterator[Answer]:
    """Ask once and give the parts as they come; raise the errors of the client."""
    component = f"{question.place}/components/{question.parameters['ecu']}"
    operation = f"{component}/operations/{question.parameters.get('routine')}/executions"
    if question.command == "start_routine":
        body = {"steps": question.parameters["steps"]}
        started = await client.ask("POST", operation, question.id, body)
        async for answer in _steps(client, f"{operation}/{quote(str(started.get('id')), safe='')}", question.id):
            yield answer
        return
    names = urlencode({"name": question.parameters.get("names", [])}, doseq=True)
    method, url = {
        "read_dtc": ("GET", f"{component}/faults"),
        "clear_dtc": ("DELETE", f"{component}/faults"),
        "read_data": (
            "GET",
            f"{component}/data?{names}",
        ),
        "stop_routine": ("DELETE", operation),
    }[question.command]
    yield Answer(await client.ask(method, url, question.id), final=True)


async def _steps(client: VehicleClient, url: str, command_id: str) -> AsyncIterator[Answer]:
    """Look at a routine until it ends; a look that fails changes nothing, so it is repeated."""
    seen = 0
    while True:
        await asyncio.sleep(POLL_SECONDS)
        try:
            found = await client.ask("GET", url, command_id)
        except (NotAskedError, LostError):
            continue
        status, results = found.get("status"), found.get("results")
        new = results[seen:] if isinstance(results, list) else []
        seen += len(new)
        ended = status != "running"
        failed = ended and status not in ("completed", "stopped")
        for number, body in enumerate(new, 1):
            last = status == "completed" and number == len(new)
            yield Answer(body if isinstance(body, dict) else {"value": body}, final=last)
        if failed:
            raise RefusedError(f"the routine ended as {status}"[:400])
        if ended:
            if status == "stopped" or not new:
                yield Answer({"status": status}, final=True)
            return
