"""The gate before a release, role image_verify, asked about the image of an application."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.applications.case import FEW, Case
from tests.applications.front_end import FrontEnd
from tests.rig.cleanup import unique
from tests.rig.plays import ENVIRONMENT, play_of

LONGEST = 1800  # seconds


def refusals(image: str, told: Case, folder: Path, environment: Mapping[str, str]) -> str:
    """What the gate says against the image: an empty text where it passes."""
    given = {**FEW, **told.variables}
    is_http = not told.logged and not told.left_out and given.get("backend_image_health_scheme") != "https"
    (status,) = given.get("backend_image_health_statuses", ["2xx"])
    health = {"path": given["backend_image_health_path"], "status": 200 if status == "2xx" else int(status)}
    requests = [health, *({"path": path} for path in told.answers)] if is_http else []
    variables = {
        "image_verify_user": "appuser",
        "image_verify_max_size": given["backend_image_max_size"],
        # Judged is the port that the image exposes. The gate stands where a proxy would, and is believed as one.
        "image_verify_env": {
            "FORWARDED_ALLOW_IPS": "*",
            **{name: value for name, value in told.environment.items() if name != "PORT"},
        },
        "image_verify_left_out": dict(told.left_out),
        "image_verify_requests": [{**request, "headers": dict(told.headers)} for request in requests],
    }
    return _refusals(image, variables, folder, environment)


def refusals_of_page(image: str, told: FrontEnd, folder: Path, environment: Mapping[str, str]) -> str:
    """What the gate says against the image of a page: an empty text where it passes."""
    paths = [path for path in told.views if "?" not in path]
    variables = {
        "image_verify_user": "nginx",
        "image_verify_max_size": "50 MB",
        "image_verify_ports": [int(told.variables.get("frontend_image_port", 80))],
        "image_verify_requests": [{"path": path} for path in [*paths, "/health"]],
        "image_verify_headers": ["X-Content-Type-Options", "Content-Security-Policy", "Cache-Control"],
    }
    return _refusals(image, variables, folder, environment)


def _refusals(image: str, variables: Mapping[str, Any], folder: Path, environment: Mapping[str, str]) -> str:
    role = {
        "name": "Verify",
        "ansible.builtin.import_role": {"name": "sovd.prod_images.image_verify"},
        "vars": {
            "image_verify_image": image,
            "image_verify_prefix": unique("gate"),
            "image_verify_healthy_timeout": 180,
            **variables,
        },
    }
    (folder / "gate.json").write_text(json.dumps(play_of([role])), encoding="utf-8")
    done = subprocess.run(
        ["ansible-playbook", str(folder / "gate.json")], check=False, capture_output=True, text=True, timeout=LONGEST,
        env={**environment, **ENVIRONMENT},
    )  # fmt: skip
    return done.stdout + done.stderr if done.returncode else ""
