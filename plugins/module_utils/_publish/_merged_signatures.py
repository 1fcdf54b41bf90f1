# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The signatures of two repositories as one list; no I/O (private to the collection).

Each layer of the manifest is a signature:
https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
"""

from __future__ import annotations

import json
from typing import Any

from .._registry._repository import Manifest, digest_of


def lacking_signatures(there: Manifest, coming: Manifest) -> list[dict[str, Any]]:
    """Return the layers of `coming` that `there` does not have; one payload may have been signed by several."""
    have = there.document.get("layers") or []
    return [layer for layer in coming.document.get("layers") or [] if layer not in have]


def merged_signatures(there: Manifest, config: bytes, added: list[dict[str, Any]]) -> tuple[Manifest, bytes]:
    """Return what is `there`, with its configuration, and the layers that are added; signatures are not packed."""
    document = there.document
    about = _table(json.loads(config))
    files = _table(about.get("rootfs")) or {"type": "layers"}
    about["rootfs"] = {**files, "diff_ids": [*(files.get("diff_ids") or []), *(one["digest"] for one in added)]}
    about["history"] = [*(about.get("history") or []), *({} for _one in added)]
    content = json.dumps(about).encode()
    document["config"] = {**document["config"], "digest": digest_of(content), "size": len(content)}
    document["layers"] = [*(document.get("layers") or []), *added]
    return Manifest(there.media_type, json.dumps(document).encode()), content


def _table(value: Any) -> dict[str, Any]:
    """Return what a registry has for a table, and nothing where it is something else."""
    return value if isinstance(value, dict) else {}
