"""The papers that an image gets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._bundled_packages import Bundled
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._packages import node_package
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._paper_places import (
    ARTIFACT_TYPES,
    paper_places,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._papers import Papers
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._provenance import Inputs
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._saved_archive import blob_name
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._referrers import list_referrers, read_paper
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import (
    OCI_INDEX,
    OCI_MANIFEST,
    Manifest,
)
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._registry.fake_registry import FakeRegistry
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils.packed_files import pack

from .saved import archive, digest, plain

KINDS = tuple(ARTIFACT_TYPES)
MANIFEST = Manifest(OCI_MANIFEST, b"{}")


def test_each_paper_is_written_and_found_again(fake: FakeRegistry, tmp_path: Path) -> None:
    status = b"Package: libc6\nVersion: 1\n"
    saved, image = plain(tmp_path / "image.tar", [pack({"var/lib/dpkg/status.d/libc6": status})])
    bundled = Bundled((node_package("react", "18"),))
    papers = Papers(KINDS, "https://ci.example", bundled, None, {image: Inputs("f" * 64, {})})
    repository, document = fake.repository(), {"Id": image, "Created": "2026-11-27T19:33:21.7Z"}
    places = paper_places(MANIFEST, KINDS)
    assert papers.listed(repository, MANIFEST) == {place: [] for place in places}
    made = [papers.paper("r.example/app", place, document, saved) for place in places]
    for paper in made:
        paper.write(repository)
    assert papers.listed(repository, MANIFEST) == {paper.place: [paper.digest] for paper in made}
    contents = {}
    for each in list_referrers(repository, MANIFEST.digest):
        manifest, content = read_paper(repository, each)
        assert manifest["subject"] == MANIFEST.descriptor
        contents[each["artifactType"]] = json.loads(content)
    assert contents[ARTIFACT_TYPES["spdx"]]["comment"].startswith(
        "The packages of npm that are bundled into the page are"
    )
    assert contents[ARTIFACT_TYPES["cyclonedx"]]["metadata"]["properties"][0]["name"] == "sovd.prod_images:remark"
    urls = ["pkg:deb/debian/libc6@1", "pkg:npm/react@18"]
    assert [each["purl"] for each in contents[ARTIFACT_TYPES["cyclonedx"]]["components"]] == urls
    assert len(contents[ARTIFACT_TYPES["spdx"]]["packages"]) == 3
    definition = contents[ARTIFACT_TYPES["provenance"]]["predicate"]["buildDefinition"]
    assert definition["internalParameters"] == {"fingerprint": "f" * 64}


def test_no_paper_is_asked_for(fake: FakeRegistry) -> None:
    assert Papers((), "", Bundled(), None, {}).listed(fake.repository(), MANIFEST) == {}
    assert fake.asked == []


def part(status: str, made: str) -> tuple[dict[str, bytes | str], Manifest]:
    """The files of one platform's part of an image in an archive, and its manifest."""
    layer = pack({"var/lib/dpkg/status": f"Package: libc6\nVersion: {status}\n".encode()})
    config = json.dumps({"created": made}).encode()
    files: dict[str, bytes | str] = {blob_name(digest(content)): content for content in (layer, config)}
    document = {"config": {"digest": digest(config)}, "layers": [{"digest": digest(layer)}]}
    manifest = Manifest(OCI_MANIFEST, json.dumps(document).encode())
    return {**files, blob_name(manifest.digest): manifest.content}, manifest


def test_each_platform_has_a_bill_of_what_is_in_its_part(fake: FakeRegistry, tmp_path: Path) -> None:
    parts = {"amd64": part("1", "2026-01-01T00:00:00Z"), "arm64": part("2", "2026-02-02T00:00:00Z")}
    entries = [
        {**manifest.descriptor, "platform": {"os": "linux", "architecture": name}}
        for name, (_files, manifest) in parts.items()
    ]
    index = Manifest(OCI_INDEX, json.dumps({"manifests": entries}).encode())
    both = {name: content for files, _manifest in parts.values() for name, content in files.items()}
    saved = archive(tmp_path / "image.tar", both)
    papers = Papers(KINDS, "", Bundled(), None, {index.digest: Inputs("f" * 64, {})})
    document = {"Id": index.digest, "Created": "2026-01-01T00:00:00Z"}
    made = {place.name: papers.paper("r.example/app", place, document, saved) for place in paper_places(index, KINDS)}
    assert list(made) == [f"{kind} linux/{each}" for kind in ("spdx", "cyclonedx") for each in parts] + ["provenance"]
    for (name, (_files, manifest)), version in zip(parts.items(), "12", strict=True):
        bill = json.loads(made[f"cyclonedx linux/{name}"].content)
        assert [each["purl"] for each in bill["components"]] == [f"pkg:deb/debian/libc6@{version}"]
        assert bill["metadata"]["component"]["version"] == manifest.digest
        assert bill["metadata"]["timestamp"] == f"2026-0{version}-0{version}T00:00:00Z"
    assert json.loads(made["provenance"].content)["subject"][0]["digest"]["sha256"] == index.digest[7:]
    made["spdx linux/arm64"].write(fake.repository())
    assert [each["digest"] for each in list_referrers(fake.repository(), parts["arm64"][1].digest)] == [
        made["spdx linux/arm64"].digest
    ]
    lacking = archive(tmp_path / "half.tar", parts["amd64"][0])
    place = made["spdx linux/arm64"].place
    with pytest.raises(ImageError, match=rf"^image: the engine has only a part of it, without {place.digest}"):
        papers.paper("r.example/app", place, document, lacking)
