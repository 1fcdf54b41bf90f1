"""Probes for the container and the cluster."""

from typing import Literal

import structlog
from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel

from app.health.checks import run_checks

router = APIRouter(prefix="/health", tags=["health"])
log = structlog.get_logger(__name__)


class Liveness(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Readiness(BaseModel):
    """Whether requests can be served, and what each dependency answered."""

    status: Literal["ready", "unavailable"]
    checks: dict[str, str]


@router.get("/live")
async def live() -> Liveness:
    """Answer without touching any dependency: a restart would not bring those back."""
    return Liveness()


@router.get("/ready", responses={status.HTTP_503_SERVICE_UNAVAILABLE: {"model": Readiness}})
async def ready(request: Request, response: Response) -> Readiness:
    """Answer 200 when all that this process depends on answers, else 503 with the name of what does not."""
    state = request.app.state
    checks = await run_checks(state.checks, state.settings.readiness_timeout)
    if all(outcome == "ok" for outcome in checks.values()):
        return Readiness(status="ready", checks=checks)
    log.warning("readiness.failed", checks=checks)
    response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return Readiness(status="unavailable", checks=checks)
