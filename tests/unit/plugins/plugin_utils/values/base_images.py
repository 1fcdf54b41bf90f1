"""Right and wrong values of the variables of the role base_images."""

from __future__ import annotations

from typing import Any

RIGHT: dict[str, list[Any]] = {
    "base_images_wanted": [[], ["python:3.11-slim", "registry.example:5000/team/base@sha256:" + "0" * 64]],
    "base_images_trial": [True, "true"],
    "base_images_trial_wanted": [[], ["postgres:trixie"]],
    "base_images_registry_timeout": [1, "60"],
    "base_images_nginx_suites": [["trixie"]],
}
WRONG: dict[str, list[Any]] = {
    "base_images_wanted": ["python:3.11-slim", ["Python:3.11"], ["a:b:c"], [""], [["python"]], {"python": "3.11"}],
    "base_images_trial": ["later", []],
    "base_images_trial_wanted": [["post gres"], "postgres"],
    "base_images_registry_timeout": [0, -1, "15s", 3601],
    "base_images_nginx_suites": [[], ["jessie"]],
}
