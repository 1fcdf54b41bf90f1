"""Small applications of other teams' shapes: what their images are built with, and what these answer."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.applications.case import Case
from tests.applications.code_files import CODE_FILES
from tests.applications.installed import INSTALLED
from tests.applications.libraries import LIBRARIES

PROXIES = ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY")
VALUES = {
    "X_CITY": "Zürich",
    "X_SNOW": "☃ 😀",
    "X_SPACE": " a\tb  ",
    "X_RETURN": "a\rb",
    "X_QUOTES": "'\"\\` #",
    "X_MONEY": "$HOME ${X_CITY} $$",
    "X_EMPTY": "",
    "X_ON": True,
    "X_COUNT": 0,
}
# Processes that serve where WEB_CONCURRENCY is 2.
WORKERS = {"uvicorn": 2, "gunicorn": 2, "hypercorn": 2, "granian": 2, "daphne": 1}
TEXTS = {**VALUES, "X_ON": "true", "X_COUNT": "0"}


def served_by(server: str, first: str, *args: str, **variables: Any) -> Case:
    """The application of servers/ behind one of them, by settings of run time, and what its first process is."""
    settings = {"backend_image_port_from_environment": True, "backend_image_server_args": list(args)}
    return Case(
        {"/first": first, "/served": str(WORKERS[server])},
        {"backend_image_server": server, **settings, **variables},
        source="servers",
        environment={"PORT": "9000", "WEB_CONCURRENCY": "2"},
        port=9000,
        shape=f"FastAPI by {server}, port and processes of run time",
        is_wish=True,
    )


CASES = {
    "pillow": Case({"/picture": r"\x89PNG"}, shape="Pillow"),
    "psycopg": Case({"/driver": '"psycopg binary"'}, shape="psycopg[binary]"),
    "gevent": Case({"/greenlet": "42"}, shape="gevent"),
    "tables": Case({"/sum": "6"}, shape="PyTables, which imports its tests"),
    "skimage": Case({"/edges": "true"}, shape="scikit-image, which reads its stubs"),
    "gosoext": Case({"/refused": "refused"}, shape="modules that Go made"),
    "flask": Case(
        {"/goods": '"apples":3'},
        {
            "backend_image_code": ["shop.py"],
            "backend_image_app_module": "shop:app",
            "backend_image_server": "gunicorn",
            "backend_image_home": "/tmp",
        },
        shape="Flask (WSGI) in one file, by Gunicorn",
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
        environment={"SECRET_KEY": "of-a-test"},
        headers={"Host": "shop.example"},
        shape="Django (WSGI) with ALLOWED_HOSTS, by Gunicorn",
    ),
    "gunicorn": served_by(
        "gunicorn", "-m gunicorn", "--worker-class=uvicorn_worker.UvicornWorker", backend_image_home="/tmp"
    ),
    "hypercorn": served_by("hypercorn", "-m hypercorn .* --workers 2 "),
    "granian": served_by("granian", "granian"),
    "daphne": served_by("daphne", "-m daphne"),
    "another command": served_by(
        "uvicorn",
        "python -m uvicorn --host 0.0.0.0",
        backend_image_command=["sh", "-c", "exec python -m uvicorn --host 0.0.0.0 --port $PORT app.main:app"],
        backend_image_entrypoint=["env"],
    ),
    "port and home of run time": Case(
        {"/first": "--port 9000 ", "/home": "kept below /tmp/.cache"},
        {"backend_image_port_from_environment": True, "backend_image_home": "/tmp"},
        source="servers",
        environment={"PORT": "9000"},
        port=9000,
        shape="a port of run time, a home that can be written",
        is_wish=True,
    ),
    "celery": Case(
        {},
        {
            "backend_image_app_module": "app.worker:app",
            "backend_image_server": "celery",
        },
        said="No health check: a worker of Celery",
        logged="celery@.* ready",
        shape="a worker of Celery",
    ),
    "zombies": Case(
        {"/zombies": "^0$"}, {"backend_image_init": True}, shape="children that end: an init", is_wish=True
    ),
    "probe": Case(
        {},
        {
            "backend_image_health_headers": {"Host": "${SITE}", "X-Forwarded-Proto": "https"},
            "backend_image_health_statuses": ["204"],
            "backend_image_port": 9000,
        },
        environment={"SITE": "api.example", **dict.fromkeys(PROXIES, "http://127.0.0.1:9")},
        headers={"Host": "api.example", "X-Forwarded-Proto": "https"},
        shape="a health check with Host, 204, a redirect to https, and a proxy in the environment",
    ),
    "taken back": Case(
        {"/health": "well"},
        {"backend_image_drop_folders": ["tests", "starlette/middleware"]},
        source="plain",
        said="Taken back: the cut of starlette",
        shape="a cut that the proof takes back",
        is_wish=True,
    ),
    "plain": Case(
        {"/health": "well"},
        {
            "backend_image_app_module": "app.strict:app",
            "backend_image_proof_env": {"SITE": "none"},
            "backend_image_env": {"SITE": "north"},
        },
        shape="settings that the import needs",
        is_wish=True,
    ),
    **LIBRARIES,
    **CODE_FILES,
    **INSTALLED,
}

CASES["values"] = Case(
    {
        "/values": f"^{re.escape(json.dumps(TEXTS, ensure_ascii=False, separators=(',', ':')))}$",
        "/words": re.escape(r'"--header","X-Site:Zürich \"é\" $HOME \\"'),
        "/forwarders": "^.10.0.0.0/8, 127.0.0.1.$",
    },
    {
        "backend_image_env": VALUES,
        "backend_image_server_args": ["--header", 'X-Site:Zürich "é" $HOME \\'],
        "backend_image_forwarded_allow_ips": "10.0.0.0/8, 127.0.0.1",
    },
    shape="settings with quotes, blanks and other scripts",
    is_wish=True,
)
CASES["tls"] = Case(
    {},
    {
        "backend_image_command": ["python", "-m", "app.main"],
        "backend_image_port": 8443,
        "backend_image_health_scheme": "https",
    },
    source="secure",
    shape="TLS by the application itself",
)
CASES["ipv6"] = Case(
    {},
    {"backend_image_server_args": ["--host", "::"]},
    source="plain",
    shape="bound to IPv6 alone",
    left_out={"ports answer": "the network of the gate has IPv4 alone"},
    is_wish=True,
)
CASES["beat"] = Case(
    {},
    {"backend_image_app_module": "app.worker:app", "backend_image_server": "celery_beat"},
    source="celery",
    said="No health check: the beat of Celery",
    logged="beat: Starting",
    shape="the beat of Celery",
    is_wish=True,
)

# Those that make test-slow builds: each installer, each server, and whatever else the role has to allow for. The
# others, only by make applications, are another library or framework in an image of the same kind.
FEW_CASES = (
    "srclayout",
    "pylock",
    "poetrypath",
    "gunicorn",
    "hypercorn",
    "granian",
    "daphne",
    "another command",
    "celery",
    "beat",
    "tables",
    "djangoadmin",
    "probe",
    "taken back",
    "readsfiles",
    "values",
    "tls",
)
# By what is wrong: the application, variables, and a pattern of what the play says.
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a version of git": (
        "dynamic", {"backend_image_code": []}, "backend_image_project_version: found nothing, expected a version",
    ),
    "another module": ("pillow", {"backend_image_app_module": "app.wsgi:app"}, "app.wsgi, the application, cannot be"),
    "another attribute": ("pillow", {"backend_image_app_module": "app.main:api"}, "app.main has no api"),
    "no uvloop": ("plain", {"backend_image_loop": "uvloop"}, "backend_image_loop: uvloop cannot be imported"),
    "a setting": (
        "plain", {"backend_image_app_module": "app.strict:app"},
        r"KeyError: 'SITE'[\s\S]*backend_image_proof_env",
    ),
}  # fmt: skip
