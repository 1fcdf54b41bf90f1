"""What somebody who may write to a registry could try before a release gets to production, and how it is refused.

Each attack begins with an honest release, which is promoted first where the attack does not stand in its way, so that a
refusal is never for another reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._release_policy import ReleasePolicy
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._cosign import signature_tag
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._referrers import fallback_tag
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import (
    OCI_INDEX,
    Manifest,
    digest_of,
)

from tests.module.releases import EARLIER, PAPERS, Keys, Stage
from tests.rig.registry import Registry
from tests.rig.signing import key_pair


@dataclass(frozen=True)
class Scene:
    """Two stages of one registry, a release in the first of them, and the keys of who signs and of somebody else."""

    staging: Stage
    production: Stage
    image: Manifest
    own: Keys
    foreign: Keys

    @property
    def policy(self) -> ReleasePolicy:
        """What production asks for."""
        return ReleasePolicy(str(self.own.public))

    def store(self, digest: str) -> Path:
        """The file in which the registry keeps a blob or a manifest."""
        found = digest.partition(":")[2]
        return self.staging.registry.folder / f"store/docker/registry/v2/blobs/sha256/{found[:2]}/{found}/data"

    def copy_signature(self, of: str, to: str) -> None:
        """Let the signature of one digest lie where that of another one is looked for."""
        signature = self.staging.repository.manifest(signature_tag(of))
        assert signature is not None
        self.staging.put(signature, signature_tag(to))

    def listed(self, *entries: dict[str, object]) -> None:
        """Let these be all that refers to the image."""
        document = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": list(entries)}
        self.staging.put(Manifest(OCI_INDEX, json.dumps(document).encode()), fallback_tag(self.image.digest))

    def entries(self, image: Manifest) -> list[dict[str, object]]:
        """What refers to an image."""
        found = self.staging.repository.manifest(fallback_tag(image.digest))
        assert found is not None
        return list(found.document["manifests"])

    def replaced(self, old: str, new: str) -> Manifest:
        """The image with a part of its manifest exchanged, unsigned, with the papers of the honest one."""
        assert old.encode() in self.image.content
        return self.staging.put(Manifest(self.image.media_type, self.image.content.replace(old.encode(), new.encode())))


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Keys, Keys]:
    """The keys of who signs, and of somebody else."""
    folder = tmp_path_factory.mktemp("keys")
    return Keys(*key_pair(folder / "own")), Keys(*key_pair(folder / "foreign"))


@pytest.fixture
def scene(tls_shop: Registry, keys: tuple[Keys, Keys], request: pytest.FixtureRequest) -> Scene:
    """A release of its own in staging."""
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name).strip("-")
    staging, production = Stage(tls_shop, f"staging/{name}"), Stage(tls_shop, f"production/{name}")
    return Scene(staging, production, staging.release(keys[0], staging.image(name)), *keys)


Attack = Callable[[Scene], str]


def unsigned(scene: Scene) -> str:
    image = scene.staging.image("never signed")
    for kind in PAPERS:
        scene.staging.sign(scene.own, scene.staging.paper(image, kind))
    return str(image.digest)


def signed_by_another_key(scene: Scene) -> str:
    return str(scene.staging.release(scene.foreign, scene.staging.image("signed by somebody else")).digest)


def signature_of_another_image(scene: Scene) -> str:
    image = scene.staging.image("with a borrowed signature")
    scene.copy_signature(scene.image.digest, image.digest)
    return str(image.digest)


def signature_changed(scene: Scene) -> str:
    image = scene.staging.image("with a forged signature")
    signature = scene.staging.repository.manifest(signature_tag(scene.image.digest))
    assert signature is not None
    document = signature.document
    payload = scene.staging.repository.read_blob(document["layers"][0]["digest"])
    forged = payload.replace(scene.image.digest.encode(), image.digest.encode())
    assert forged != payload
    document["layers"][0].update(scene.staging.blob(forged, document["layers"][0]["mediaType"]))
    scene.staging.put(Manifest(signature.media_type, json.dumps(document).encode()), signature_tag(image.digest))
    return str(image.digest)


def papers_stripped(scene: Scene) -> str:
    scene.listed()
    return str(scene.image.digest)


def one_paper_stripped(scene: Scene) -> str:
    scene.listed(*scene.entries(scene.image)[:2])
    return str(scene.image.digest)


def papers_of_another_image(scene: Scene) -> str:
    other = scene.staging.release(scene.own, scene.staging.image("better papers"))
    scene.listed(*scene.entries(other))
    return str(scene.image.digest)


def unsigned_paper(scene: Scene) -> str:
    (spdx, cyclonedx, _provenance) = scene.entries(scene.image)
    scene.listed(spdx, cyclonedx)
    scene.staging.paper(scene.image, "provenance", note="built by somebody else")
    return str(scene.image.digest)


def paper_by_another_key(scene: Scene) -> str:
    scene.listed(*scene.entries(scene.image)[1:])
    scene.staging.sign(scene.foreign, scene.staging.paper(scene.image, "spdx", note="without what is vulnerable"))
    return str(scene.image.digest)


def statement_about_another_image(scene: Scene) -> str:
    scene.listed(*scene.entries(scene.image)[:2])
    scene.staging.sign(scene.own, scene.staging.paper(scene.image, "provenance", about="sha256:" + "2" * 64))
    return str(scene.image.digest)


def paper_of_another_kind(scene: Scene) -> str:
    spdx, cyclonedx, provenance = scene.entries(scene.image)
    scene.listed({**provenance, "artifactType": spdx["artifactType"]}, cyclonedx, provenance)
    return str(scene.image.digest)


def layer_exchanged_in_the_manifest(scene: Scene) -> str:
    (layer,) = scene.image.document["layers"]
    other = scene.staging.blob(b"x" * layer["size"], layer["mediaType"])
    changed = scene.replaced(layer["digest"], str(other["digest"]))
    scene.copy_signature(scene.image.digest, changed.digest)
    return str(changed.digest)


def configuration_exchanged(scene: Scene) -> str:
    root = scene.staging.image(scene.staging.name.rpartition("/")[2], user="0")
    assert root.document["layers"] == scene.image.document["layers"]
    scene.copy_signature(scene.image.digest, root.digest)
    return str(root.digest)


def layer_changed_in_the_store(scene: Scene) -> str:
    scene.store(scene.image.document["layers"][0]["digest"]).write_bytes(b"something of another size")
    return str(scene.image.digest)


def layer_gone(scene: Scene) -> str:
    (layer,) = scene.image.document["layers"]
    store = scene.staging.registry.folder / "store/docker/registry/v2"
    link = store / f"repositories/{scene.staging.name}/_layers/sha256/{layer['digest'].partition(':')[2]}/link"
    link.unlink()
    return str(scene.image.digest)


def manifest_changed_in_the_store(scene: Scene) -> str:
    file = scene.store(scene.image.digest)
    file.write_bytes(file.read_bytes().replace(b'"schemaVersion": 2', b'"schemaVersion":  2'))
    return str(scene.image.digest)


def digest_of_nothing(scene: Scene) -> str:
    del scene
    return str(digest_of(b"nothing"))


KEY = r"by .*/own/cosign\.pub"
ATTACKS: dict[str, tuple[Attack, str]] = {
    "unsigned": (unsigned, "found no signature of the image; sign it"),
    "another key": (signed_by_another_key, f"found no signature of the image {KEY}"),
    "signature of another image": (signature_of_another_image, f"found no signature of the image {KEY}"),
    "signature changed": (signature_changed, f"found no signature of the image {KEY}"),
    "papers stripped": (papers_stripped, "policy.papers has spdx, found none"),
    "one paper stripped": (one_paper_stripped, "policy.papers has provenance, found none"),
    "papers of another image": (papers_of_another_image, "policy.papers has spdx, found sha256:.* that is of sha256:"),
    "unsigned paper": (unsigned_paper, "has provenance, found sha256:.* without a signature .*no signature of it"),
    "paper by another key": (paper_by_another_key, f"has spdx, found sha256:.* without a signature .* {KEY}"),
    "statement about another image": (statement_about_another_image, "has provenance, .* is about another image"),
    "paper of another kind": (paper_of_another_kind, r"has spdx, found sha256:.* that is a application/vnd\.in-toto"),
    "layer exchanged": (layer_exchanged_in_the_manifest, f"found no signature of the image {KEY}"),
    "configuration exchanged": (configuration_exchanged, f"found no signature of the image {KEY}"),
    "layer changed in the store": (
        layer_changed_in_the_store,
        "found its blob sha256:.* changed, with 25 bytes",
    ),
    "layer gone": (layer_gone, "found that its blob sha256:.* is gone; publish it again"),
    "manifest changed in the store": (manifest_changed_in_the_store, "what it gave has the digest|status 4|status 5"),
    "unknown digest": (digest_of_nothing, "found no such digest there; take the one that image_publish returned"),
}


@pytest.mark.parametrize(("attack", "words"), ATTACKS.values(), ids=ATTACKS.keys())
def test_attack_is_refused_and_the_honest_release_is_not(attack: Attack, words: str, scene: Scene) -> None:
    staging, production = scene.staging, scene.production
    honest = staging.promote(scene.image.digest, production, scene.policy, "1.0", "production")
    assert [reason["kind"] for reason in honest.reasons].count("signature") == 4
    assert production.held("production") == production.held("1.0") == scene.image.digest
    digest = attack(scene)
    with pytest.raises(ImageError, match=words):
        staging.promote(digest, production, scene.policy, "2.0", "production")
    assert production.held("2.0") is None
    assert production.held("production") == scene.image.digest


def test_tag_that_moves_after_the_check_changes_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    check = ReleasePolicy.check

    def check_and_lose(*judged: Any) -> Any:
        release = check(*judged)
        scene.staging.put(scene.staging.image("pushed in between"), "candidate")
        return release

    monkeypatch.setattr(ReleasePolicy, "check", check_and_lose)
    scene.staging.put(scene.image, "candidate")
    scene.staging.promote(scene.image.digest, scene.production, scene.policy, "1.0")
    assert scene.staging.held("candidate") != scene.image.digest
    assert scene.production.held("1.0") == scene.image.digest


def test_replayed_older_release_is_refused(scene: Scene) -> None:
    staging, production = scene.staging, scene.production
    older = staging.release(scene.own, staging.image("with a known fault", made=EARLIER))
    staging.promote(older.digest, production, scene.policy, "1.0", "production")
    staging.promote(scene.image.digest, production, scene.policy, "2.0", "production")
    with pytest.raises(ImageError, match=f"made at {EARLIER}, and .*:production holds {scene.image.digest} of 2026-06"):
        staging.promote(older.digest, production, scene.policy, "production")
    assert production.held("production") == scene.image.digest
    wanted = replace(scene.policy, older=True)
    assert staging.promote(older.digest, production, wanted, "production").tags == {"production": scene.image.digest}


def test_swapped_entry_of_an_index_is_refused(scene: Scene) -> None:
    staging, production = scene.staging, scene.production
    index = staging.release(scene.own, staging.index(scene.image))
    staging.promote(index.digest, production, scene.policy, "1.0")
    assert production.repository.manifest(scene.image.digest) is not None
    swapped = staging.index(staging.image("for one platform only"))
    scene.copy_signature(index.digest, swapped.digest)
    with pytest.raises(ImageError, match=f"found no signature of the image {KEY}"):
        staging.promote(swapped.digest, production, scene.policy, "2.0")
    scene.listed()  # the bills of one platform are stripped
    with pytest.raises(ImageError, match=r"policy\.papers has spdx linux/amd64, found none"):
        staging.promote(index.digest, production, scene.policy, "2.0")
    assert production.held("2.0") is None


def test_layer_of_the_same_size_is_found_where_layers_are_read(scene: Scene) -> None:
    staging, reads = scene.staging, replace(scene.policy, whole_layers=True)
    staging.promote(scene.image.digest, scene.production, reads, "1.0")
    layer = scene.store(scene.image.document["layers"][0]["digest"])
    layer.write_bytes(b"x" * layer.stat().st_size)
    with pytest.raises(ImageError, match=r"found its blob sha256:\w+ changed, with the digest sha256:"):
        staging.promote(scene.image.digest, scene.production, reads, "2.0")
    assert scene.production.held("2.0") is None


def test_tag_that_may_not_move_stays(scene: Scene) -> None:
    staging, production = scene.staging, scene.production
    staging.promote(scene.image.digest, production, scene.policy, "1.0")
    other = staging.release(scene.own, staging.image("the next one"))
    with pytest.raises(ImageError, match=r"^tags: found another image than sha256:\w+ under .*:1\.0"):
        staging.promote(other.digest, production, scene.policy, "1.0")
    assert production.held("1.0") == scene.image.digest
