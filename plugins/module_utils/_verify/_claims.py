# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The claims of a release gate, judged on what was observed of an image and its container (private)."""

from __future__ import annotations

from typing import Any

from .._buildkit._errors import ImageError
from ._base_claims import base_claims
from ._claim import Claim, settle
from ._container_claims import answer_claims, command_claim, process_claims, running_claims, stop_claim
from ._contract import ENDS, Contract
from ._image_claims import file_claims, size_claim, user_claims
from ._masked_text import mask, secret_values
from ._paper_claims import paper_claims
from ._secret_claims import secret_claims

# What others have made is as they made it; what it does where it runs is judged all the same.
_OF_OTHERS = (
    "user is a number",
    "user has a name",
    "files belong to root",
    "files cannot be changed by the user",
    "forbidden programs are absent",
)
_OF_CONTAINER = ("processes run as the user", "process has no rights", "root file system is read-only")


def judge(observed: dict[str, Any], contract: Contract) -> list[Claim]:
    """Return every claim, in the order in which a reader would ask.

    Raises ImageError for a claim that is left out and is none.
    """
    if observed.get("probe_error"):
        raise ImageError("image_verify_probe_image: found {0}, expected answers".format(observed["probe_error"]))
    observed = mask_observed(observed)
    contract = contract.for_image(observed["image"]["healthcheck"] is not None)
    claims = _all(observed, contract)
    unknown = [name for name in contract.left_out if name not in [claim.claim for claim in claims]]
    if unknown:
        raise ImageError(
            "image_verify_left_out: found {0!r}, expected claims of this image: {1}".format(
                unknown[0], ", ".join(claim.claim for claim in claims)
            )
        )
    others = dict.fromkeys(_OF_OTHERS, "image_verify_third_party") if contract.third_party else {}
    return settle(claims, {**others, **contract.left_out})


def mask_observed(observed: dict[str, Any]) -> dict[str, Any]:
    """Return what was observed without the secrets that the container was given, which logs and answers may repeat."""
    values = secret_values(observed.get("given", {}))
    said = ("state", "before", "commands")
    return {**observed, **{key: mask(observed[key], values) for key in said}} if values else observed


def _all(observed: dict[str, Any], contract: Contract) -> list[Claim]:
    image, contents, probe = observed["image"], observed["contents"], observed["probe"]
    claims = user_claims(image, contents, probe.get("processes", {}), observed["whoami"], contract)
    if contract.workload != "none":
        claims += running_claims(image, observed["state"], contract)
    claims += [command_claim("before", run, contract) for run in observed["before"]]
    if contract.workload == "service":
        claims += process_claims(probe, image, contract)
    claims += file_claims(contents, contract)
    claims += base_claims(observed.get("bases", []), float(observed.get("time", 0)), contract)
    claims += paper_claims(observed.get("published") or {}, image)
    if contract.workload == "service":
        claims += answer_claims(probe, contract)
        claims.append(stop_claim(observed["stopped"], image, contract))
    claims += secret_claims(image, contents, observed["history"], contract)
    claims.append(size_claim(image, contract))
    claims += [command_claim("command", run, contract) for run in observed["commands"]]
    return _without_container(claims, contract)


def _without_container(claims: list[Claim], contract: Contract) -> list[Claim]:
    """List what does not apply to an image that is not run, or that ends by itself."""
    if contract.workload == "service":
        return claims
    reason = "image_verify_workload is {0}".format(contract.workload)
    kept = [claim for claim in claims if claim.claim not in _OF_CONTAINER]
    names = ["health check is there", *_OF_CONTAINER, "ports answer", "the stop signal ends it"]
    if contract.workload == "none":
        names.append(ENDS)
    return kept + [Claim.left_out(name, reason) for name in names]
