"""The page is tested against the description of the API that the backend's tests hold to be its own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.mark.parametrize("file", ["openapi.json", "catalog.json"])
def test_both_applications_have_the_same_description(file: str, root: Path) -> None:
    copies = [(root / name / "tests" / file).read_text(encoding="utf-8") for name in ("backend", "frontend")]
    assert copies[0] == copies[1], f"backend/tests/{file} and frontend/tests/{file} differ: copy the former"
