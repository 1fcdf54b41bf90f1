# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of the role backend_image have to be."""

from __future__ import annotations

from typing import Callable, Iterator

from .._grammar._docker import DOCKERFILE_TEXT, IMAGE_REFERENCE, MOUNT_TARGET, PASSED_TEXT, SECRET_ID
from .._grammar._http import FORWARDERS, HEADER_NAME, HTTP_STATUS
from .._grammar._system import (
    ARGUMENT,
    ENVIRONMENT_NAME,
    FILE_PATTERN,
    FOLDER_PATTERN,
    LINE,
    PACKAGE_NAME,
    PYTHON_MODULE,
    PYTHON_REFERENCE,
    PYTHON_VERSION,
    RELATIVE_PATH,
    VERSION,
)
from .._role import RoleRules, Values
from .._rule import Each, Fields, Number, Pairs, Text, Value
from .backend_packages import PACKAGE_RULES, PACKAGE_RULES_ACROSS
from .base_pythons import bases_have_one_python
from .commands import Command
from .shared import CHOICES, SECONDS, SWITCH, shared_across, shared_rules

VERSION_OF_GIT = "SETUPTOOLS_SCM_PRETEND_VERSION"
_LOCKED_BY: dict[str, Callable[[Values], list[str]]] = {
    "requirements": lambda values: values["backend_image_requirements"],
    "pylock": lambda values: [values["backend_image_pylock"]],
    "uv": lambda _values: ["pyproject.toml", "uv.lock"],
    "poetry": lambda _values: ["pyproject.toml", "poetry.lock"],
}
_STEP = Fields(
    {
        "command": Command(),
        "network": CHOICES,
        "env": Pairs(ENVIRONMENT_NAME, Value(DOCKERFILE_TEXT)),
        "secrets": Each(Text(SECRET_ID)),
        "outputs": Each(Text(MOUNT_TARGET)),
    }
)


def _locked_by(values: Values) -> list[str]:
    return _LOCKED_BY[values["backend_image_installer"]](values)


def _source_is_a_folder(values: Values) -> Iterator[str]:
    if not values.source.get("exists", True):
        yield "backend_image_source: found no folder {0!r}, expected the one that holds {1}".format(
            values["backend_image_source"], " and ".join(_locked_by(values))
        )


def _source_has_what_is_installed(values: Values) -> Iterator[str]:
    missing = _missing(values, [path.split("/")[0] for path in _locked_by(values)])
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


def _there_is_code(values: Values) -> Iterator[str]:
    project = values.source.get("project")
    if project and not values["backend_image_code"] and not any(path == "." for path in project["local"]):
        yield (
            "backend_image_code: found an empty list, expected at least one file or folder of the source, which is not "
            "installed as a package"
        )


def _versions_are_known(values: Values) -> Iterator[str]:
    project = values.source.get("project")
    given = {*values["backend_image_install_env"], *values["backend_image_build_args"]}
    if not project or values["backend_image_project_version"] or any(VERSION_OF_GIT in name for name in given):
        return
    for path in project["unversioned"]:
        yield (
            "backend_image_project_version: found nothing, expected a version such as 1.2.3, since {0} takes it from "
            "git, which the build does not see".format(path)
        )


def _settings_are_read(values: Values) -> Iterator[str]:
    files = (values.source.get("project") or {"files": []})["files"]
    by_uv = values["backend_image_installer"] == "requirements" and values["backend_image_resolver"] == "uv"
    if by_uv and "pip.conf" in files and not {"uv.toml", "pyproject.toml"} & {*files}:
        yield (
            "backend_image_resolver: found 'uv', which does not read the pip.conf of the source, expected 'pip'; or "
            "write its settings into a uv.toml beside it"
        )


def _ssh_is_prepared(values: Values) -> Iterator[str]:
    project = values.source.get("project") or {"git": []}
    by_ssh = [one for one in project["git"] if one["ssh"]]
    if by_ssh and not values["backend_image_ssh_known_hosts"]:
        yield "backend_image_ssh_known_hosts: found nothing, expected what `ssh-keyscan {0}` prints, for {1}".format(
            by_ssh[0]["host"], by_ssh[0]["place"]
        )
    keys = [path for path in values["backend_image_secret_targets"].values() if path.startswith("/root/.ssh/")]
    if by_ssh and not keys and not values["backend_image_build_options"].get("ssh"):
        yield (
            "backend_image_build_options.ssh: found nothing, expected [default] for the agent of the task's user, or a "
            "key among backend_image_secrets with a target such as /root/.ssh/id_ed25519, for {0} of {1}".format(
                by_ssh[0]["host"], by_ssh[0]["place"]
            )
        )


def _environments_belong_to_secrets(values: Values) -> Iterator[str]:
    ids = [secret["id"] for secret in values["backend_image_secrets"]]
    named = {"backend_image_secret_env.{0}".format(one): one for one in values["backend_image_secret_env"]}
    for number, step in enumerate(values["backend_image_build_steps"]):
        for position, one in enumerate(step.get("secrets") or []):
            named["backend_image_build_steps[{0}].secrets[{1}]".format(number, position)] = one
    for name, one in named.items():
        if one not in ids:
            yield "{0}: found {1!r}, expected the id of one of backend_image_secrets".format(name, one)


def _missing(values: Values, needed: list[str]) -> list[str]:
    if not values.source.get("exists") or "files" not in values.source:
        return []
    return [name for name in dict.fromkeys(needed) if name not in values.source["files"]]


def _check_is_one_thing(values: Values) -> Iterator[str]:
    if values["backend_image_health_none"] and values["backend_image_health_command"]:
        yield (
            "backend_image_health_none: found a reason for no health check beside backend_image_health_command, "
            "expected one of the two"
        )


RULES = RoleRules(
    rules={
        **shared_rules("backend_image"),
        "backend_image_python_image": Text(IMAGE_REFERENCE),
        "backend_image_runtime_image": Text(IMAGE_REFERENCE, empty=True),
        "backend_image_installer": CHOICES,
        "backend_image_requirements": Each(Text(RELATIVE_PATH), what="requirement file"),
        "backend_image_resolver": CHOICES,
        "backend_image_pylock": Text(RELATIVE_PATH),
        "backend_image_install_project": SWITCH,
        "backend_image_project_version": Text(PYTHON_VERSION, empty=True),
        "backend_image_uv_image": Text(IMAGE_REFERENCE, empty=True),
        "backend_image_uv_version": Text(VERSION),
        "backend_image_poetry_version": Text(VERSION),
        "backend_image_install_args": Each(Text(ARGUMENT)),
        "backend_image_install_env": Pairs(ENVIRONMENT_NAME, Value(DOCKERFILE_TEXT)),
        "backend_image_secret_env": Pairs(SECRET_ID, Text(ENVIRONMENT_NAME)),
        "backend_image_ssh_known_hosts": Each(Text(ARGUMENT)),
        **PACKAGE_RULES,
        "backend_image_apt_build_packages": Each(Text(PACKAGE_NAME)),
        "backend_image_apt_runtime_packages": Each(Text(PACKAGE_NAME)),
        "backend_image_drop_files": Each(Text(FILE_PATTERN)),
        "backend_image_drop_folders": Each(Text(FOLDER_PATTERN)),
        "backend_image_drop_test_modules": SWITCH,
        "backend_image_strip": SWITCH,
        "backend_image_stdlib_bytecode": SWITCH,
        "backend_image_proof_exclude": Each(Text(PYTHON_MODULE)),
        "backend_image_proof_env": Pairs(ENVIRONMENT_NAME, Value(PASSED_TEXT)),
        "backend_image_code": Each(Text(RELATIVE_PATH)),
        "backend_image_build_steps": Each(_STEP),
        "backend_image_app_module": Text(PYTHON_REFERENCE),
        "backend_image_server": CHOICES,
        "backend_image_server_args": Each(Text(ARGUMENT)),
        "backend_image_command": Each(Text(ARGUMENT)),
        "backend_image_entrypoint": Each(Text(ARGUMENT)),
        "backend_image_init": SWITCH,
        "backend_image_port_from_environment": SWITCH,
        "backend_image_home": Text(MOUNT_TARGET, empty=True),
        "backend_image_health_headers": Pairs(HEADER_NAME, Value(LINE)),
        "backend_image_health_none": Text(LINE, empty=True),
        "backend_image_health_scheme": CHOICES,
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
        "backend_image_env": Pairs(ENVIRONMENT_NAME, Value(DOCKERFILE_TEXT)),
    },
    across=(
        *shared_across("backend_image"),
        bases_have_one_python,
        *PACKAGE_RULES_ACROSS,
        _source_is_a_folder,
        _source_has_what_is_installed,
        _source_has_the_code,
        _there_is_code,
        _versions_are_known,
        _settings_are_read,
        _ssh_is_prepared,
        _environments_belong_to_secrets,
        _check_is_one_thing,
    ),
    results=frozenset({"backend_image_result"}),
)
