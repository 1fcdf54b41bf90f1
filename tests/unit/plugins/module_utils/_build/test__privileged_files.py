"""Setuid and setgid files, as an engine exports them."""

from __future__ import annotations

import io
import tarfile
from typing import Any

from ansible_collections.sovd.prod_images.plugins.module_utils._build._privileged_files import privileged_files
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine

DOCUMENT = {"Id": "sha256:" + "1" * 64, "Config": {"Volumes": {"/data": {}}}}


def test_only_files_with_the_bits(docker: Any) -> None:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as opened:
        for name, mode, kind in (
            ("a", 0o4755, tarfile.REGTYPE),
            ("b", 0o755, tarfile.REGTYPE),
            ("c", 0o2777, tarfile.DIRTYPE),
        ):
            member = tarfile.TarInfo(name)
            member.mode, member.type, member.uid = mode, kind, 7
            opened.addfile(member)
    docker.answer("container export", stdout=archive.getvalue().decode())
    assert privileged_files(Engine(docker.params), DOCUMENT, "run1") == [("/a", 0o4755, 7)]
