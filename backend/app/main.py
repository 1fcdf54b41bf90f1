"""The application that uvicorn serves: `app.main:app`."""

import sys

import structlog
from fastapi import FastAPI

from app.factory import create_app
from app.logging.config import configure_logging
from app.settings import Settings, SettingsError

# uvicorn's own exit status for an application that cannot start: its parent then stops, and starts no more workers.
STARTUP_FAILURE = 3


def _build() -> FastAPI:
    configure_logging("INFO")
    try:
        settings = Settings.load()
    except SettingsError as error:
        structlog.get_logger(__name__).critical("settings.refused", reason=str(error))
        sys.exit(STARTUP_FAILURE)
    configure_logging(settings.log_level)
    return create_app(settings)


app = _build()
