# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of the role frontend_image have to be."""

from __future__ import annotations

from typing import Iterator

from .._grammar import _nginx as nginx
from .._grammar._docker import DOCKERFILE_TEXT, IMAGE_REFERENCE, SECRET_ID
from .._grammar._http import API_BASE_URL
from .._grammar._system import (
    ENVIRONMENT_NAME,
    FILE_EXTENSION,
    NPM_PACKAGE,
    NPM_SCRIPT,
    OUTPUT_FOLDER,
    RELATIVE_FOLDER,
    VERSION,
)
from .._role import RoleRules, Values
from .._rule import Each, Number, Pairs, Text, Value
from .shared import CHOICES, SWITCH, shared_across, shared_rules

# finish_page.cjs gives files times from their content, all before this one, and the build puts back what is newer.
FIRST_SOURCE_DATE = 86400 + 2**28  # seconds since 1970
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


def _times_tell_files_apart(values: Values) -> Iterator[str]:
    epoch = values["frontend_image_source_date_epoch"]
    if epoch and int(epoch) < FIRST_SOURCE_DATE:
        yield (
            "frontend_image_source_date_epoch: found {0}, expected at least {1}; nginx makes ETags of times and sizes, "
            "and with an older one those of two releases would be the same"
        ).format(epoch, FIRST_SOURCE_DATE)


def _environments_belong_to_secrets(values: Values) -> Iterator[str]:
    ids = [secret["id"] for secret in values["frontend_image_secrets"]]
    for one in values["frontend_image_secret_env"]:
        if one not in ids:
            yield (
                "frontend_image_secret_env.{0}: found no secret of this id, expected one of frontend_image_secrets"
            ).format(one)


RULES = RoleRules(
    rules={
        **shared_rules("frontend_image"),
        "frontend_image_node_image": Text(IMAGE_REFERENCE),
        "frontend_image_nginx_image": Text(IMAGE_REFERENCE),
        "frontend_image_package_manager": CHOICES,
        "frontend_image_pnpm_version": Text(VERSION, empty=True),
        "frontend_image_secret_env": Pairs(SECRET_ID, Text(ENVIRONMENT_NAME)),
        "frontend_image_scripts_of": Each(Text(NPM_PACKAGE)),
        "frontend_image_own_scripts": CHOICES,
        "frontend_image_build_dir": Text(RELATIVE_FOLDER),
        "frontend_image_ignore_scripts": SWITCH,
        "frontend_image_build_script": Text(NPM_SCRIPT),
        "frontend_image_output_dir": Text(OUTPUT_FOLDER),
        "frontend_image_api_base_url": Text(API_BASE_URL),
        "frontend_image_build_env": Pairs(ENVIRONMENT_NAME, Value(DOCKERFILE_TEXT)),
        "frontend_image_precompress": Each(Text(FILE_EXTENSION)),
        "frontend_image_inline_hashes": CHOICES,
        "frontend_image_web_root": Text(nginx.PATH_BELOW_ROOT),
        "frontend_image_health_path": Text(nginx.PATH_BELOW_ROOT),
        "frontend_image_worker_processes": Text(nginx.WORKER_PROCESSES),
        "frontend_image_worker_connections": Number("a number of connections", 16, 65535),
        "frontend_image_shutdown_timeout": Text(nginx.TIME),
    },
    across=(
        *shared_across("frontend_image"),
        _times_tell_files_apart,
        _source_is_a_folder,
        _environments_belong_to_secrets,
        _source_has_one_lock_file,
        _source_has_the_lock_file_of_the_manager,
    ),
    results=frozenset({"frontend_image_result"}),
)
