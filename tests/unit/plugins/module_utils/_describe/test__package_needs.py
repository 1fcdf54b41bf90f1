"""What packages need of the system."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._description import CERTAIN, Description
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._package_needs import describe_needs
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._packages import Packages
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Place


@pytest.mark.parametrize(
    ("requirements", "of_today", "variables"),
    [
        (["fastapi"], [], {}),
        (["lightgbm>=4"], [], {"backend_image_apt_runtime_packages": ["libgomp1"]}),
        (
            ["psycopg2"],
            ["libpq-dev", "curl", "ffmpeg"],
            {
                "backend_image_apt_runtime_packages": ["ffmpeg", "libpq5"],
                "backend_image_apt_build_packages": ["libpq-dev", "gcc"],
            },
        ),
        (["psycopg2-binary"], [], {}),
        (["gunicorn"], [], {"backend_image_home": "/tmp", "backend_image_server": "gunicorn"}),
        (["matplotlib"], [], {"backend_image_home": "/tmp"}),
    ],
)
def test_needs(requirements: list[str], of_today: list[str], variables: dict[str, Any]) -> None:
    packages, found = Packages(), Description("backend", ".")
    for one in requirements:
        packages.add(one, Place("requirements.txt", 1))
    if "gunicorn" in requirements:
        found.propose("backend_image_server", "gunicorn", Place("x"), CERTAIN, "")
    describe_needs(found, packages, [(one, Place("Dockerfile", 3)) for one in of_today])
    assert found.to_json()["variables"] == variables
