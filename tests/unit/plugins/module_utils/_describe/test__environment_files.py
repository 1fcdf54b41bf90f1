"""The names that .env and its examples give."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._environment_files import (
    names_of_the_build,
    read_environment_files,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._start import Start
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]
EXAMPLE = "# A=1\nexport SECRET_KEY=hunter2\nPORT=5000 # of today\nLIMIT=4000\nDATABASE_URL=postgresql://shop:hunter2@db/shop\n"


def test_names_and_a_port_of_an_example_and_no_value(project: Project) -> None:
    found = Start()
    read_environment_files(BoundedFolder(project({".env.example": EXAMPLE, ".env": "OTHER=hunter2\n"}).path), found)
    assert {name: str(place) for name, place in found.environment.items()} == {
        "SECRET_KEY": ".env.example:2",
        "PORT": ".env.example:3",
        "LIMIT": ".env.example:4",
        "DATABASE_URL": ".env.example:5",
    }
    assert [port for port, _place in found.ports] == [5000]
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize("value", ["", "${PORT}", "99999", "80", "x8000"])
def test_what_is_no_port(project: Project, value: str) -> None:
    found = Start()
    read_environment_files(BoundedFolder(project({".env.example": f"PORT={value}\n"}).path), found)
    assert found.ports == []


def test_names_of_the_build(project: Project) -> None:
    files = {".env": "VITE_URL=https://x\nSECRET=hunter2\n", ".env.example": "VITE_URL=\nVITE_KEY=\n"}
    found = [
        (name, str(place), left_out)
        for name, place, left_out in names_of_the_build(BoundedFolder(project(files).path), ("VITE_",))
    ]
    assert found == [
        ("VITE_URL", ".env:1", True),
        ("VITE_URL", ".env.example:1", False),
        ("VITE_KEY", ".env.example:2", False),
    ]


def test_a_file_that_cannot_be_read(project: Project) -> None:
    folder = BoundedFolder(project({".env.example": "A=1\n" * 1_000_000}).path)
    with pytest.raises(ImageError, match=r"\.env\.example: has 4000000 bytes"):
        read_environment_files(folder, Start())
