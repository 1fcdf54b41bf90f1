# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Claims about what is in an image: its user, its files, its size; no I/O (private to the collection)."""

from __future__ import annotations

import re
from typing import Any, Iterable

from .._docker._byte_size import format_size
from ._claim import Claim, Finding, none_of, some
from ._contract import Contract
from ._secret_claims import quoted

UNPRIVILEGED = "user is unprivileged"
_FOREIGN = "files belong to root"


def user_claims(
    image: dict[str, Any], contents: dict[str, Any], processes: dict[str, Any], whoami: str, contract: Contract
) -> list[Claim]:
    """Return what is said of the user that the image, or whoever runs it, names."""
    user = image["user"]
    value, uid = contract.run_user or user["value"] or "", contract.run_uid(user["uid"])
    name = whoami or contents["user_name"]
    uids = sorted({each for process in processes.values() for each in process["Uid"]}, key=int)
    lowest = contract.min_uid
    return [
        Claim.of(
            "user is a number",
            re.match(r"[0-9]+(:[0-9]+)?\Z", value) is not None,
            "USER {0}".format(value or "(none)"),
            "USER <uid> or <uid>:<gid>",
            () if uid else (UNPRIVILEGED,),
        ),
        Claim.of(UNPRIVILEGED, (uid or 0) >= lowest, "UID {0}".format(uid), "UID {0} or above".format(lowest)),
        Claim.of(
            "user has a name",
            bool(name) and contract.user in ("", name),
            name or "no name",
            contract.user or "a name in the image",
            () if uid else (UNPRIVILEGED,),
        ),
        Claim.of(
            "processes run as the user",
            uids == [str(uid)],
            "UID {0}".format(", ".join(uids) or "unknown"),
            "UID {0}".format(uid),
            contract.running,
        ),
    ]


def file_claims(contents: dict[str, Any], contract: Contract) -> list[Claim]:
    """Return what is said of the files that a container sees."""
    foreign, writable = contents["foreign_files"], contents["writable_paths"]
    packages = some("{path} of {package}".format(**each) for each in contents.get("programs_of_packages", []))
    return [
        none_of(_FOREIGN, _paths(foreign, "image_verify_writable_extra")),
        none_of(
            "files cannot be changed by the user",
            _paths(writable, "image_verify_writable_extra"),
            after=(UNPRIVILEGED,) if writable == ["/"] else (_FOREIGN,) if set(writable) <= set(foreign) else (),
        ),
        none_of(
            "forbidden programs are absent",
            _paths(contents["forbidden_programs"], "image_verify_programs_allowed"),
            "" if packages == "none" else packages,
        ),
        none_of(
            "no setuid or setgid programs",
            [
                Finding(each, "image_verify_setuid_allowed", each.rpartition(" (")[0])
                for each in contents.get("setuid_files", [])
            ],
            "those of the distribution" if contract.setuid_files == "distribution" else "",
        ),
    ]


def _paths(paths: Iterable[str], variable: str) -> list[Finding]:
    return [Finding(path, variable, quoted(path)) for path in paths]


def size_claim(image: dict[str, Any], contract: Contract) -> Claim:
    """Return what is said of the sum of the unpacked layers."""
    size, limit = image["size"], contract.max_size
    return Claim.of("size is within the limit", size <= limit, format_size(size), format_size(limit))
