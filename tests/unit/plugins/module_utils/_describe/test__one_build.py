"""What one build takes of a description."""

from __future__ import annotations

from ansible_collections.sovd.prod_images.plugins.module_utils._describe._description import CERTAIN, Description
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._one_build import open_points, variables
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Place


def test_a_backend_and_a_page() -> None:
    backend, page = Description("backend", "server"), Description("page", ".")
    backend.propose("backend_image_port", 9000, Place("fly.toml"), CERTAIN, "")
    assert variables("/srv/shop", [backend, page]) == {
        "backend_image_source": "/srv/shop/server",
        "backend_image_port": 9000,
        "frontend_image_source": "/srv/shop",
    }
    assert open_points([backend, page]) == []


def test_what_keeps_a_build_from_starting() -> None:
    first, other = (
        Description("backend", "a"),
        Description("backend", "b", problems=["b: pyproject.toml: found no TOML"]),
    )
    first.ask("backend_image_server", "which", ["gunicorn", "granian"])
    first.ask("backend_image_project_version", "the version", [])
    assert open_points([first, other]) == [
        "found several backends: a, b; name the folder of one of them as the application",
        "backend_image_server: which; candidates: gunicorn, granian",
        "backend_image_project_version: the version; candidates: none",
        "b: pyproject.toml: found no TOML",
    ]
    assert variables("/srv", [first, other]) == {}
    assert open_points([])[0].startswith("found no application")
