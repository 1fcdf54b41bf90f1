"""What is proposed and asked."""

from __future__ import annotations

from ansible_collections.sovd.prod_images.plugins.module_utils._describe._description import (
    CERTAIN,
    LIKELY,
    Description,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Place


def test_the_first_proposal_stays_and_defaults_are_not_told() -> None:
    found = Description("backend", ".")
    found.propose("backend_image_port", 9000, Place("fly.toml", 3), CERTAIN, "its port")
    found.propose("backend_image_port", 1, Place("x"), LIKELY, "")
    found.propose("backend_image_server", "uvicorn", Place("requirements.txt", 1), LIKELY, "")
    assert found.value("backend_image_server") == "uvicorn"
    assert found.value("backend_image_code") == ["app", "alembic", "alembic.ini"]
    told = found.to_json()
    assert told["variables"] == {"backend_image_port": 9000}
    assert told["proposals"][0]["file"] == "fly.toml"
    assert told["proposals"][0]["line"] == 3


def test_what_is_answered_is_neither_asked_nor_proposed() -> None:
    found = Description("backend", ".")
    found.propose("backend_image_port", 9000, Place("x"), CERTAIN, "")
    found.ask("backend_image_server", "which", ["gunicorn"])
    assert found.to_json()["questions"] == [
        {"variable": "backend_image_server", "asks": "which", "candidates": ["gunicorn"]}
    ]
    found.settle(["backend_image_port", "backend_image_server"])
    assert found.to_json()["questions"] == []
    assert found.to_json()["variables"] == {}
