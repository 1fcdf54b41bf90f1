"""One image as facts, read from the engine."""

from __future__ import annotations

import io
import json
import tarfile
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._facts import Layer, User
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._image_reader import (
    image_facts,
    read_text_from_tar,
    remove_reader,
)

DOCUMENT = {
    "Id": "sha256:" + "1" * 64,
    "Architecture": "amd64",
    "Os": "linux",
    "Config": {"User": "1001"},
    "RootFS": {"Layers": ["sha256:2"]},
}
READER = "sovd-prod-images-reads-" + "1" * 24
HISTORY = [{"Size": "3", "CreatedBy": "COPY"}, {"Size": "4", "CreatedBy": "FROM"}]


def test_facts(docker: Any) -> None:
    docker.answer("image history", stdout="\n".join(map(json.dumps, HISTORY)))
    facts = image_facts(Engine(docker.params), "app:1", DOCUMENT, "overlay2")
    assert (facts.reference, facts.size, facts.store) == ("app:1", 7, "overlay2")
    assert (facts.layers, facts.user) == ([Layer(4, "FROM"), Layer(3, "COPY")], User("1001", None, 1001, 0))
    copies = [call[3].partition(":") for call in docker.calls if call[:2] == ["container", "cp"]]
    assert copies == [(READER, ":", "/etc/passwd"), (READER, ":", "/etc/group")]


def test_archive_that_ends_early_leaves_the_history(docker: Any) -> None:
    docker.answer("image save", 1, "", "no space")
    docker.answer("image history", stdout=json.dumps(HISTORY[0]))
    assert image_facts(Engine(docker.params), "app:1", DOCUMENT, "containerd").layers == [Layer(3, "COPY")]


def test_no_container_is_left(docker: Any) -> None:
    docker.answer("container cp", 1, "", "Cannot connect to the Docker daemon")
    with pytest.raises(ImageError, match=r"^docker_host: found no engine"):
        image_facts(Engine(docker.params), "app:1", DOCUMENT, "overlay2")
    assert docker.calls[0] == docker.calls[-1] == ["container", "rm", "--force", READER]


def test_reader_of_a_killed_run_is_removed(docker: Any) -> None:
    remove_reader(Engine(docker.params), DOCUMENT["Id"])
    assert docker.calls == [["container", "rm", "--force", READER]]


def archive(*members: tuple[str, bytes | None]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as opened:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.type = tarfile.DIRTYPE if content is None else tarfile.REGTYPE
            member.size = len(content or b"")
            opened.addfile(member, io.BytesIO(content or b""))
    return buffer.getvalue()


ARCHIVES = {
    "nothing": (b"", ""),
    "no member": (archive(), ""),
    "a file": (archive(("passwd", b"root:x:0:0\n")), "root:x:0:0\n"),
    "a folder": (archive(("passwd", None)), ""),
    "bytes that are no text": (archive(("passwd", b"\xff")), "\ufffd"),
}


@pytest.mark.parametrize(("content", "text"), ARCHIVES.values(), ids=ARCHIVES.keys())
def test_text_from_tar(content: bytes, text: str) -> None:
    assert read_text_from_tar(content) == text
