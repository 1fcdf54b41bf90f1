"""Small applications of other teams' shapes: what their images are built with, and what these answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).parent / "backends"
# For an application with few settings of its own: what the defaults have is for that of this repository.
FEW = {
    "backend_image_code": ["app"],
    "backend_image_workers": 1,
    "backend_image_health_path": "/health",
    "backend_image_health_interval": "1s",
    "backend_image_max_size": "2 GB",
    "backend_image_proof_env": {},
}
# An application without uvloop and httptools.
PLAIN = {"backend_image_loop": "auto", "backend_image_http": "auto"}


@dataclass(frozen=True)
class Case:
    """Variables of the role, and by path a pattern of the answer, which has status 200.

    `source` is the folder where it is not named like the case, `options` are those of its container, and `said` is a
    pattern of what the play reports.
    """

    answers: Mapping[str, str]
    variables: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    options: tuple[str, ...] = ()
    port: int = 8000
    headers: Mapping[str, str] = field(default_factory=dict)
    said: str = ""


def served_by(server: str, first: str, *args: str, **variables: Any) -> Case:
    """The application of servers/ behind one of them, and what its first process is."""
    return Case(
        {"/first": first},
        {**PLAIN, "backend_image_server": server, "backend_image_server_args": list(args), **variables},
        source="servers",
    )


CASES = {
    "pillow": Case({"/picture": r"\x89PNG"}),
    "psycopg": Case({"/driver": '"psycopg binary"'}),
    "gevent": Case({"/greenlet": "42"}),
    "tables": Case({"/sum": "6"}),
    "skimage": Case({"/edges": "true"}),
    "gosoext": Case({"/refused": "refused"}),
    "flask": Case(
        {"/goods": '"apples":3'},
        {
            "backend_image_code": ["shop.py"],
            "backend_image_app_module": "shop:app",
            "backend_image_server": "gunicorn",
            "backend_image_home": "/tmp",
        },
    ),
    "django": Case(
        {"/password": "True"},
        {
            "backend_image_code": ["site1"],
            "backend_image_app_module": "site1.wsgi:application",
            "backend_image_server": "gunicorn",
            "backend_image_home": "/tmp",
            "backend_image_proof_env": {"SECRET_KEY": "of the proof"},
            "backend_image_health_headers": {"Host": "shop.example"},
        },
        options=("--env=SECRET_KEY=of-a-test",),
        headers={"Host": "shop.example"},
    ),
    "gunicorn": served_by(
        "gunicorn", "-m gunicorn", "--worker-class=uvicorn_worker.UvicornWorker", backend_image_home="/tmp"
    ),
    "hypercorn": served_by("hypercorn", "-m hypercorn .* --workers 1 "),
    "granian": served_by("granian", "granian"),
    "daphne": served_by("daphne", "-m daphne"),
    "another command": served_by(
        "uvicorn",
        "python -m uvicorn --host 0.0.0.0",
        backend_image_command=["sh", "-c", "exec python -m uvicorn --host 0.0.0.0 --port $PORT app.main:app"],
        backend_image_env={"PORT": 8000},
        backend_image_entrypoint=["env"],
    ),
    "port and home of run time": Case(
        {"/first": "--port 9000 ", "/home": "kept below /tmp/.cache"},
        {**PLAIN, "backend_image_port_from_environment": True, "backend_image_home": "/tmp"},
        source="servers",
        options=("--env=PORT=9000",),
        port=9000,
    ),
    "celery": Case(
        {},
        {
            "backend_image_app_module": "app.worker:app",
            "backend_image_server": "celery",
            "backend_image_health_command": ["grep", "-q", "celery", "/proc/1/cmdline"],
        },
    ),
    "zombies": Case({"/zombies": "^0$"}, {"backend_image_init": True}),
    "probe": Case(
        {},
        {**PLAIN, "backend_image_health_headers": {"Host": "api.example", "X-Forwarded-Proto": "https"}},
    ),
    "taken back": Case(
        {"/health": "well"},
        {**PLAIN, "backend_image_drop_folders": ["tests", "starlette/middleware"]},
        source="plain",
        said="Taken back: the cut of starlette",
    ),
    "plain": Case(
        {"/health": "well"},
        {
            **PLAIN,
            "backend_image_app_module": "app.strict:app",
            "backend_image_proof_env": {"SITE": "none"},
            "backend_image_env": {"SITE": "north"},
        },
    ),
}

# By what is wrong: the application, variables, and a pattern of what the play says.
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "another module": ("pillow", {"backend_image_app_module": "app.wsgi:app"}, "app.wsgi, the application, cannot be"),
    "another attribute": ("pillow", {"backend_image_app_module": "app.main:api"}, "app.main has no api"),
    "no uvloop": ("plain", {}, "backend_image_(loop|http): [a-z]+ cannot be imported"),
    "a setting": (
        "plain", {**PLAIN, "backend_image_app_module": "app.strict:app"},
        r"KeyError: 'SITE'[\s\S]*backend_image_proof_env",
    ),
}  # fmt: skip
