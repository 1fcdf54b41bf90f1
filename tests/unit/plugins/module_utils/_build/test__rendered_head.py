"""Which files are known as the collection's own, and which variable puts them elsewhere."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._rendered_head import is_rendered, place_of

OWN = "# Rendered by sovd.prod_images: playbooks/build_prod_images.yml from roles/{0}/templates/x.j2.\nFROM a\n"
TEXTS = {
    OWN: True,
    "# syntax=docker/dockerfile:1\n" + OWN: True,
    "# Rendered by sovd.prod_images\r\n": True,
    "": False,
    "FROM a\n": False,
    "FROM a # Rendered by sovd.prod_images\n": False,
    "FROM a\n" * 5 + OWN: False,
}


@pytest.mark.parametrize(("text", "own"), TEXTS.items())
def test_head(text: str, own: bool) -> None:
    assert is_rendered(text) is own


@pytest.mark.parametrize(
    ("role", "variable"),
    [
        ("backend_image", "backend_image_render_dir"),
        ("frontend_image", "frontend_image_render_dir"),
        ("nginx_conf", "nginx_conf_dest"),
    ],
)
def test_place(role: str, variable: str) -> None:
    assert place_of(OWN.format(role)) == variable
    assert place_of("FROM a\n") == ""
