"""The shared key of a build is the one that the record is about, or a new one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._shared_key import link_folders, shared_key
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest

# title: (fingerprints that were sent before, the recorded one, whether the key is theirs)
BEFORE: dict[str, tuple[list[str], str | None, bool]] = {
    "nothing recorded": (["f1"], None, False),
    "the last one is recorded": (["f1"], "f1", True),
    "another came between": (["f1", "f2"], "f1", False),
    "the same came again": (["f1", "f1"], "f1", True),
    "nothing sent": ([], "f1", False),
}


@pytest.mark.parametrize(("sent", "recorded", "same"), BEFORE.values(), ids=BEFORE.keys())
def test_key(sent: list[str], recorded: str | None, same: bool, tmp_path: Path) -> None:
    file = str(tmp_path / "shared_key")
    keys = [
        shared_key(file, fingerprint, sent[number - 1] if number else None) for number, fingerprint in enumerate(sent)
    ]
    key = shared_key(file, "f9", recorded)
    assert re.fullmatch("[0-9a-f]{12}", key)
    assert (key in keys) == same
    assert shared_key(file, "f9", "f9") == key


def test_damaged_file(tmp_path: Path) -> None:
    (tmp_path / "shared_key").write_bytes(b"\xff f1")
    assert re.fullmatch("[0-9a-f]{12}", shared_key(str(tmp_path / "shared_key"), "f2", "f1"))


def test_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("links", "src", "named"):
        (tmp_path / name).mkdir()
    (tmp_path / "src" / "file").write_text("source")
    (tmp_path / "named" / "file").write_text("named")
    monkeypatch.chdir(tmp_path)
    contexts = {"a/b": "named", "base": "docker-image://debian"}
    request = BuildRequest.of(
        {"name": "app", "tag": "1", "context": "src", "dockerfile": "D", "pull": "missing", "build_contexts": contexts}
    )
    linked = link_folders(request, str(tmp_path / "links"), "one")
    assert (linked.context, linked.build_contexts["a/b"]) == (f"{tmp_path}/links/one", f"{tmp_path}/links/one-a_b")
    assert linked.build_contexts["base"] == "docker-image://debian"
    assert (Path(linked.context, "file").read_text(), Path(tmp_path, "links/one-a_b/file").read_text()) == (
        "source",
        "named",
    )
