"""What shares an engine or a row of containers is run by one process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.side_by_side import LONGEST_FIRST, group_of

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("test", "group"),
    [
        ("tests/nginx/test_files.py::test_health[resolve-GET]", "nginx"),
        ("tests/module/test_plan.py::test_prediction_comes_true[machine-nothing]", "module/test_plan.py"),
        ("tests/module/test_plan.py::test_prediction_comes_true[containerd-nothing]", "containerd engine"),
        ("tests/module/test_build.py::test_timeout_cancels[containerd]", "containerd engine"),
        ("tests/module/test_stores_agree.py::test_changed_and_reasons[graph driver]", "containerd engine"),
        ("tests/module/test_caches.py::test_cache_is_used[registry]", "engine with TLS"),
        ("tests/molecule/test_scenarios.py::test_scenario[default]", "molecule default"),
        ("tests/lint/test_lint.py::test_mypy[plugins]", "linters"),
        ("tests/lint/test_compose.py::test_dclint", "lint"),
        ("tests/images/test_frontend.py::test_it_serves_without_any_right[80]", "images/test_frontend.py"),
    ],
)
def test_group(test: str, group: str) -> None:
    assert group_of(test) == group


@pytest.mark.parametrize(
    ("fixture", "group"), [("tls_engine", "engine with TLS"), ("containerd_engine", "containerd engine")]
)
def test_files_with_an_engine_of_their_own_are_one_group(fixture: str, group: str) -> None:
    users = [path for path in TESTS.rglob("test_*.py") if f"{fixture}:" in path.read_text(encoding="utf-8")]
    assert users
    assert {group_of(f"tests/{path.relative_to(TESTS)}::test") for path in users if path != Path(__file__)} == {group}


def test_what_begins_first_is_there() -> None:
    folders = [entry for entry in LONGEST_FIRST if "/" in entry]
    assert [entry for entry in folders if not (TESTS / entry).exists()] == []
