# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of the role backend_image have to be."""

from __future__ import annotations

from typing import Iterator

from .._grammar._docker import IMAGE_REFERENCE, MOUNT_TARGET
from .._grammar._http import FORWARDERS, HEADER_NAME, HTTP_STATUS, PLAIN_HEADER_VALUE
from .._grammar._system import (
    ARGUMENT,
    ENVIRONMENT_NAME,
    FILE_PATTERN,
    FOLDER_PATTERN,
    LINE,
    PACKAGE_NAME,
    PYTHON_MODULE,
    PYTHON_REFERENCE,
    RELATIVE_PATH,
    VERSION,
)
from .._role import RoleRules, Values
from .._rule import Each, Number, Pairs, Text
from .shared import CHOICES, SECONDS, SWITCH, shared_across, shared_rules

_LOCKED_BY = {
    "requirements": ["requirements.txt"],
    "uv": ["pyproject.toml", "uv.lock"],
    "poetry": ["pyproject.toml", "poetry.lock"],
}


def _source_is_a_folder(values: Values) -> Iterator[str]:
    if not values.source.get("exists", True):
        yield "backend_image_source: found no folder {0!r}, expected the one that holds {1}".format(
            values["backend_image_source"], " and ".join(_LOCKED_BY[values["backend_image_installer"]])
        )


def _source_has_what_is_installed(values: Values) -> Iterator[str]:
    missing = _missing(values, _LOCKED_BY[values["backend_image_installer"]])
    if missing:
        yield "backend_image_source: found no {0} in {1!r}, expected what backend_image_installer {2!r} needs".format(
            " and no ".join(missing), values["backend_image_source"], values["backend_image_installer"]
        )


def _source_has_the_code(values: Values) -> Iterator[str]:
    missing = _missing(values, [path.split("/")[0] for path in values["backend_image_code"]])
    if missing:
        yield "backend_image_code: found no {0} in {1!r}, expected files and folders of backend_image_source".format(
            " and no ".join(missing), values["backend_image_source"]
        )


def _missing(values: Values, needed: list[str]) -> list[str]:
    if not values.source.get("exists") or "files" not in values.source:
        return []
    return [name for name in dict.fromkeys(needed) if name not in values.source["files"]]


RULES = RoleRules(
    rules={
        **shared_rules("backend_image"),
        "backend_image_python_image": Text(IMAGE_REFERENCE),
        "backend_image_runtime_image": Text(IMAGE_REFERENCE, empty=True),
        "backend_image_installer": CHOICES,
        "backend_image_resolver": CHOICES,
        "backend_image_uv_image": Text(IMAGE_REFERENCE, empty=True),
        "backend_image_uv_version": Text(VERSION),
        "backend_image_poetry_version": Text(VERSION),
        "backend_image_install_args": Each(Text(ARGUMENT)),
        "backend_image_apt_build_packages": Each(Text(PACKAGE_NAME)),
        "backend_image_apt_runtime_packages": Each(Text(PACKAGE_NAME)),
        "backend_image_drop_files": Each(Text(FILE_PATTERN)),
        "backend_image_drop_folders": Each(Text(FOLDER_PATTERN)),
        "backend_image_drop_test_modules": SWITCH,
        "backend_image_strip": SWITCH,
        "backend_image_stdlib_bytecode": SWITCH,
        "backend_image_proof_exclude": Each(Text(PYTHON_MODULE)),
        "backend_image_proof_env": Pairs(ENVIRONMENT_NAME, Text(LINE)),
        "backend_image_code": Each(Text(RELATIVE_PATH), what="file or folder of the source"),
        "backend_image_app_module": Text(PYTHON_REFERENCE),
        "backend_image_server": CHOICES,
        "backend_image_server_args": Each(Text(ARGUMENT)),
        "backend_image_command": Each(Text(ARGUMENT)),
        "backend_image_entrypoint": Each(Text(ARGUMENT)),
        "backend_image_init": SWITCH,
        "backend_image_port_from_environment": SWITCH,
        "backend_image_home": Text(MOUNT_TARGET, empty=True),
        "backend_image_health_headers": Pairs(HEADER_NAME, Text(PLAIN_HEADER_VALUE)),
        "backend_image_health_statuses": Each(Text(HTTP_STATUS), what="status"),
        "backend_image_health_command": Each(Text(ARGUMENT)),
        "backend_image_workers": Number("a number of workers", 1, 1024),
        "backend_image_loop": CHOICES,
        "backend_image_http": CHOICES,
        "backend_image_uvicorn_args": Each(Text(ARGUMENT)),
        "backend_image_forwarded_allow_ips": Text(FORWARDERS, empty=True),
        "backend_image_keep_alive": SECONDS,
        "backend_image_graceful_shutdown": SECONDS,
        "backend_image_worker_timeout": SECONDS,
        "backend_image_env": Pairs(ENVIRONMENT_NAME, Text(LINE)),
    },
    across=(
        *shared_across("backend_image"),
        _source_is_a_folder,
        _source_has_what_is_installed,
        _source_has_the_code,
    ),
    results=frozenset({"backend_image_result"}),
)
