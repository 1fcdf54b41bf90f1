"""Tables of TOML files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._project import _toml
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder
from ansible_collections.sovd.prod_images.plugins.module_utils._project._toml import entries, read_toml, table

Project = Callable[[Mapping[str, str]], Folder]


@pytest.mark.parametrize("readers", [("tomllib",), ("none_such", "pip._vendor.tomli", "tomllib")])
def test_tables(project: Project, monkeypatch: pytest.MonkeyPatch, readers: tuple[str, ...]) -> None:
    monkeypatch.setattr(_toml, "_READERS", readers)
    tables = read_toml(project({"a.toml": "[a.b]\nc = [1]\nd = 2"}), "a.toml")
    assert table(tables, "a", "b") == {"c": [1], "d": 2}
    assert table(tables, "a", "b", "d") == {}
    assert table(tables, "x", "y") == {}
    assert entries(tables, "a", "b", "c") == [1]
    assert entries(tables, "a", "b", "d") == []


def test_no_toml(project: Project) -> None:
    with pytest.raises(ImageError, match=r"a.toml: found no TOML"):
        read_toml(project({"a.toml": "a = "}), "a.toml")
    with pytest.raises(ImageError, match=r"a.toml: found no TOML"):
        read_toml(project({"a.toml": "a = " + "[" * 100000}), "a.toml")


def test_no_reader(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_toml, "_READERS", ("none_such",))
    with pytest.raises(ImageError, match=r"a.toml: found no reader of TOML on the target, expected Python 3.11"):
        read_toml(project({"a.toml": ""}), "a.toml")
