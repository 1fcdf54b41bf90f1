"""What a registry gets of an image, from either image store."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._packed_image import pack_image
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import OCI_INDEX, OCI_MANIFEST
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils.packed_files import pack

from .saved import archive, config_of, digest, plain

LAYERS = [pack({"a": b"1" * 9000}), pack({"b": b"2"})]


def test_layers_are_packed_the_same_each_time(tmp_path: Path) -> None:
    saved, image = plain(tmp_path / "image.tar", LAYERS)
    found = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        found.append(pack_image(saved, image, str(tmp_path / name)))
    first, second = found
    assert first.manifests == second.manifests
    contents = [blob.open().read() for blob in first.blobs]
    assert [gzip.decompress(content) for content in contents[:2]] == LAYERS
    assert contents[2] == config_of(LAYERS)
    assert [(blob.digest, blob.size) for blob in first.blobs] == [(digest(one), len(one)) for one in contents]
    document = first.root.document
    assert document["config"]["digest"] == image
    assert [each["digest"] for each in document["layers"]] == [blob.digest for blob in first.blobs[:2]]


def test_another_layer_than_the_configuration_says(tmp_path: Path) -> None:
    saved, _image = plain(tmp_path / "image.tar", LAYERS)
    config = config_of(LAYERS[::-1])
    names = saved.document("manifest.json")[0]["Layers"]
    files: dict[str, bytes | str] = {name: saved.read(name) for name in names}
    other = archive(
        tmp_path / "other.tar",
        {**files, "c": config, "manifest.json": json.dumps([{"Config": "c", "Layers": names}]).encode()},
    )
    with pytest.raises(ImageError, match="gave another layer"):
        pack_image(other, digest(config), str(tmp_path))


def test_image_that_is_not_in_the_archive(tmp_path: Path) -> None:
    saved, _image = plain(tmp_path / "image.tar", LAYERS)
    with pytest.raises(ImageError, match="found no image sha256:0 in what"):
        pack_image(saved, "sha256:0", str(tmp_path))


@pytest.mark.parametrize("whole", [True, False])
def test_index_of_the_containerd_store_is_taken_as_it_is(whole: bool, tmp_path: Path) -> None:
    packed, config = gzip.compress(LAYERS[0]), config_of(LAYERS[:1])
    manifest = json.dumps(
        {"config": {"digest": digest(config)}, "layers": [{"digest": digest(packed)}], "schemaVersion": 2}
    ).encode()
    index = json.dumps({"manifests": [{"digest": digest(manifest), "mediaType": OCI_MANIFEST,
                                       "platform": {"architecture": "arm64"}}]}).encode()  # fmt: skip
    top = {"manifests": [{"digest": digest(index), "mediaType": OCI_INDEX}]}
    blobs = [packed, config, index, *([manifest] if whole else [])]
    files: dict[str, bytes | str] = {"blobs/" + digest(blob).replace(":", "/"): blob for blob in blobs}
    saved = archive(tmp_path / "image.tar", {**files, "index.json": json.dumps(top).encode()})
    if not whole:
        with pytest.raises(ImageError, match="has only a part of it, without arm64"):
            pack_image(saved, digest(index), str(tmp_path))
        return
    found = pack_image(saved, digest(index), str(tmp_path))
    assert [each.content for each in found.manifests] == [manifest, index]
    assert found.root.digest == digest(index)
    assert [blob.open().read() for blob in found.blobs] == [config, packed]
