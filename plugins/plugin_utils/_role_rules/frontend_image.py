# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of the role frontend_image have to be."""

from __future__ import annotations

from typing import Iterator

from .._grammar import _nginx as nginx
from .._grammar._docker import IMAGE_REFERENCE
from .._grammar._http import API_BASE_URL
from .._grammar._system import ENVIRONMENT_NAME, FILE_EXTENSION, LINE, NPM_SCRIPT, RELATIVE_PATH, VERSION
from .._role import RoleRules, Values
from .._rule import Each, Number, Pairs, Text
from .shared import CHOICES, SWITCH, shared_across, shared_rules

_LOCKED_BY = {"npm": "package-lock.json", "pnpm": "pnpm-lock.yaml", "yarn": "yarn.lock"}


def _source_is_a_folder(values: Values) -> Iterator[str]:
    if not values.source.get("exists", True):
        yield "frontend_image_source: found no folder {0!r}, expected the one that holds package.json".format(
            values["frontend_image_source"]
        )
    elif "package.json" not in values.source.get("files", ["package.json"]):
        yield "frontend_image_source: found no package.json in {0!r}, expected the folder of the application".format(
            values["frontend_image_source"]
        )


def _source_has_one_lock_file(values: Values) -> Iterator[str]:
    files = values.source.get("files", [])
    if values["frontend_image_package_manager"] != "auto" or "package.json" not in files:
        return
    locks = [name for name in _LOCKED_BY.values() if name in files]
    if len(locks) != 1:
        yield (
            "frontend_image_source: found {0} in {1!r}, expected exactly one of {2}; remove the others, or set "
            "frontend_image_package_manager"
        ).format(" and ".join(locks) or "no lock file", values["frontend_image_source"], ", ".join(_LOCKED_BY.values()))


def _source_has_the_lock_file_of_the_manager(values: Values) -> Iterator[str]:
    files = values.source.get("files", [])
    lock = _LOCKED_BY.get(values["frontend_image_package_manager"])
    if lock and "package.json" in files and lock not in files:
        yield (
            "frontend_image_source: found no {0} in {1!r}, expected the lock file of frontend_image_package_manager "
            "{2!r}; commit it, or name another package manager"
        ).format(lock, values["frontend_image_source"], values["frontend_image_package_manager"])


RULES = RoleRules(
    rules={
        **shared_rules("frontend_image"),
        "frontend_image_node_image": Text(IMAGE_REFERENCE),
        "frontend_image_nginx_image": Text(IMAGE_REFERENCE),
        "frontend_image_package_manager": CHOICES,
        "frontend_image_pnpm_version": Text(VERSION),
        "frontend_image_ignore_scripts": SWITCH,
        "frontend_image_build_script": Text(NPM_SCRIPT),
        "frontend_image_output_dir": Text(RELATIVE_PATH),
        "frontend_image_api_base_url": Text(API_BASE_URL),
        "frontend_image_build_env": Pairs(ENVIRONMENT_NAME, Text(LINE)),
        "frontend_image_precompress": Each(Text(FILE_EXTENSION)),
        "frontend_image_web_root": Text(nginx.PATH_BELOW_ROOT),
        "frontend_image_health_path": Text(nginx.PATH_BELOW_ROOT),
        "frontend_image_worker_processes": Text(nginx.WORKER_PROCESSES),
        "frontend_image_worker_connections": Number("a number of connections", 16, 65535),
        "frontend_image_shutdown_timeout": Text(nginx.TIME),
    },
    across=(
        *shared_across("frontend_image"),
        _source_is_a_folder,
        _source_has_one_lock_file,
        _source_has_the_lock_file_of_the_manager,
    ),
    results=frozenset({"frontend_image_result"}),
)
