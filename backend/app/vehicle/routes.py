"""SOVD's resources of the simulated vehicles, below the identification number of each."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, Response, status
from pydantic import BaseModel, Field

from app.vehicle.simulation import DATA, REFUSED, SILENT, Simulation

router = APIRouter(prefix="/vehicles/{vehicle}/v1/components/{ecu}")
counts = APIRouter(prefix="/simulation")
CommandId = Annotated[str, Header(alias="X-Command-ID", max_length=64)]
NEVER = 86_400.0


def _unit(vehicle: str, ecu: str) -> tuple[str, str]:
    """Which control unit of which vehicle is asked."""
    return vehicle, ecu


UnitDep = Annotated[tuple[str, str], Depends(_unit)]


class Start(BaseModel):
    """How far a routine goes."""

    steps: int = Field(ge=1, le=100)


async def _heard(request: Request, command_id: str) -> Simulation:
    """Count a command, then take the time that an answer takes."""
    simulation: Simulation = request.app.state.simulation
    simulation.heard[command_id] += 1
    await asyncio.sleep(simulation.latency)
    return simulation


@router.get("/faults")
async def read_faults(unit: UnitDep, request: Request, command_id: CommandId) -> dict[str, Any]:
    """List faults."""
    return {"items": (await _heard(request, command_id)).faults(*unit)}


@router.delete("/faults", status_code=status.HTTP_204_NO_CONTENT)
async def clear_faults(unit: UnitDep, request: Request, command_id: CommandId) -> Response:
    """Delete faults."""
    (await _heard(request, command_id)).clear(*unit)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.get("/data")
async def read_data(request: Request, command_id: CommandId, name: Annotated[list[str], Query()]) -> dict[str, Any]:
    """Read values by their names."""
    await _heard(request, command_id)
    if unknown := sorted(set(name) - set(DATA)):
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"no data {', '.join(unknown)}; there is {', '.join(DATA)}")
    return {"items": [{"id": each, "data": DATA[each]} for each in name]}


@router.post("/operations/{routine}/executions", status_code=status.HTTP_202_ACCEPTED)
async def start(unit: UnitDep, routine: str, wanted: Start, request: Request, command_id: CommandId) -> dict[str, str]:
    """Start a routine."""
    simulation = await _heard(request, command_id)
    if routine == REFUSED:
        raise HTTPException(status.HTTP_409_CONFLICT, "the vehicle moves")
    if routine == SILENT:
        await asyncio.sleep(NEVER)
    return {"id": simulation.start(unit, routine, wanted.steps)}


@router.get("/operations/{routine}/executions/{execution}")
async def watch(unit: UnitDep, execution: str, request: Request) -> dict[str, Any]:
    """Tell how far a routine is."""
    found = request.app.state.simulation.executions.get((*unit, execution))
    if found is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "there is no such execution")
    return {"status": found.status, "results": found.results}


@router.delete("/operations/{routine}/executions")
async def stop(unit: UnitDep, routine: str, request: Request, command_id: CommandId) -> dict[str, int]:
    """Stop all executions of a routine."""
    stopped = (await _heard(request, command_id)).stop(unit, routine)
    if not stopped:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "no such routine runs")
    return {"stopped": stopped}


@counts.get("/heard")
async def heard(request: Request) -> dict[str, int]:
    """Tell how often each command was heard; each should be heard once."""
    return dict(request.app.state.simulation.heard)
