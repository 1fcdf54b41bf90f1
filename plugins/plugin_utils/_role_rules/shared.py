# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules that both roles for images share."""

from __future__ import annotations

from typing import Iterator

from .._grammar._docker import (
    ATTESTATION,
    BYTE_SIZE,
    CACHE,
    IGNORE_LINE,
    IMAGE_NAME,
    IMAGE_PATTERN,
    IMAGE_REFERENCE,
    IMAGE_TAG,
    LABEL_NAME,
    MOUNT_TARGET,
    PASSED_TEXT,
    PLATFORM,
    PROBE_TIME,
    SECRET_ID,
)
from .._grammar._http import HTTP_PATH, REPOSITORY_URL
from .._grammar._system import ACCOUNT_NAME, ENVIRONMENT_NAME, PATH, SECONDS_SINCE_1970, WORD
from .._role import Across, Values
from .._rule import Each, Fields, NoRule, Number, Pairs, Rule, Text, Value
from .build_options import BuildOptions

CHOICES = NoRule("its choices stand in the argument spec")
SWITCH = NoRule("true and false are both right")
PORT = Number("a port", 1, 65535)
ACCOUNT = Number("a number above 1000, which no account of the base image has,", 1001, 2**31 - 1)
SECONDS = Number("seconds", 1, 3600)

SHARED: dict[str, Rule] = {
    "name": Text(IMAGE_NAME),
    "tag": Text(IMAGE_TAG),
    "tags": Each(Text(IMAGE_TAG)),
    "source": Text(PATH),
    "render_dir": Text(PATH, empty=True),
    "ignore_file": CHOICES,
    "syntax": Text(IMAGE_REFERENCE, empty=True),
    "port": PORT,
    "user": Text(ACCOUNT_NAME),
    "uid": ACCOUNT,
    "gid": ACCOUNT,
    "health_path": Text(HTTP_PATH),
    "health_interval": Text(PROBE_TIME),
    "health_timeout": Text(PROBE_TIME),
    "health_start_period": Text(PROBE_TIME),
    "health_retries": Number("a number of health checks", 1, 100),
    "max_size": Text(BYTE_SIZE),
    "policy": Fields(
        {
            "approved_bases": Each(Text(IMAGE_PATTERN)),
            "max_base_age": Number("days", 0, 36500),
            "setuid_files": CHOICES,
            "papers": Each(CHOICES),
        }
    ),
    "dockerignore_extra": Each(Text(IGNORE_LINE)),
    "labels": Pairs(LABEL_NAME, Value(PASSED_TEXT)),
    "source_url": Text(REPOSITORY_URL, empty=True),
    "revision": Text(WORD, empty=True),
    "build_args": Pairs(ENVIRONMENT_NAME, Value(PASSED_TEXT)),
    "build_contexts": Pairs(IMAGE_REFERENCE, Text(PATH)),
    "secrets": Each(
        Fields(
            {
                "id": Text(SECRET_ID),
                "type": CHOICES,
                "src": Text(PATH),
                "env": Text(ENVIRONMENT_NAME),
                "value": Text(PASSED_TEXT, secret=True),
            }
        )
    ),
    "secret_targets": Pairs(SECRET_ID, Text(MOUNT_TARGET)),
    "ca_bundle": Text(PATH, empty=True),
    "network": CHOICES,
    "platforms": Each(Text(PLATFORM)),
    "pull": CHOICES,
    "cache_from": Each(Text(CACHE)),
    "cache_to": Each(Text(CACHE)),
    "shared_cache": Text(IMAGE_REFERENCE, empty=True),
    "attestations": Each(Text(ATTESTATION)),
    "push": SWITCH,
    "rebuild": CHOICES,
    "source_date_epoch": Text(SECONDS_SINCE_1970, empty=True),
    "timeout": Number("seconds", 1, 86400),
}

_GIVEN_BY = {"file": "src", "env": "env", "value": "value"}


def shared_rules(role: str) -> dict[str, Rule]:
    """Return the rules that `role` shares with the other one, by the names of its variables."""
    rules = {**SHARED, "build_options": BuildOptions(role)}
    return {"{0}_{1}".format(role, name): rule for name, rule in rules.items()}


def shared_across(role: str) -> tuple[Across, ...]:
    """Return the rules over several variables that `role` shares with the other one."""

    def secrets_have_what_their_type_needs(values: Values) -> Iterator[str]:
        name = "{0}_secrets".format(role)
        for number, secret in enumerate(values[name]):
            kind = secret.get("type") or "file"
            needed = _GIVEN_BY[kind]
            if not secret.get(needed):
                yield "{0}[{1}].{2}: found nothing, expected what a secret of the type {3} needs".format(
                    name, number, needed, kind
                )

    def secrets_have_an_id_of_their_own(values: Values) -> Iterator[str]:
        name = "{0}_secrets".format(role)
        ids = [secret["id"] for secret in values[name]]
        for number, one in enumerate(ids):
            if one in ids[:number]:
                yield "{0}[{1}].id: found {2!r} a second time, expected an id of its own".format(name, number, one)

    def targets_belong_to_secrets(values: Values) -> Iterator[str]:
        ids = [secret["id"] for secret in values["{0}_secrets".format(role)]]
        for one in values["{0}_secret_targets".format(role)]:
            if one not in ids:
                yield "{0}_secret_targets.{1}: found no secret of this id, expected one of {0}_secrets".format(
                    role, one
                )

    def ignore_file_is_the_one_that_is_read(values: Values) -> Iterator[str]:
        beside = "Dockerfile.prod.dockerignore"
        shared = values["{0}_ignore_file".format(role)] == ".dockerignore" and not values["{0}_render_dir".format(role)]
        if shared and beside in values.source.get("files", []):
            yield (
                "{0}_ignore_file: found '.dockerignore' with a {1} in {2!r}, which BuildKit reads instead, expected "
                "one of the two; remove that file, or choose {1!r}"
            ).format(role, beside, values["{0}_source".format(role)])

    return (
        secrets_have_what_their_type_needs,
        secrets_have_an_id_of_their_own,
        targets_belong_to_secrets,
        ignore_file_is_the_one_that_is_read,
    )
