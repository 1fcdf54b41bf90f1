"""Which tests run in one process, one after the other, and in which order the groups of them begin.

Most of the tests wait: for a container to become healthy, for an engine, for a registry. So `make test` runs them in
more processes than there are processors. What takes long to start, an image or a row of containers, belongs to one
process: by default the tests of a file are a group, in some folders all are, and a file may name its own group.
"""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
# Folders whose tests share what was started for them.
ONE_GROUP = ("browser", "lint", "nginx", "structure", "unit")
# What takes longest begins first, or the others would wait for it in the end; files and folders below tests.
LONGEST_FIRST = (
    "molecule",
    "module/test_plan.py",
    "module/test_reproducible.py",
    "module/test_push.py",
    "nginx",
    "artefact",
    "module/test_kills.py",
    "module/test_ignore_rules.py",
    "application",
    "lint",
    "module/test_caches.py",
    "module/test_pull.py",
    "images",
    "module",
)
# Begun by hand in one process, a run shows first what takes least.
FAST_FIRST = ("unit", "structure", "lint", "application", "artefact", "molecule")


def place(path: Path) -> tuple[str, ...]:
    """The parts of a test file's path below the folder of all tests."""
    return path.resolve().relative_to(TESTS).parts


def group_of(item: pytest.Item) -> str:
    """The group that a test belongs to."""
    marker = item.get_closest_marker("xdist_group")
    if marker is not None:
        return str(marker.kwargs.get("name") or marker.args[0])
    folder, *rest = place(item.path)
    return folder if folder in ONE_GROUP else "/".join([folder, *rest])


def rank(item: pytest.Item, order: tuple[str, ...]) -> int:
    """The number of the first entry that the test's file is or lies in."""
    path = "/".join(place(item.path))
    found = [number for number, entry in enumerate(order) if path == entry or path.startswith(f"{entry}/")]
    return min(found, default=len(order))


def pytest_configure(config: pytest.Config) -> None:
    """Tell of the marks that keep a test out of the run side by side."""
    config.addinivalue_line("markers", "alone: measures time, so nothing else runs meanwhile")
    config.addinivalue_line("markers", "slow: takes minutes and guards what rarely changes; make test-slow runs it")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the tests into their groups, and the groups into their order."""
    if not config.pluginmanager.hasplugin("xdist") or not hasattr(config, "workerinput"):
        items.sort(key=lambda item: rank(item, FAST_FIRST))
        return
    first: dict[str, int] = {}
    for item in items:
        group = group_of(item)
        item.add_marker(pytest.mark.xdist_group(name=group))
        first[group] = min(first.get(group, len(LONGEST_FIRST)), rank(item, LONGEST_FIRST))
    items.sort(key=lambda item: first[group_of(item)])
