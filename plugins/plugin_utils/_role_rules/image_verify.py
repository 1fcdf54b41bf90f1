# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of the role image_verify have to be."""

from __future__ import annotations

from typing import Iterator

from .._grammar._docker import BYTE_SIZE, CONTAINER_NAME, IMAGE, IMAGE_DIGEST, IMAGE_PATTERN, MEMORY, TMPFS
from .._grammar._http import HEADER_NAME, HEADER_VALUE, HTTP_METHOD, REQUEST_TARGET
from .._grammar._system import (
    ABSOLUTE_PATH,
    ANY_ACCOUNT_NAME,
    ARGUMENT,
    ENVIRONMENT_NAME,
    LINE,
    PATH_PATTERN,
    REASON,
    REGULAR_EXPRESSION,
    USER_NUMBERS,
    VARIABLE_NAME,
)
from .._role import RoleRules, Values
from .._rule import Each, Fields, NoRule, Number, Pairs, Text
from .shared import CHOICES, PORT

# Their values may be secrets, so no message shows them.
_ENVIRONMENT = Pairs(ENVIRONMENT_NAME, Text(LINE, secret=True))
_COMMAND = Each(Text(LINE), what="word of the command")
_EXPRESSIONS = Each(Text(REGULAR_EXPRESSION))
_SECONDS = Number("a number of seconds", 1, 86400)
_OWN_NAMES = ("app", "before", "probe")


def _headers_need_requests(values: Values) -> Iterator[str]:
    if values["image_verify_headers"] and not values["image_verify_requests"]:
        yield (
            "image_verify_requests: found an empty list, expected the requests whose answers have the "
            "image_verify_headers"
        )


def _services_have_names_of_their_own(values: Values) -> Iterator[str]:
    names = list(_OWN_NAMES)
    for number, service in enumerate(values["image_verify_services"]):
        if service["name"] in names:
            yield "image_verify_services[{0}].name: found {1!r}, expected another name than {2}".format(
                number, service["name"], ", ".join(names)
            )
        names.append(service["name"])


RULES = RoleRules(
    rules={
        "image_verify_image": Text(IMAGE),
        "image_verify_prefix": Text(CONTAINER_NAME),
        "image_verify_memory": Text(MEMORY),
        "image_verify_pids": Number("a number of processes", 1, 4194304),
        "image_verify_tmpfs": Each(Text(TMPFS)),
        "image_verify_run_args": Each(Text(ARGUMENT)),
        "image_verify_env": _ENVIRONMENT,
        "image_verify_command": Each(Text(LINE)),
        "image_verify_before": Each(Fields({"name": Text(ARGUMENT), "argv": _COMMAND})),
        "image_verify_services": Each(
            Fields(
                {
                    "name": Text(CONTAINER_NAME),
                    "image": Text(IMAGE),
                    "env": _ENVIRONMENT,
                    "command": Each(Text(LINE)),
                    "ready": Each(Text(LINE)),
                }
            )
        ),
        "image_verify_services_timeout": _SECONDS,
        "image_verify_probe_image": Text(IMAGE),
        "image_verify_pull": CHOICES,
        "image_verify_workload": CHOICES,
        "image_verify_settle_time": _SECONDS,
        "image_verify_third_party": NoRule("either value is right, and its type is declared"),
        "image_verify_run_user": Text(USER_NUMBERS, empty=True),
        "image_verify_left_out": Pairs(LINE, Text(REASON)),
        "image_verify_user": Text(ANY_ACCOUNT_NAME, empty=True),
        "image_verify_min_uid": Number("a UID", 0, 2**31 - 1),
        "image_verify_max_size": Text(BYTE_SIZE),
        "image_verify_healthy_timeout": _SECONDS,
        "image_verify_ports": Each(PORT),
        "image_verify_inherited_ports": Each(PORT),
        "image_verify_http_port": Number("a port, or 0 for the first one,", 0, 65535),
        "image_verify_requests": Each(
            Fields(
                {
                    "path": Text(REQUEST_TARGET),
                    "status": Number("a status", 100, 599),
                    "method": Text(HTTP_METHOD),
                    "headers": Pairs(HEADER_NAME, Text(HEADER_VALUE, secret=True)),
                }
            )
        ),
        "image_verify_headers": Each(Text(HEADER_NAME)),
        "image_verify_stop_timeout": _SECONDS,
        "image_verify_stop_codes": Each(Number("an exit code", 0, 255), what="exit code"),
        "image_verify_writable_paths": Each(Text(ABSOLUTE_PATH)),
        "image_verify_writable_extra": Each(Text(ABSOLUTE_PATH)),
        "image_verify_readonly_paths": Each(Text(ABSOLUTE_PATH)),
        "image_verify_forbidden_programs": Each(Text(PATH_PATTERN)),
        "image_verify_programs_allowed": Each(Text(PATH_PATTERN)),
        "image_verify_setuid_allowed": Each(Text(ABSOLUTE_PATH)),
        "image_verify_setuid_files": CHOICES,
        "image_verify_approved_bases": Each(Text(IMAGE_PATTERN)),
        "image_verify_max_base_age": Number("days", 0, 36500),
        "image_verify_published": Text(IMAGE_DIGEST, empty=True),
        "image_verify_release_policy": NoRule("the module image_promote judges it"),
        "image_verify_release_options": NoRule("the module image_promote judges them"),
        "image_verify_secret_patterns": _EXPRESSIONS,
        "image_verify_secret_names": _EXPRESSIONS,
        "image_verify_secret_variables": _EXPRESSIONS,
        "image_verify_secret_allowed": _EXPRESSIONS,
        "image_verify_secret_variables_allowed": Each(Text(VARIABLE_NAME)),
        "image_verify_secret_steps_allowed": _EXPRESSIONS,
        "image_verify_commands": Each(
            Fields({"name": Text(ARGUMENT), "argv": _COMMAND, "stdout": Text(REGULAR_EXPRESSION)})
        ),
    },
    across=(_headers_need_requests, _services_have_names_of_their_own),
    results=frozenset({"image_verify_result", "image_verify_score"}),
)
