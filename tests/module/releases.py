"""Small releases in a real registry, with papers and signatures, for the tests of promotion; no engine is needed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.sovd.prod_images.plugins.module_utils._publish._paper_places import (
    ARTIFACT_TYPES,
    paper_places,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._release_policy import ReleasePolicy
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._release_promotion import (
    Promoted,
    ReleasePromotion,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._skopeo import Skopeo
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._tag_plan import WantedTags
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._transfer import Transfer
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._client import Client
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._cosign import Cosign, Signer
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._credentials import Credentials
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._place import Place
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._referrers import attach
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import (
    OCI_INDEX,
    OCI_MANIFEST,
    Manifest,
    Repository,
    digest_of,
)

from tests.rig.registry import PASSWORD, USER, Registry
from tests.rig.signing import KEY_PASSWORD, find_cosign

CONFIG, LAYER = "application/vnd.oci.image.config.v1+json", "application/vnd.oci.image.layer.v1.tar"
LATER, EARLIER = "2026-06-01T00:00:00Z", "2026-05-01T00:00:00Z"
PAPERS = tuple(ARTIFACT_TYPES)


@dataclass(frozen=True)
class Keys:
    """A key pair of cosign."""

    private: Path
    public: Path


@dataclass(frozen=True)
class Stage:
    """A repository of a registry, and what can be done there."""

    registry: Registry
    name: str

    @property
    def repository(self) -> Repository:
        """The repository, with a login."""
        trust = str(self.registry.authority) if self.registry.authority else None
        client = Client(self.registry.address, Credentials("tests", USER, PASSWORD), trust, not trust)
        return Repository(client, Place(self.registry.address, self.name))

    def cosign(self) -> Cosign:
        """The command that signs here."""
        repository = self.repository
        return Cosign(repository.client, repository.place, find_cosign())

    def blob(self, content: bytes, media_type: str) -> dict[str, object]:
        """Upload a blob and give its descriptor."""
        self.repository.upload_blob(digest_of(content), len(content), content, "testing")
        return {"mediaType": media_type, "digest": digest_of(content), "size": len(content)}

    def image(self, text: str, made: str = LATER, user: str = "1001") -> Manifest:
        """Upload an image of one layer that nothing names yet."""
        about = {"architecture": "amd64", "os": "linux", "created": made, "config": {"User": user}}
        config = {**about, "rootfs": {"type": "layers", "diff_ids": [digest_of(text.encode())]}}
        layers = [self.blob(text.encode(), LAYER)]
        document: dict[str, object] = {"schemaVersion": 2, "mediaType": OCI_MANIFEST}
        document.update(config=self.blob(json.dumps(config).encode(), CONFIG), layers=layers)
        return self.put(Manifest(OCI_MANIFEST, json.dumps(document).encode()))

    def index(self, *images: Manifest) -> Manifest:
        """Upload an index of images."""
        entries = [{**image.descriptor, "platform": {"architecture": "amd64", "os": "linux"}} for image in images]
        document = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": entries}
        return self.put(Manifest(OCI_INDEX, json.dumps(document).encode()))

    def put(self, manifest: Manifest, reference: str = "") -> Manifest:
        """Write a manifest under a reference, or its digest."""
        self.repository.put_manifest(reference or manifest.digest, manifest, "testing")
        return manifest

    def paper(
        self, image: Manifest, kind: str, about: str = "", note: str = "", to: dict[str, Any] | None = None
    ) -> str:
        """Attach a paper of a kind, whose statement is about the image or another digest, and give its digest.

        It refers to the image, or to the descriptor of one of its parts.
        """
        digest = (about or image.digest).partition(":")[2]
        content = {"note": note, "kind": kind, "subject": [{"name": "app", "digest": {"sha256": digest}}]}
        subject = to or image.descriptor
        return str(attach(self.repository, subject, ARTIFACT_TYPES[kind], json.dumps(content).encode()))

    def sign(self, keys: Keys, *digests: str) -> None:
        """Sign digests."""
        self.cosign().sign(digests, Signer(str(keys.private), KEY_PASSWORD))

    def release(self, keys: Keys, image: Manifest) -> Manifest:
        """Give an image all its papers, and sign all of it."""
        places = paper_places(image, PAPERS)
        self.sign(keys, image.digest, *(self.paper(image, place.kind, to=place.subject) for place in places))
        return image

    def held(self, tag: str) -> str | None:
        """The digest under a tag, as the registry names it."""
        return self.registry.digest(self.name, tag)

    def promote(self, digest: str, to: Stage, policy: ReleasePolicy, *tags: str, check_mode: bool = False) -> Promoted:
        """Promote a digest to another stage, where `production` may move."""
        transfer = Transfer(self.repository, to.repository, Skopeo("no-skopeo"))
        fixed = [tag for tag in tags if tag != "production"]
        wanted = WantedTags.of(fixed, [tag for tag in tags if tag not in fixed])
        return ReleasePromotion(transfer, policy, self.cosign(), to.cosign(), check_mode).run(digest, wanted)
