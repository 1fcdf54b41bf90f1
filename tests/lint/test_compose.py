"""dclint has nothing against the Compose files, and something against each fault that is planted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint import scanners

COMPOSE = "infrastructure/compose/compose.yml"
FAULTS = {
    "no-unbound-port-interfaces": ("127.0.0.1:${SOVD_PORT:-8080}:80", "8080:80"),
    "service-image-require-explicit-tag": ("${SOVD_REDIS_IMAGE:-redis:bookworm}", "redis"),
    "no-duplicate-container-names": ("    user: ", "    container_name: same\n    user: "),
    "services-alphabetical-order": ("services:\n", "services:\n  zebra:\n    image: zebra:1\n"),
    "require-project-name-field": ("name: sovd-trial\n", ""),
}


@pytest.mark.parametrize("name", [COMPOSE, "infrastructure/compose/development.yml"])
def test_dclint(name: str, root: Path, npm_scanners: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert "dclint" not in text, "a comment tells dclint to look away"
    assert scanners.dclint(npm_scanners, root / name) == []


@pytest.mark.parametrize("rule", FAULTS)
def test_dclint_sees(rule: str, root: Path, npm_scanners: str, tmp_path: Path) -> None:
    old, new = FAULTS[rule]
    text = (root / COMPOSE).read_text(encoding="utf-8")
    assert old in text, f"nothing to break: {old!r}"
    broken = tmp_path / "compose.yml"
    broken.write_text(text.replace(old, new), encoding="utf-8")
    found = scanners.dclint(npm_scanners, broken)
    assert [line for line in found if line.startswith(f"{rule} ")], found
