"""Workspaces by their patterns."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._node_project._workspaces import workspaces
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]
PACKAGES = ["apps/web", "libs/a/core", "packages/e2e", "packages/ui", "packages/ui/node_modules/x", "tools"]


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        ([], []),
        (["packages/*"], ["packages/e2e", "packages/ui"]),
        (["./packages/ui/", "tools"], ["packages/ui", "tools"]),
        (["packages/*", "!packages/e2e"], ["packages/ui"]),
        (["!**/e2e", "packages/*"], ["packages/ui"]),
        (["libs/**"], ["libs/a/core"]),
        (["**"], ["apps/web", "libs/a/core", "packages/e2e", "packages/ui", "tools"]),
        (["{apps,libs/a}/*"], ["apps/web", "libs/a/core"]),
        (["packages/u?"], ["packages/ui"]),
        (["package"], []),
    ],
)  # fmt: skip
def test_patterns(project: Project, patterns: list[str], found: list[str]) -> None:
    folder = project({f"{path}/package.json": "{}" for path in PACKAGES} | {"packages/docs/README.md": ""})
    assert workspaces(folder, patterns) == found
