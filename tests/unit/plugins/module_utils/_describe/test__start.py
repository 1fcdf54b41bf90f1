"""What is known of how a team starts its application."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._start import Start
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._start_command import read_command
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Place

HERE = Place("Procfile", 1)


def test_what_is_not_known_is_told_of() -> None:
    start = Start()
    start.add(read_command("gunicorn a:b", HERE), HERE, "gunicorn a:b")
    start.add(read_command("java -jar x", HERE), HERE, "java -jar x")
    start.add(None, HERE, " ")
    assert [one.server for one in start.commands] == ["gunicorn"]
    assert start.notes == ["Procfile:1: starts 'java -jar x', of which nothing is known"]


def test_checks_of_this_container_alone() -> None:
    start = Start()
    start.add_check("curl -f http://localhost:8000/up || exit 1", HERE)
    start.add_check("curl https://shop.example/up", HERE)
    assert start.health == [("/up", HERE)]


@pytest.mark.parametrize(
    ("error", "note"),
    [
        (ImageError("Procfile:1: found x; mend it"), "Procfile:1: found x; mend it"),
        (RecursionError(), "fly.toml: nested too deep to be read; mend it"),
    ],
)
def test_what_is_broken_is_noted(error: Exception, note: str) -> None:
    start = Start()
    with start.noting("fly.toml"):
        raise error
    assert start.notes == [note]
