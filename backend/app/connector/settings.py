"""What the connector reads from its environment."""

from pydantic import Field

from app.settings import ServiceSettings


class ConnectorSettings(ServiceSettings):
    """Times are seconds."""

    port: int = Field(default=8000, ge=1, le=65_535)
    # Until a vehicle has answered one question.
    vehicle_timeout: float = Field(default=10.0, gt=0, le=300)
    # From sending a command to its last part.
    command_timeout: float = Field(default=120.0, gt=0, le=86_400)
    # That a command may wait to be sent.
    queue_patience: float = Field(default=600.0, gt=0, le=86_400)
    # After which what a connector had sent and says nothing more about is given up.
    lease: float = Field(default=15.0, ge=2, le=600)
    connector_concurrency: int = Field(default=16, ge=1, le=200)
