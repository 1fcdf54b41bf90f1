# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Claims about the image that another one begins with, by the layers that both have; no I/O (private)."""

from __future__ import annotations

from typing import Any

from .._build._base_policy import age_in_days, is_approved, seconds_of
from .._docker._image_name import repository_of
from ._claim import Claim, some
from ._contract import Contract

APPROVED, RECENT = "base image is approved", "base image is recent"


def base_claims(documents: list[dict[str, Any]], now: float, contract: Contract) -> list[Claim]:
    """Return what is said of the base; none where nothing is demanded of it.

    `documents` have `tags`, `digests`, `created` and `layers` of the engine's images, the first being the one that is
    judged. Its base is the one among them whose layers its own begin with, and which has most of them: a name in a
    label could be any. `now` is in seconds since 1970.
    """
    if not contract.approved_bases and not contract.max_base_age:
        return []
    bases = _bases(documents[0]["layers"], documents[1:]) if documents else []
    names = sorted({name for base in bases for name in _names(base)})
    found = some(sorted({name for base in bases for name in base["tags"] or base["digests"] or []}))
    claims = []
    if contract.approved_bases:
        approved = any(is_approved(name, contract.approved_bases) for name in names)
        said = found if bases else "no image of this engine that its layers begin with"
        claims.append(Claim.of(APPROVED, approved, said, " or ".join(contract.approved_bases)))
    if contract.max_base_age:
        claims.append(_recent(bases, found, now, contract))
    return claims


def _recent(bases: list[dict[str, Any]], found: str, now: float, contract: Contract) -> Claim:
    made = seconds_of(bases[0]["created"]) if bases else None
    if made is None:
        said, ok = "no image with a time of creation that its layers begin with", False
    else:
        days = age_in_days(made, now)
        said, ok = "{0}, {1} days old".format(found, days), days < contract.max_base_age
    expected = "less than {0} days old".format(contract.max_base_age)
    return Claim.of(RECENT, ok, said, expected, () if bases else (APPROVED,))


def _bases(layers: list[str], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the images, all with the same layers, that have the most of those that `layers` begin with, not all."""
    below = [each for each in others if each["layers"] and len(each["layers"]) < len(layers)]
    below = [each for each in below if layers[: len(each["layers"])] == each["layers"]]
    most = max((len(each["layers"]) for each in below), default=0)
    return [each for each in below if len(each["layers"]) == most]


def _names(document: dict[str, Any]) -> list[str]:
    """Return the references of an image, also those by tag and digest, which a Dockerfile that pins it has."""
    tags, digests = document["tags"] or [], document["digests"] or []
    both = [
        tag + "@" + digest.partition("@")[2]
        for tag in tags
        for digest in digests
        if repository_of(tag) == repository_of(digest)
    ]
    return [*tags, *digests, *both]
