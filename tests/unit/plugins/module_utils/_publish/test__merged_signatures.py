"""Signatures of two repositories in one list; tests/module/test_promote.py has cosign read it."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.sovd.prod_images.plugins.module_utils._publish._merged_signatures import (
    lacking_signatures,
    merged_signatures,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import (
    OCI_MANIFEST,
    Manifest,
    digest_of,
)

OURS: dict[str, Any] = {"digest": "sha256:1", "annotations": {"signature": "a"}}
OTHER: dict[str, Any] = {"digest": "sha256:2", "annotations": {"signature": "b"}}
SAME_PAYLOAD: dict[str, Any] = {"digest": "sha256:1", "annotations": {"signature": "c"}}
CONFIG = json.dumps({"rootfs": {"type": "layers", "diff_ids": ["sha256:1"]}, "history": [{}]}).encode()


def signatures(*layers: dict[str, Any]) -> Manifest:
    document = {"config": {"digest": digest_of(CONFIG), "size": len(CONFIG)}, "layers": list(layers)}
    return Manifest(OCI_MANIFEST, json.dumps(document).encode())


def test_each_signature_is_there_once() -> None:
    assert lacking_signatures(signatures(OURS), signatures(OURS)) == []
    assert lacking_signatures(signatures(OURS), signatures(OTHER, OURS, SAME_PAYLOAD)) == [OTHER, SAME_PAYLOAD]
    assert lacking_signatures(signatures(OURS), Manifest(OCI_MANIFEST, b"{}")) == []


def test_configuration_counts_what_is_added() -> None:
    merged, config = merged_signatures(signatures(OURS), CONFIG, [OTHER])
    assert merged.document["layers"] == [OURS, OTHER]
    assert merged.document["config"]["digest"] == digest_of(config)
    assert merged.document["config"]["size"] == len(config)
    about = json.loads(config)
    assert about["rootfs"] == {"type": "layers", "diff_ids": ["sha256:1", "sha256:2"]}
    assert len(about["history"]) == 2
    _merged, config = merged_signatures(signatures(OURS), b"{}", [OTHER])
    assert json.loads(config)["rootfs"]["diff_ids"] == ["sha256:2"]
