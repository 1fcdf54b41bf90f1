"""The order of a publication: asked, pushed, tagged at last."""

from __future__ import annotations

import errno
import json
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine
from ansible_collections.sovd.prod_images.plugins.module_utils._publish import _publication
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._bundled_packages import Bundled
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._papers import Papers
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._publication import Publication
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._signing import Signing
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._tag_plan import WantedTags
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._cosign import Cosign, Signer, signature_tag
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._place import Place
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import OCI_MANIFEST, Manifest
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._registry.fake_registry import FakeRegistry
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils.packed_files import pack

from .promoted import put_paper
from .saved import digest, plain

ID = "sha256:" + "a" * 64
WANTED = WantedTags.of(["1"], ["latest"])
NO_PAPERS = Papers((), "", Bundled(), None, {})


def hold(fake: FakeRegistry, tag: str, layer: bytes = b"own", of: bytes = b"own") -> str:
    """Let a tag hold an image with this layer, whose configuration names the content `of`, and give its id."""
    config = json.dumps({"rootfs": {"diff_ids": [digest(of)]}}).encode()
    for blob in (config, layer):
        fake.held[f"/v2/team/app/blobs/{digest(blob)}"] = (blob, "")
    document = {"config": {"digest": digest(config)}, "layers": [{"digest": digest(layer)}]}
    fake.held[f"/v2/team/app/manifests/{tag}"] = (json.dumps(document).encode(), OCI_MANIFEST)
    return digest(config)


def publication(docker: Any, fake: FakeRegistry, check_mode: bool, image_id: str = ID) -> Publication:
    about = {"Id": image_id, "Created": "2026-01-01T00:00:00Z"}
    docker.answer("image inspect", stdout=json.dumps([about]))
    return Publication(Engine(docker.params), fake.repository(), NO_PAPERS, None, 30, check_mode)


def test_check_mode_says_what_a_run_does_and_writes_nothing(docker: Any, fake: FakeRegistry, tmp_path: Path) -> None:
    saved, image_id = plain(tmp_path / "image.tar", [pack({"a": b"1"})])
    found = []
    for check_mode in (True, False, False):
        made = publication(docker, fake, check_mode, image_id)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_publication, "saved_image", lambda *_args: nullcontext((saved, str(tmp_path))))
            found.append(made.run("app:1", WANTED))
        if check_mode:
            assert {asked.partition(" ")[0] for asked, _login in fake.asked} == {"GET"}
    predicted, first, second = found
    assert predicted == first
    assert [(each["kind"], each["name"]) for each in first.reasons] == [
        ("image", f"{fake.host}/team/app"),
        ("tag", "1"),
        ("tag", "latest"),
    ]
    assert second.reasons == []
    assert second.digest == first.digest


def test_image_under_another_tag_is_not_sent_again(docker: Any, fake: FakeRegistry, tmp_path: Path) -> None:
    saved, image_id = plain(tmp_path / "image.tar", [pack({"a": b"1"})])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_publication, "saved_image", lambda *_args: nullcontext((saved, str(tmp_path))))
        publication(docker, fake, False, image_id).run("app:1", WANTED)
        found = publication(docker, fake, False, image_id).run("app:1", WantedTags.of(["other"], []))
    assert [each["kind"] for each in found.reasons] == ["tag"]


@pytest.mark.parametrize("check_mode", [True, False])
def test_image_that_is_there_gets_the_tag_that_lacks(check_mode: bool, docker: Any, fake: FakeRegistry) -> None:
    image_id = hold(fake, "1")
    found = publication(docker, fake, check_mode, image_id).run("app:1", WANTED)
    assert found.tags == {"latest": None}
    assert [each["after"] for each in found.reasons] == [found.digest]
    assert ("/v2/team/app/manifests/latest" in fake.held) == (not check_mode)


def test_image_that_is_not_there(docker: Any, fake: FakeRegistry) -> None:
    docker.answer("image inspect", 1, "[]", "Error: No such image: app:1\n")
    with pytest.raises(ImageError, match="found no image app:1 on the engine"):
        Publication(Engine(docker.params), fake.repository(), NO_PAPERS, None, 30, check_mode=False).run(
            "app:1", WANTED
        )


def cosign(folder: Path, fake: FakeRegistry, verifies: bool) -> Cosign:
    """A cosign that writes down what it signs, and whose signatures verify once they are made, or never."""
    path = folder / "cosign"
    path.write_text(
        f'#!/bin/sh\ncase "$1 $2" in "sign --help") ;; sign*) echo "$@" >> {folder}/signed ;; '
        f"verify*) {'test -e ' + str(folder / 'signed') if verifies else 'false'} ;; esac\n",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return Cosign(fake.client(), Place(fake.host, "team/app"), str(path))


def manifest_of(fake: FakeRegistry, reference: str) -> Manifest:
    """What a tag or a digest leads to."""
    found = fake.repository().manifest(reference)
    assert found is not None
    return found


def signed(made: Publication, command: Cosign) -> Publication:
    """The same, by somebody who signs."""
    return replace(made, signing=Signing(command, Signer("/keys/cosign.key"), made.repository))


def sign_tag(fake: FakeRegistry, tag: str) -> None:
    """Let something lie where the signature of what a tag holds is looked for."""
    (content, media_type) = fake.held[f"/v2/team/app/manifests/{tag}"]
    fake.held[f"/v2/team/app/manifests/{signature_tag(digest(content))}"] = (b"{}", media_type)


@pytest.mark.parametrize("verifies", [True, False])
def test_no_tag_without_a_signature_that_verifies(
    verifies: bool, docker: Any, fake: FakeRegistry, tmp_path: Path
) -> None:
    image_id = hold(fake, "1")
    made = signed(publication(docker, fake, False, image_id), cosign(tmp_path, fake, verifies))
    sign_tag(fake, "1")
    if not verifies:
        with pytest.raises(ImageError, match=r"^sign_key: the signature of sha256:.* is none by its own public key"):
            made.run("app:1", WANTED)
        assert "/v2/team/app/manifests/latest" not in fake.held
        return
    assert [each["kind"] for each in made.run("app:1", WANTED).reasons] == ["signature", "tag"]
    assert signed(made, cosign(tmp_path, fake, verifies)).run("app:1", WANTED).reasons == []
    assert len((tmp_path / "signed").read_text(encoding="utf-8").splitlines()) == 1


def test_layers_of_somebody_else_are_not_the_image(docker: Any, fake: FakeRegistry) -> None:
    """Whoever may write to the registry could have any layers signed by a manifest with the right configuration."""
    image_id = hold(fake, "1", layer=b"not its layer")
    with pytest.raises(ImageError, match=r"^tags: found another image than .*:1 \(sha256:\w+\); take a new tag"):
        publication(docker, fake, False, image_id).run("app:1", WANTED)
    hold(fake, "latest")
    fake.held["/v2/team/app/manifests/1"] = fake.held["/v2/team/app/manifests/latest"]
    hold(fake, "moves", layer=b"not its layer")
    found = publication(docker, fake, False, image_id).run("app:1", WantedTags.of(["1"], ["moves", "latest"]))
    assert list(found.tags) == ["moves"]
    assert fake.held["/v2/team/app/manifests/moves"] == fake.held["/v2/team/app/manifests/1"]


def test_paper_of_somebody_else_is_not_signed(docker: Any, fake: FakeRegistry, tmp_path: Path) -> None:
    saved, image_id = plain(tmp_path / "image.tar", [pack({"a": b"1"})])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_publication, "saved_image", lambda *_args: nullcontext((saved, str(tmp_path))))
        bare = publication(docker, fake, False, image_id)
        image = bare.run("app:1", WANTED).digest
        forged = put_paper(fake.repository(), manifest_of(fake, "1"), content={"packages": []})
        bare = replace(bare, papers=Papers(("spdx",), "", Bundled(), None, {}))
        unsigned = bare.run("app:1", WANTED)
        assert (unsigned.reasons, unsigned.papers) == ([], {"spdx": forged})
        predicted = signed(replace(bare, check_mode=True), cosign(tmp_path, fake, True)).run("app:1", WANTED)
        for each in (image, predicted.papers["spdx"], forged):
            fake.held[f"/v2/team/app/manifests/{signature_tag(each or '')}"] = (b"{}", OCI_MANIFEST)
        found = signed(bare, cosign(tmp_path, fake, True)).run("app:1", WANTED)
    own = found.papers["spdx"]
    assert found == predicted
    assert own != forged
    told = [(each["kind"], each["name"]) for each in found.reasons]
    assert told == [("paper", "spdx"), ("signature", image), ("signature", own)]
    assert forged not in (tmp_path / "signed").read_text(encoding="utf-8")
    assert manifest_of(fake, own).document["subject"]["digest"] == image


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device", "/tmp/x/0.gz"),
        ImageError("docker image save failed: write /tmp/x/image.tar: no space left on device"),
    ],
)
def test_full_disk_is_told_with_the_step(error: Exception, docker: Any, fake: FakeRegistry) -> None:
    def full(*_args: Any) -> None:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_publication, "saved_image", full)
        with pytest.raises(
            ImageError, match=rf"^registry {fake.host}: saving app:1: the disk of /.* is full \(.*TMPDIR"
        ):
            publication(docker, fake, False).run("app:1", WANTED)


def test_full_registry_is_not_taken_for_a_full_disk(docker: Any, fake: FakeRegistry, tmp_path: Path) -> None:
    saved, image_id = plain(tmp_path / "image.tar", [pack({"a": b"1"})])
    fake.answer("POST /v2/team/app/blobs/uploads/", 507, b"no space left on device")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_publication, "saved_image", lambda *_args: nullcontext((saved, str(tmp_path))))
        with pytest.raises(ImageError, match="the registry is full"):
            publication(docker, fake, False, image_id).run("app:1", WANTED)
