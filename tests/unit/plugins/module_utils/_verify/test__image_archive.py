"""The archives that engines of all ages write, and those that cannot be read."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._file_secrets import compile_rules
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._image_archive import read_archive
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils.packed_files import pack

RULES = compile_rules([], ["secret"], [])


def document(value: Any) -> bytes:
    return json.dumps(value).encode()


def config(*diff_ids: str) -> bytes:
    return document({"rootfs": {"diff_ids": list(diff_ids)}})


def paths(files: dict[str, bytes | str], diff_ids: list[str]) -> list[list[str]]:
    return [list(layer.entries) for layer in read_archive(io.BytesIO(pack(files)), diff_ids, RULES)]


ONE, TWO = pack({"one": b"1"}), pack({"two": b"secret"})


def test_layers_come_in_the_order_of_the_manifest() -> None:
    files: dict[str, bytes | str] = {
        "b/layer.tar": TWO,
        "a/layer.tar": ONE,
        "c.json": config("1", "2", "1"),
        "manifest.json": document(
            [{"Config": "c.json", "Layers": ["a/layer.tar", "b/layer.tar", "a/layer.tar"]}],
        ),
    }
    assert paths(files, ["1", "2", "1"]) == [["/one"], ["/two"], ["/one"]]
    assert read_archive(io.BytesIO(pack(files)), ["1", "2", "1"], RULES)[1].secrets["/two"].found == {("secret", "")}


def test_a_layer_that_older_engines_write_once() -> None:
    files: dict[str, bytes | str] = {
        "a/layer.tar": ONE,
        "b/layer.tar": "../a/layer.tar",
        "c.json": config("1", "1"),
        "manifest.json": document([{"Config": "c.json", "Layers": ["a/layer.tar", "b/layer.tar"]}]),
    }
    assert paths(files, ["1", "1"]) == [["/one"], ["/one"]]


def test_of_several_platforms_the_one_that_the_engine_has() -> None:
    files: dict[str, bytes | str] = {
        "manifest.json": document(
            [
                {"Config": "arm.json", "Layers": ["a"]},
                {"Config": "gone.json", "Layers": ["x"]},
                {"Config": "amd.json", "Layers": ["b"]},
            ]
        ),
        "a": ONE,
        "b": TWO,
        "arm.json": config("1"),
        "amd.json": config("2"),
    }
    assert paths(files, ["2"]) == [["/two"]]


def test_a_layer_whose_first_file_begins_like_a_document() -> None:
    files: dict[str, bytes | str] = {
        "a": pack({"[id].tsx": b"1", "{": b"2"}),
        "c.json": config("1"),
        "manifest.json": document([{"Config": "c.json", "Layers": ["a"]}]),
    }
    assert paths(files, ["1"]) == [["/[id].tsx", "/{"]]


def test_an_image_without_layers() -> None:
    files: dict[str, bytes | str] = {
        "c.json": config(),
        "manifest.json": document([{"Config": "c.json", "Layers": None}]),
    }
    assert paths(files, []) == []


def test_a_layer_that_python_cannot_read_is_named() -> None:
    files: dict[str, bytes | str] = {
        "blobs/zstd": b"(\xb5/\xfd" + b"x" * 2000,
        "c.json": config("1"),
        "manifest.json": document([{"Config": "c.json", "Layers": ["blobs/zstd"]}]),
    }
    with pytest.raises(ImageError, match="found the layer blobs/zstd packed in a way that Python on the target cannot"):
        paths(files, ["1"])


@pytest.mark.parametrize("files", [{}, {"c.json": config("1"), "manifest.json": document([{"Config": "c.json"}])}])
def test_an_archive_without_the_image_is_refused(files: dict[str, bytes | str]) -> None:
    with pytest.raises(ImageError, match="does not hold the image"):
        paths(files, ["2"])
