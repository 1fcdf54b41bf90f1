"""A pylock.toml without the packages of the source."""

from __future__ import annotations

import importlib
import tomllib

import pytest

HEAD = 'lock-version = "1.0"\ncreated-by = "x"\n'
A = '\n[[packages]]\nname = "a"\nversion = "1"\nwheels = [{ url = "https://a.example/directory = x" }]\n'
# a package of the source, as tools write it
OWN = [
    '[[packages]]\nname = "own"\ndirectory = { path = ".", editable = true }\n',
    '[[packages]]\nname = "own"\n[packages.directory]\npath = "."\n',
    '[[packages]]\nname = "own"\ndirectory.path = "."\n',
]


@pytest.mark.parametrize("own", OWN)
def test_packages_of_the_source_go(own: str) -> None:
    program = importlib.import_module("third_party_pylock")
    for text in (HEAD + own + A, HEAD + A + own, HEAD + A + own + A):
        left = tomllib.loads(program.without_directories(text))
        assert {one["name"] for one in left["packages"]} == {"a"}
        assert left["lock-version"] == "1.0"
