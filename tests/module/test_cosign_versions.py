"""What one version of cosign signs for the modules, the other one verifies; no engine is needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._cosign import Cosign, Signer

from tests.module.releases import Stage
from tests.rig.registry import Registry
from tests.rig.signing import COSIGN_OF, KEY_PASSWORD, find_cosign, key_pair

pytestmark = pytest.mark.slow


def cosign(stage: Stage, version: int) -> Cosign:
    return Cosign(stage.repository.client, stage.repository.place, find_cosign(version))


def test_versions_read_each_other(tls_shop: Registry, tmp_path: Path) -> None:
    private, public = key_pair(tmp_path / "own")
    _private, other = key_pair(tmp_path / "other")
    stage = Stage(tls_shop, "cosign/app")
    for writes in COSIGN_OF:
        image = stage.image(f"signed by version {writes}")
        cosign(stage, writes).sign([image.digest], Signer(str(private), KEY_PASSWORD))
        for reads in COSIGN_OF:
            said = json.loads(cosign(stage, reads).verify(image.digest, str(public)))
            assert [each["critical"]["image"]["docker-manifest-digest"] for each in said] == [image.digest]
            with pytest.raises(ImageError, match="cosign failed"):
                cosign(stage, reads).verify(image.digest, str(other))
