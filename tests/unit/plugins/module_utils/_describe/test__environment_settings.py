"""What today's image and platforms set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._description import Description
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._environment_settings import describe_settings
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._python_code import read_code
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._start import Start
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder, Place

Project = Callable[[Mapping[str, str]], Folder]


@pytest.mark.parametrize(
    ("name", "value", "file", "told"),
    [
        ("DJANGO_SETTINGS_MODULE", "site1.prod", "fly.toml", {"DJANGO_SETTINGS_MODULE": "site1.prod"}),
        ("DJANGO_SETTINGS_MODULE", "elsewhere.prod", "fly.toml", {}),
        ("SITE", "north", "Dockerfile", {"SITE": "north"}),
        ("SITE", "north", "fly.toml", {}),  # of one container
        ("DATA", "/data", "Dockerfile", {}),
        ("PORT", "80", "Dockerfile", {}),
        ("OTHER", "x", "Dockerfile", {}),  # nothing reads it
        ("API_TOKEN", "x", "Dockerfile", {}),
        ("DB_PASS", "x", "Dockerfile", {}),
        ("MYSQL_PWD", "x", "Dockerfile", {}),
    ],
)
def test_settings(project: Project, name: str, value: str, file: str, told: dict[str, Any]) -> None:
    code = read_code(BoundedFolder(project({"site1/prod.py": "", "site1/__init__.py": ""}).path))
    start, found = Start(), Description("backend", ".")
    start.add_setting(name, value, Place(file, 1))
    describe_settings(code, start, {"SITE", "DATA", "PORT", "API_TOKEN", "DB_PASS", "MYSQL_PWD"}, found)
    assert found.value("backend_image_env") == told
