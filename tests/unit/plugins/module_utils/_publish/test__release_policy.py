"""What a policy refuses; tests/module/test_promote_attacks.py has a real registry and the real cosign."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._paper_places import ARTIFACT_TYPES
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._release_policy import ReleasePolicy
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._certificate_identity import (
    CertificateIdentity,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._cosign import signature_tag
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import Manifest
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._registry.fake_registry import FakeRegistry

from .promoted import put_image, put_index, put_paper, repository

UNSIGNED = ReleasePolicy(None, ())
IDENTITY = CertificateIdentity("ann@example.org", "https://ci.example")


class SaysSo:
    """A cosign that finds these digests signed."""

    def __init__(self, *signed: str, payload: str = "") -> None:
        self.signed, self.payload = signed, payload

    def verify(self, digest: str, by: str | CertificateIdentity) -> str:
        assert by in ("k.pub", IDENTITY)
        if digest not in self.signed:
            raise ImageError("no matching signatures")
        return self.payload or json.dumps([{"critical": {"image": {"docker-manifest-digest": digest}}}])


def refusal(policy: ReleasePolicy, fake: FakeRegistry, image: Manifest, cosign: Any = None) -> str:
    try:
        policy.check(repository(fake), cosign or SaysSo(), image.digest)
    except ImageError as error:
        told = str(error)
    else:
        return ""
    begin, end = f"policy: {fake.host}/team/app@{image.digest} may not be promoted: ", ". No tag was written"
    assert told.startswith(begin)
    assert told.endswith(end)
    return told.removeprefix(begin).removesuffix(end)


def test_what_the_policy_does_not_ask_for_is_not_needed(fake: FakeRegistry) -> None:
    image = put_image(repository(fake))
    release = UNSIGNED.check(repository(fake), SaysSo(), image.digest)
    assert (release.image, release.parts, release.papers) == (image, (), {})


def test_signature(fake: FakeRegistry) -> None:
    place, policy = repository(fake), ReleasePolicy("k.pub", ())
    image = put_image(place)
    assert refusal(policy, fake, image) == "found no signature of the image; sign it when it is published"
    place.put_manifest(signature_tag(image.digest), image, "testing")
    assert refusal(policy, fake, image) == "found no signature of the image by k.pub (no matching signatures)"
    assert refusal(policy, fake, image, SaysSo(image.digest)) == ""
    other = '[{"critical": {"image": {"docker-manifest-digest": "sha256:1"}}}]'
    for payload in ("no JSON", "[]", '[{"critical": 1}]', other):
        assert "that is of" in refusal(policy, fake, image, SaysSo(image.digest, payload=payload))
    assert policy.is_signed(place, SaysSo(image.digest), image.digest)
    assert not policy.is_signed(place, SaysSo(), image.digest)


def test_signature_by_an_identity(fake: FakeRegistry) -> None:
    place, policy = repository(fake), ReleasePolicy(IDENTITY, ())
    image = put_image(place)
    place.put_manifest(signature_tag(image.digest), image, "testing")
    told = "found no signature of the image by ann@example.org of https://ci.example (no matching signatures)"
    assert refusal(policy, fake, image) == told
    assert refusal(policy, fake, image, SaysSo(image.digest)) == ""


def test_blobs(fake: FakeRegistry) -> None:
    image = put_image(repository(fake))
    layer = image.document["layers"][0]["digest"]
    fake.held[f"/v2/team/app/blobs/{layer}"] = (b"x", "")
    assert refusal(UNSIGNED, fake, image) == "", "of the same size"
    reads = ReleasePolicy(None, (), whole_layers=True)
    assert refusal(reads, fake, image).startswith(f"found its blob {layer} changed, with the digest sha256:")
    fake.held[f"/v2/team/app/blobs/{layer}"] = (b"xy", "")
    assert refusal(UNSIGNED, fake, image) == f"found its blob {layer} changed, with 2 bytes instead of 1"
    del fake.held[f"/v2/team/app/blobs/{layer}"]
    assert refusal(UNSIGNED, fake, image) == f"found that its blob {layer} is gone; publish it again"


def test_papers(fake: FakeRegistry) -> None:
    place, policy = repository(fake), ReleasePolicy(None, ("spdx", "provenance"))
    image = put_image(place)
    assert refusal(policy, fake, image) == "policy.papers has spdx, found none; publish it again"
    spdx = put_paper(place, image)
    wrong = put_paper(place, image, "provenance", {"subject": [{"digest": {"sha256": "1"}}]})
    expected = f"policy.papers has provenance, found {wrong} whose statement is about another image; publish it again"
    assert refusal(policy, fake, image) == expected
    subject = [{"digest": {"sha256": image.digest.partition(":")[2]}}]
    right = put_paper(place, image, "provenance", {"subject": subject})
    release = policy.check(place, SaysSo(), image.digest)
    assert {kind: paper.digest for kind, paper in release.papers.items()} == {"spdx": spdx, "provenance": right}


def test_each_platform_needs_a_bill_of_its_own(fake: FakeRegistry) -> None:
    place, policy = repository(fake), ReleasePolicy(None, ("spdx",))
    parts = [put_image(place, text) for text in "ab"]
    index = put_index(place, *parts)
    put_paper(place, index)
    first = put_paper(place, parts[0])
    names = [f"spdx {part.digest[7:19]}" for part in parts]
    assert refusal(policy, fake, index) == f"policy.papers has {names[1]}, found none; publish it again"
    second = put_paper(place, parts[1])
    release = policy.check(place, SaysSo(), index.digest)
    assert {name: paper.digest for name, paper in release.papers.items()} == dict(
        zip(names, (first, second), strict=True)
    )


def test_list_that_lies(fake: FakeRegistry) -> None:
    place, policy = repository(fake), ReleasePolicy(None, ("spdx",))
    image, other = put_image(place), put_image(place, "b")
    entries = [
        {"digest": digest, "artifactType": ARTIFACT_TYPES["spdx"]}
        for digest in ("sha256:" + "0" * 64, put_paper(place, other), put_paper(place, image, "cyclonedx"))
    ]
    content = json.dumps({"manifests": entries}).encode()
    place.put_manifest(image.digest.replace(":", "-"), Manifest("x", content), "testing")
    told = refusal(policy, fake, image)
    assert "that is listed and not there" in told
    assert f"that is of {other.digest}" in told
    assert "that is a application/vnd.cyclonedx+json" in told


@pytest.mark.parametrize(
    ("made", "before", "older", "refused"),
    [
        ("2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z", False, True),
        ("2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z", True, False),
        ("2026-06-01T00:00:00Z", "2026-05-01T00:00:00Z", False, False),
        ("2026-06-01T00:00:00Z", "2026-06-01T00:00:00Z", False, False),
        (None, "2026-06-01T00:00:00Z", False, False),
        ("2026-06-01T00:00:00Z", None, False, False),
    ],
)
def test_age(made: str | None, before: str | None, older: bool, refused: bool, *, fake: FakeRegistry) -> None:
    place = repository(fake)
    image, held = put_image(place, "new", made), put_image(place, "held", before)
    told = ""
    try:
        ReleasePolicy(None, (), older=older).check_age(place, place, image, {"production": held})
    except ImageError as error:
        told = str(error)
    assert ("production holds" in told) is refused
