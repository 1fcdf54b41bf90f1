"""The catalog resource."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.auth.actor import AUTHENTICATED
from app.catalog.entries import CATALOG
from app.errors import problems

router = APIRouter(prefix="/api/v1/catalog", tags=["catalog"], dependencies=[AUTHENTICATED])


class EntryRead(BaseModel):
    """A command that vehicles know."""

    command: str
    title: str
    description: str
    parameters: dict[str, Any] = Field(description="The JSON Schema (2020-12) of the command's parameters.")
    multi_part: bool = Field(description="Whether the answer comes in more parts than one.")


class Catalog(BaseModel):
    """All commands, in the order in which they are shown."""

    items: list[EntryRead]


@router.get("", responses=problems())
async def read_catalog() -> Catalog:
    """List what may be asked of a vehicle."""
    return Catalog(
        items=[
            EntryRead(
                command=entry.command,
                title=entry.title,
                description=entry.description,
                parameters=entry.parameters.model_json_schema(),
                multi_part=entry.multi_part,
            )
            for entry in CATALOG.values()
        ]
    )
