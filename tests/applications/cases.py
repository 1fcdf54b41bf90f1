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
    """Variables of the role, and by path a pattern of the answer, which has status 200."""

    answers: Mapping[str, str]
    variables: Mapping[str, Any] = field(default_factory=dict)


CASES = {
    "pillow": Case({"/picture": r"\x89PNG"}),
    "psycopg": Case({"/driver": '"psycopg binary"'}),
    "gevent": Case({"/greenlet": "42"}),
    "tables": Case({"/sum": "6"}),
    "skimage": Case({"/edges": "true"}),
    "gosoext": Case({"/refused": "refused"}),
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
