"""An image of several platforms is published and promoted with bills of its own for each of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._referrers import list_referrers, read_paper

from tests.module.releases import Stage
from tests.rig.cleanup import unique
from tests.rig.private_engine import PrivateEngine
from tests.rig.registry import PASSWORD, USER, Registry
from tests.rig.signing import KEY_PASSWORD, find_cosign, key_pair

PUBLISH, PROMOTE = "sovd.prod_images.image_publish", "sovd.prod_images.image_promote"
VERSIONS = {"amd64": "1.0", "arm64": "2.0"}
DOCKERFILE = "FROM scratch\nARG TARGETARCH\nCOPY $TARGETARCH /var/lib/dpkg/status\n"


def build(engine: PrivateEngine, folder: Path) -> str:
    """An image of two platforms, each with a package of another version."""
    name = unique("platforms")
    (folder / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    for platform, version in VERSIONS.items():
        (folder / platform).write_text(f"Package: app\nVersion: {version}\n", encoding="utf-8")
    wanted = ",".join(f"linux/{platform}" for platform in VERSIONS)
    engine.docker("buildx", "build", "--quiet", f"--platform={wanted}", f"--tag={name}:1", str(folder))
    return f"{name}:1"


@pytest.mark.slow
def test_each_platform_has_its_own_bills(
    containerd_engine: PrivateEngine, tls_shop: Registry, play: Callable[..., list[dict[str, Any]]], tmp_path: Path
) -> None:
    (tmp_path / "context").mkdir()
    image = build(containerd_engine, tmp_path / "context")
    key, public = key_pair(tmp_path / "key")
    login = {
        "name": f"{tls_shop.address}/platforms/app",
        "registry_username": USER,
        "registry_password": PASSWORD,
        "registry_ca_path": str(tls_shop.authority),
        "cosign": find_cosign(),
    }
    signed = {"sign": "key", "sign_key": str(key), "sign_key_password": KEY_PASSWORD}
    publish = {**login, **signed, "image": image, "tags": ["1.0"]}
    predicted, first, second = play(
        {PUBLISH: publish, "check_mode": True}, {PUBLISH: publish}, {PUBLISH: publish}, **containerd_engine.environment
    )
    bills = [f"{kind} linux/{platform}" for kind in ("spdx", "cyclonedx") for platform in VERSIONS]
    assert list(first["papers"]) == [*bills, "provenance"]
    assert predicted["reasons"] == first["reasons"], "check mode says exactly what a run does"
    assert (second["changed"], second["papers"]) == (False, first["papers"])

    there = Stage(tls_shop, "platforms/app").repository
    index = there.manifest(first["digest"])
    assert index is not None
    parts = {each["platform"]["architecture"]: each["digest"] for each in index.document["manifests"]}
    for platform, version in VERSIONS.items():
        named = [read_paper(there, entry)[1] for entry in list_referrers(there, parts[platform])]
        assert len(named) == 2
        assert all(f"pkg:deb/debian/app@{version}".encode() in content for content in named)
    policy = {"key": str(public)}
    promote = {**login, "digest": first["digest"], "to": f"{tls_shop.address}/live/platforms", "tags": ["1.0"]}
    (promoted,) = play({PROMOTE: {**promote, "policy": policy}})
    assert promoted["papers"] == first["papers"], promoted
    assert PASSWORD not in json.dumps([first, promoted])
