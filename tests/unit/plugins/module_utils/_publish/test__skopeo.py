"""How skopeo is called; tests/module/test_promote.py has the real one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._skopeo import Skopeo
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._client import Client
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._credentials import Credentials
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._place import Place

DIGEST = "sha256:" + "a" * 64


def copy(folder: Path, script: str, command: str = "") -> None:
    path = folder / "skopeo"
    path.write_text(f'#!/bin/sh\necho "$@" > {folder}/arguments\n{script}\n', encoding="utf-8")
    path.chmod(0o755)
    source = Client("a.example", Credentials("o", "ann", "hush"))
    target = Client("b.example", plain_http=True)
    ends = ((source, Place("a.example", "x")), (target, Place("b.example", "y")))
    Skopeo(command or str(path), 5).copy(DIGEST, *ends)


def test_logins_are_in_no_argument_and_do_not_stay(tmp_path: Path) -> None:
    copy(tmp_path, f'while [ $# -gt 0 ]; do [ "$1" = --src-authfile ] && cat "$2" > {tmp_path}/login; shift; done')
    words = (tmp_path / "arguments").read_text(encoding="utf-8").split()
    assert words[:5] == ["--insecure-policy", "copy", "--all", "--preserve-digests", "--quiet"]
    assert words[-2:] == [f"docker://a.example/x@{DIGEST}", f"docker://b.example/y@{DIGEST}"]
    assert {"--dest-tls-verify=false", "--dest-no-creds"} < {*words}
    assert "--src-tls-verify=false" not in words
    assert "hush" not in " ".join(words)
    assert list(json.loads((tmp_path / "login").read_text(encoding="utf-8"))["auths"]) == ["a.example"]
    assert not Path(words[words.index("--src-authfile") + 1]).exists()


def test_failures(tmp_path: Path) -> None:
    message = rf"^registry b.example: copying {DIGEST} of a.example/x: skopeo failed \(unauthorized\); see both"
    with pytest.raises(ImageError, match=message):
        copy(tmp_path, "echo unauthorized >&2; exit 1")
    with pytest.raises(ImageError, match=r"^skopeo: cannot run '/nowhere' \(No such file"):
        copy(tmp_path, "", "/nowhere")
    with pytest.raises(
        ImageError, match=r"^registry b.example: copying .* no answer within 5 seconds; set a longer timeout"
    ):
        copy(tmp_path, "exec sleep 60")
