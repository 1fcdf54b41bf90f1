"""Names that say where an image lies."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._place import Place

GOOD = {
    "registry.example/team/app": Place("registry.example", "team/app"),
    "127.0.0.1:5000/app": Place("127.0.0.1:5000", "app"),
    "localhost/app": Place("localhost", "app"),
}
BAD = ("app", "team/app", "registry.example", "registry.example/App", "registry.example/app:1", "https://r.example/app")


@pytest.mark.parametrize(("name", "place"), GOOD.items())
def test_good(name: str, place: Place) -> None:
    assert Place.of(name) == place
    assert place.name == name


@pytest.mark.parametrize("name", BAD)
def test_bad(name: str) -> None:
    with pytest.raises(ImageError, match=r"^target: found .*, which names no registry; write its host"):
        Place.of(name, "target")
