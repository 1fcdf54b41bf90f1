"""Programs that run as another user, and those that each distribution has."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._setuid_files import (
    OF_DISTRIBUTIONS,
    Privileged,
    is_privileged,
    setuid_files,
)

FOUND: list[tuple[Privileged, list[str]]] = [
    (("/srv/run", 0o4755, 0), ["/srv/run (setuid)"]),
    (("/srv/run", 0o2755, 0), ["/srv/run (setgid)"]),
    (("/srv/run", 0o6711, 9), ["/srv/run (setuid)"]),
    (("/srv/run", 0o755, 0), []),
    (("/srv/run", 0o2644, 0), []),  # a mark of locking, and no program
    (("/usr/bin/su", 0o4755, 0), []),
    (("/usr/bin/su", 0o4755, 1000), ["/usr/bin/su (setuid)"]),
    (("/usr/bin/sudo", 0o4755, 0), ["/usr/bin/sudo (setuid)"]),
    (("/usr/local/bin/su", 0o4755, 0), ["/usr/local/bin/su (setuid)"]),
    (("/opt/own", 0o4755, 7), []),
]


@pytest.mark.parametrize(("file", "found"), FOUND)
def test_setuid_files(file: Privileged, found: list[str]) -> None:
    assert setuid_files([file], ["/opt/own"]) == found


def test_those_of_distributions_only_where_they_are_wanted() -> None:
    assert setuid_files([("/usr/bin/su", 0o4755, 0)], of_distributions=False) == ["/usr/bin/su (setuid)"]
    assert setuid_files([("/usr/bin/su", 0o4755, 0)], ["/usr/bin/su"], of_distributions=False) == []


def test_only_what_can_be_run_is_privileged() -> None:
    assert [mode for mode in (0o4755, 0o2711, 0o755, 0o2644, 0o1777) if is_privileged(mode)] == [0o4755, 0o2711]


def test_each_known_one_has_a_reason_and_a_whole_path() -> None:
    assert all(path.startswith("/") and reason for path, reason in OF_DISTRIBUTIONS.items())
