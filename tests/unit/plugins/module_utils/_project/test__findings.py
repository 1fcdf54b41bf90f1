"""What is copied for what was found."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._project._findings import Findings
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Place

# files, the words of each COPY
COPIES: list[tuple[list[str], list[list[str]]]] = [
    ([], []),
    (["pyproject.toml", "uv.lock"], [["pyproject.toml", "uv.lock", "./"]]),
    (["r/a.txt", "c.txt", "r/b.txt"], [["r/a.txt", "r/b.txt", "./r/"], ["c.txt", "./"]]),
    (["a.txt", "wheels/"], [["a.txt", "./"], ["wheels", "./wheels/"]]),
]


@pytest.mark.parametrize(("files", "copies"), COPIES)
def test_copies(files: list[str], copies: list[list[str]]) -> None:
    assert Findings(files=files).copies() == copies


def test_a_file_is_remembered_once() -> None:
    found = Findings()
    found.add_file("a.txt")
    found.add_file("a.txt")
    assert found.files == ["a.txt"]


def test_extras_of_a_package_add_up() -> None:
    found = Findings()
    found.add_local(".", ("a",), Place("a.txt", 1), True)
    found.add_local(".", ("a", "b"), Place("a.txt", 2), True)
    assert found.local == {".": ["a", "b"]}
    with pytest.raises(ImageError, match=r"a.txt:3: found the folder 'x' without"):
        found.add_local("x", (), Place("a.txt", 3), False)
