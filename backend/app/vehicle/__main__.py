"""Serve the simulated vehicles."""

from fastapi import FastAPI
from pydantic import Field

from app.health import routes as health
from app.logging.config import configure_logging
from app.metrics import expose_metrics
from app.serving import serve
from app.settings import EnvironmentSettings
from app.vehicle.routes import counts, router
from app.vehicle.simulation import Simulation


class VehicleSettings(EnvironmentSettings):
    """How the simulated vehicles behave; they depend on nothing."""

    port: int = Field(default=8000, ge=1, le=65_535)
    vehicle_latency: float = Field(default=0.2, ge=0, le=60)
    readiness_timeout: float = Field(default=2.0, gt=0, le=30)


def create_app(settings: VehicleSettings) -> FastAPI:
    """Return the vehicles, with the probes and metrics that every process of the image has."""
    app = FastAPI(title="Simulated vehicles", openapi_url=None)
    app.state.settings = settings
    app.state.checks = {}
    app.state.simulation = Simulation(settings.vehicle_latency)
    for part in (health.router, router, counts):
        app.include_router(part)
    expose_metrics(app)
    return app


if __name__ == "__main__":
    configure_logging("INFO")
    settings = VehicleSettings.load_or_exit("vehicle")
    serve(create_app(settings), settings.port)
