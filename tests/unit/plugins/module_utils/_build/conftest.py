"""An application that is built against a docker command of a few lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._builder import Builder
from ansible_collections.sovd.prod_images.plugins.module_utils._build._outcome import Outcome
from ansible_collections.sovd.prod_images.plugins.module_utils._build._policy import Policy
from ansible_collections.sovd.prod_images.plugins.module_utils._build._rendered_files import RenderedFiles
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._state import State
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine


class App:
    """An application, and the task that builds it."""

    def __init__(self, folder: Path, docker: Any) -> None:
        """Make a context of one file."""
        self.folder, self.docker = folder, docker
        (folder / "context").mkdir()
        (folder / "context" / "a").write_text("a")
        self.dockerfile = folder / "context" / "Dockerfile"
        self.dockerfile.write_text("FROM scratch\nCOPY a /\n")
        self.state = State(str(folder / "state"), "app:1", Engine(docker.params).address)

    def run(self, **more: Any) -> Outcome:
        """Run the task and return its outcome."""
        params = {"name": "app", "tag": "1", "context": str(self.folder / "context"), "dockerfile": "Dockerfile"}
        options = {
            "engine": Engine(self.docker.params),
            "state": self.state,
            "rendered_files": RenderedFiles(),
            "policy": Policy(),
            "rebuild": "when_changed",
            "timeout": 30,
            "min_free_space": 0,
            "push": False,
            "fail_on_warnings": False,
            "keep_images": None,
            "check_mode": False,
        }
        request = BuildRequest.of({**params, "pull": "missing", "tags": more.pop("tags", [])})
        outcome: Outcome = Builder(**{**options, **more}).run(request)
        return outcome

    def builds(self) -> int:
        """How many builds there were."""
        return len([call for call in self.docker.calls if call[:3] == ["buildx", "build", "--load"]])


@pytest.fixture
def app(tmp_path: Path, docker: Any) -> App:
    """An application that was not built yet."""
    return App(tmp_path, docker)
