# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Claims about what lies beside a published image; no I/O (private to the collection)."""

from __future__ import annotations

from typing import Any, Mapping

from ._claim import Claim

PUBLISHED, PAPERS = "published image is this one", "papers are there and signed"


def paper_claims(judged: Mapping[str, Any], image: Mapping[str, Any]) -> list[Claim]:
    """Return what is said of the published image, by what image_promote said of it in check mode; none without that.

    `image` are the facts of the image that is judged, whose id an engine takes from its configuration or its manifest.
    """
    if not judged:
        return []
    if "reference" not in judged:
        return [Claim.of(PAPERS, False, judged.get("msg", "no answer"), "what image_verify_release_policy asks for")]
    ids = judged["ids"]
    papers = ", ".join(judged["papers"]) or "none asked for"
    return [
        Claim.of(PUBLISHED, image["id"] in ids, image["id"], " or ".join(ids)),
        Claim.of(PAPERS, True, papers, "what image_verify_release_policy asks for"),
    ]


def has_attestations(claim: Mapping[str, Any]) -> bool:
    """Tell whether a claim that holds was about a bill of materials and the provenance."""
    # The bill of one platform has that behind the kind.
    kinds = {name.strip().partition(" ")[0] for name in str(claim["found"]).split(",")}
    return "provenance" in kinds and bool(kinds & {"spdx", "cyclonedx"})
