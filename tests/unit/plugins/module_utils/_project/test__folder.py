"""Paths and files of the folder of a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder, Place

# a path, the folder it is relative to, and the path in the folder of the project or None outside of it
PATHS = [
    ("a.txt", "", "a.txt"),
    ("a.txt", "r", "r/a.txt"),
    ("../a.txt", "r", "a.txt"),
    ("./", "", "."),
    ("../a.txt", "", None),
    ("r/../../a.txt", "", None),
    ("/etc/passwd", "", None),
]


@pytest.mark.parametrize(("path", "beside", "inner"), PATHS)
def test_paths(path: str, beside: str, inner: str | None) -> None:
    folder = Folder("/srv/shop")
    if inner is None:
        with pytest.raises(ImageError, match=rf"a.txt:3: found '{path}', which is outside of the source /srv/shop"):
            folder.resolve(path, beside, Place("a.txt", 3))
    else:
        assert folder.resolve(path, beside, Place("a.txt", 3)) == inner


def test_files(project: Callable[[Mapping[str, str]], Folder]) -> None:
    folder = project({"a/b.txt": "told", "a/a.txt": ""})
    assert folder.read("a/b.txt") == "told"
    assert folder.names("a") == ["a.txt", "b.txt"]
    assert folder.names("none") == []
    assert (folder.has("a"), folder.is_folder("a"), folder.is_folder("a/b.txt")) == (True, True, False)
    assert folder.demand("a/b.txt", Place("x")) == "a/b.txt"
    with pytest.raises(ImageError, match=r"x: found no 'c.txt'"):
        folder.demand("c.txt", Place("x"))
    with pytest.raises(ImageError, match="a: cannot be read"):
        folder.read("a")
