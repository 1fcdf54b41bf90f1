"""The files of an image, by the archive that an engine exports."""

from __future__ import annotations

import io
import tarfile
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._asking_container import container_name
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._exported_files import exported_files

DOCUMENT = {"Id": "sha256:" + "1" * 64}


def archive_of(*members: tuple[str, bytes, str]) -> str:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as opened:
        for name, kind, target in members:
            member = tarfile.TarInfo(name)
            member.mode, member.type, member.linkname, member.uid = 0o4711, kind, target, 9
            opened.addfile(member)
    return content.getvalue().decode()


def test_files_and_hard_links_with_mode_and_owner(docker: Any) -> None:
    members = [("bin/", tarfile.DIRTYPE, ""), ("bin/su", tarfile.REGTYPE, ""), ("bin/s", tarfile.SYMTYPE, "su")]
    docker.answer("container export", stdout=archive_of(*members, ("bin/again", tarfile.LNKTYPE, "bin/su")))
    found = list(exported_files(Engine(docker.params), DOCUMENT, "run1"))
    assert found == [("/bin/su", 0o4711, 9), ("/bin/again", 0o4711, 9)]
    assert docker.calls[-1] == ["container", "rm", "--force", "--volumes", container_name("run1")]


@pytest.mark.parametrize("answer", ["", archive_of(("a", tarfile.REGTYPE, ""))[:700]])
def test_an_archive_that_is_not_whole_is_refused(answer: str, docker: Any) -> None:
    docker.answer("container export", 1, answer, "no space")
    with pytest.raises(ImageError, match="cannot read the files of an image: docker container export ended"):
        list(exported_files(Engine(docker.params), DOCUMENT, "run1"))
