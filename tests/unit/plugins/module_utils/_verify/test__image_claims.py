"""User, files and size. Each claim broken once is in tests/unit/plugins/filter/test_image_claims.py."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._claim import settle
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._contract import read_contract
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._image_claims import (
    file_claims,
    size_claim,
    user_claims,
)
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._verify.test__contract import NUMBERS
from ansible_collections.sovd.prod_images.tests.unit.plugins.sample_facts import CONTENTS

CONTRACT = read_contract({**NUMBERS, "user": ""})


def broken(claims: list[Any]) -> list[str]:
    return [claim.claim for claim in settle(claims, {}) if not claim.ok]


@pytest.mark.parametrize(
    ("value", "uid", "run_user", "names"),
    [
        ("", 0, "", ["user is unprivileged"]), ("root", 0, "", ["user is unprivileged"]),
        ("app", 1001, "", ["user is a number"]), ("app", 999, "", ["user is a number", "user is unprivileged"]),
        ("1001", 1001, "", []), ("", 0, "1001:1001", []), ("", 0, "999", ["user is unprivileged"]),
    ],
)  # fmt: skip
def test_user(value: str, uid: int, run_user: str, names: list[str]) -> None:
    image = {"user": {"value": value, "uid": uid, "gid": uid, "name": "app"}}
    contract = read_contract({**NUMBERS, "user": "", "run_user": run_user})
    effective = run_user.partition(":")[0] or str(uid)
    assert broken(user_claims(image, CONTENTS, {"1": {"Uid": [effective]}}, "app", contract)) == names


@pytest.mark.parametrize(
    ("contents", "names"),
    [
        ({"foreign_files": ["/a"], "writable_paths": ["/a"]}, ["files belong to root"]),
        ({"foreign_files": ["/a"], "writable_paths": ["/a", "/b"]}, ["files belong to root",
         "files cannot be changed by the user"]),
        ({"writable_paths": ["/b"]}, ["files cannot be changed by the user"]),
        ({"setuid_files": ["/a (setuid)"]}, ["no setuid or setgid programs"]),
        ({"programs_of_packages": [{"path": "/bin/uv", "package": "uv"}]}, []),
    ],
)  # fmt: skip
def test_files(contents: dict[str, Any], names: list[str]) -> None:
    assert broken(file_claims({**CONTENTS, **contents}, CONTRACT)) == names


def test_programs_of_packages_are_told() -> None:
    claims = file_claims({**CONTENTS, "programs_of_packages": [{"path": "/venv/bin/uv", "package": "uv"}]}, CONTRACT)
    assert claims[2].found == "none (besides /venv/bin/uv of uv)"


@pytest.mark.parametrize(("size", "ok"), [(1000, True), (1001, False)])
def test_size(size: int, ok: bool) -> None:
    assert size_claim({"size": size}, CONTRACT).ok is ok
