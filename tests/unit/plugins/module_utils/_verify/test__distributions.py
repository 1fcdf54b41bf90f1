"""What RECORDs say, and whose programs these are."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._distributions import (
    Recorded,
    program_of,
    recorded_files,
)

SITE = "/venv/lib/python3.11/site-packages"
RECORD = f"{SITE}/uv-0.13.9.dist-info/RECORD"
TEXT = '../../../bin/uv,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n"uv/a,b.py",md5=x,3\nuv/c.py,,\nbroken\n'
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_files_are_whole_paths_with_their_digests() -> None:
    wanted = {
        "/venv/bin/uv": Recorded("uv", EMPTY),
        f"{SITE}/uv/a,b.py": Recorded("uv", ""),
        f"{SITE}/uv/c.py": Recorded("uv", ""),
    }
    texts = {RECORD: TEXT, "/etc/passwd": "a,b,c"}
    assert recorded_files(texts, {}, [*wanted, "/srv/c.py", "/srv/none"]) == wanted
    assert recorded_files(texts, {}, []) == {}


def test_the_team_s_own_code_is_no_package() -> None:
    assert recorded_files({RECORD: TEXT}, {f"{SITE}/uv-0.13.9.dist-info/direct_url.json": 0}, ["/venv/bin/uv"]) == {}


@pytest.mark.parametrize(("distribution", "package"), [("uv", "uv"), ("pip", ""), ("Setuptools", "")])
def test_program_of(distribution: str, package: str) -> None:
    assert program_of("/bin/x", {"/bin/x": Recorded(distribution, "")}) == package
    assert program_of("/bin/y", {"/bin/x": Recorded(distribution, "")}) == ""
