"""The vehicles resource."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from app.auth.actor import AUTHENTICATED
from app.db import SessionDep
from app.errors import problems
from app.fleet.models import Vehicle

router = APIRouter(prefix="/api/v1/vehicles", tags=["vehicles"], dependencies=[AUTHENTICATED])
MOST_LISTED = 1000


class VehicleRead(BaseModel):
    """A vehicle: its identification number, and what people call it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str


class VehicleList(BaseModel):
    """Vehicles, by name."""

    items: list[VehicleRead]


@router.get("", responses=problems())
async def list_vehicles(session: SessionDep) -> VehicleList:
    """List the vehicles that commands may be for, by name; the first thousand."""
    found = await session.scalars(select(Vehicle).order_by(Vehicle.name, Vehicle.id).limit(MOST_LISTED))
    return VehicleList(items=[VehicleRead.model_validate(vehicle) for vehicle in found])
