"""One image as facts, read from the engine."""

from __future__ import annotations

import io
import json
import tarfile
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._asking_container import container_name
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._facts import Layer, User
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._image_reader import (
    image_facts,
    read_images,
    read_text_from_tar,
)

DOCUMENT = {
    "Id": "sha256:" + "1" * 64,
    "Architecture": "amd64",
    "Os": "linux",
    "Config": {"User": "1001"},
    "RootFS": {"Layers": ["sha256:2"]},
}
READER = container_name("run1")
HISTORY = [{"Size": "3", "CreatedBy": "COPY"}, {"Size": "4", "CreatedBy": "FROM"}]


def test_facts(docker: Any) -> None:
    docker.answer("image history", stdout="\n".join(map(json.dumps, HISTORY)))
    facts = image_facts(Engine(docker.params), "app:1", DOCUMENT, "overlay2", "run1")
    assert (facts.reference, facts.size, facts.store) == ("app:1", 7, "overlay2")
    assert (facts.layers, facts.user) == ([Layer(4, "FROM"), Layer(3, "COPY")], User("1001", None, 1001, 0))
    copies = [call[3].partition(":") for call in docker.calls if call[:2] == ["container", "cp"]]
    assert copies == [(READER, ":", "/etc/passwd"), (READER, ":", "/etc/group")]


def test_a_label_may_hold_what_ends_lines_elsewhere(docker: Any) -> None:
    step = {"Size": "3", "CreatedBy": "LABEL a=x\u2028y\x85z"}
    docker.answer("image history", stdout=json.dumps(step, ensure_ascii=False) + "\n")
    layers = image_facts(Engine(docker.params), "app:1", DOCUMENT, "overlay2", "run1").layers
    assert layers == [Layer(3, "LABEL a=x\u2028y\x85z")]


def test_archive_that_ends_early_leaves_the_history(docker: Any) -> None:
    docker.answer("image save", 1, "", "no space")
    docker.answer("image history", stdout=json.dumps(HISTORY[0]))
    assert image_facts(Engine(docker.params), "app:1", DOCUMENT, "containerd", "run1").layers == [Layer(3, "COPY")]


def test_no_container_is_left(docker: Any) -> None:
    docker.answer("container cp", 1, "", "Cannot connect to the Docker daemon")
    with pytest.raises(ImageError, match=r"^docker_host: found no engine"):
        image_facts(Engine(docker.params), "app:1", DOCUMENT, "overlay2", "run1")
    assert docker.calls[-1] == ["container", "rm", "--force", "--volumes", container_name("run1")]


def test_file_that_cannot_be_read_is_no_user_without_a_name(docker: Any) -> None:
    docker.answer("container cp", 1, "", "Error response from daemon: No such container: x")
    with pytest.raises(ImageError, match=r"^cannot read /etc/passwd of an image: .*No such container"):
        image_facts(Engine(docker.params), "app:1", DOCUMENT, "overlay2", "run1")


def test_images_by_name(docker: Any) -> None:
    docker.keep(tags={"app:1": "sha256:1"})
    facts = read_images(Engine(docker.params), ["app:1", "app:2"])
    assert [name for name, found in facts.items() if found] == ["app:1"]
    assert facts["app:2"] is None


def test_image_that_never_holds_still(docker: Any) -> None:
    docker.keep(tags={"app:1": "sha256:1"})
    docker.answer("container create", 1, "", "Error response from daemon: No such image: sha256:1")
    with pytest.raises(ImageError, match=r"^names: app:1 became another image each time"):
        read_images(Engine(docker.params), ["app:1"])


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
