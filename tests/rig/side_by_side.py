"""Which tests run in one process, one after the other, and in which order the groups of them begin.

Most of the tests wait: for a container to become healthy, for an engine, for a registry. So `make test` runs them in
more processes than there are processors. What takes long to start, an image or a row of containers, belongs to one
process: the tests of a file are a group, or those of a folder, or what the table below names.
"""

from __future__ import annotations

import re

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# By the place below tests, and maybe the parameters, of a test: what else the tests share than a file.
GROUPS = {
    r"(browser|nginx|structure)/": r"\1",
    r"(unit/(?:\w+/)*)": r"\1",
    r"lint/test_lint\.py": "linters",
    r"lint/": "lint",
    r"molecule/.*\[(.*)\]": r"molecule \1",
    r"applications/test_(backend|frontend)s\.py.*\[(.*)\]": r"application \1 \2",
    r"applications/test_described_images\.py.*\[(.*)\]": r"application described \1",
    r"module/test_(stores_agree|reproducible|(reproducible|publish)_platforms|builders)\.py": "containerd engine",
    r"module/.*\[containerd\b": "containerd engine",
    r"module/test_(caches|one_engine|remote_engine)\.py": "engine with TLS",
}
# What takes longest begins first, or the others would wait for it in the end; beginnings of the groups' names.
LONGEST_FIRST = (
    "molecule variables",
    "containerd engine",
    "module/test_plan.py",
    "nginx",
    "module/test_push.py",
    "module/test_promote_attacks.py",
    "molecule default",
    "artefact/test_ansible_test.py",
    "module/test_kills.py",
    "module/test_ignore_rules.py",
    "molecule",
    "roles",
    "application",
    "lint",
    "engine with TLS",
    "structure",
    "module/test_pull.py",
    "images",
    "module",
    "artefact",
)
# Begun by hand in one process, a run shows first what takes least.
FAST_FIRST = ("unit", "structure", "lint", "application", "artefact", "molecule")


def group_of(nodeid: str) -> str:
    """The group that a test belongs to; its file, where nothing else is said."""
    place = nodeid.removeprefix("tests/")
    for pattern, group in GROUPS.items():
        found = re.match(pattern, place, re.DOTALL)
        if found:
            return found.expand(group)
    return place.partition("::")[0]


def rank(name: str, order: tuple[str, ...]) -> int:
    """The number of the first entry that a name begins with."""
    return min((number for number, entry in enumerate(order) if name.startswith(entry)), default=len(order))


class Groups(LoadScopeScheduling):
    """Hands out whole groups, in the order in which the tests were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Groups:
    """Let pytest-xdist hand out groups; its own mark for them does nothing on pytest 9.2, where ids are made anew."""
    return Groups(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Tell of the marks that keep a test out of the run side by side."""
    config.addinivalue_line("markers", "alone: measures time or has limits of time, so nothing else runs meanwhile")
    config.addinivalue_line("markers", "slow: takes minutes and guards what rarely changes; make test-slow runs it")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what takes longest first where tests run side by side, and what takes least where they do not."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: rank(group_of(item.nodeid), LONGEST_FIRST))
    else:
        items.sort(key=lambda item: rank(item.nodeid.removeprefix("tests/"), FAST_FIRST))
