"""The image before it has its tag."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._candidate import Candidate
from ansible_collections.sovd.prod_images.plugins.module_utils._build._recipe import read_recipe
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._progress import Progress
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine

LOST = "ERROR: failed to solve: rename /d/.tmp-committed12: no such file or directory\n"


class Builds:
    """A context, and the candidate that is built of it."""

    def __init__(self, folder: Path, docker: Any) -> None:
        """Make the context and the folder of the build."""
        self.folder, self.docker, self.progress = folder, docker, Progress()
        for name in ("context", "scratch"):
            (folder / name).mkdir()
        (folder / "context" / "Dockerfile").write_text("FROM scratch\nCOPY a /\n")

    def run(self, *, fail_on_warnings: bool = False, no_cache: bool = False, **options: Any) -> dict[str, Any]:
        """Build, and return the document of the image."""
        folder = self.folder
        params = {"name": "app", "tag": "1", "context": f"{folder}/context", "dockerfile": "Dockerfile"}
        request = BuildRequest.of({**params, "pull": "missing", **options})
        candidate = Candidate(
            Engine(self.docker.params), "candidate:1", f"{folder}/scratch", f"{folder}/log", 30, fail_on_warnings
        )
        values = {"file": {"x\\xff": "file"}, "build_context": {}}
        document: dict[str, Any] = candidate.build(request, read_recipe(request), values, no_cache, self.progress)
        return document

    @property
    def commands(self) -> list[list[str]]:
        """The arguments of each build."""
        return [call[2:] for call in self.docker.calls if call[:2] == ["buildx", "build"]]


@pytest.fixture
def builds(tmp_path: Path, docker: Any) -> Builds:
    """A context of one Dockerfile."""
    return Builds(tmp_path, docker)


def test_image_is_built_under_the_name_of_the_candidate(builds: Builds) -> None:
    document = builds.run()
    assert builds.docker.kept("tags") == {"candidate:1": document["Id"]}
    (command,) = builds.commands
    assert command[:3] == ["--load", "--tag", "candidate:1"]
    assert "--no-cache" not in command
    assert command[-1] == f"{builds.folder}/context"
    assert builds.progress.steps() == {"total": 1, "cached": 0}


def test_texts_are_written_where_only_the_builder_looks(builds: Builds) -> None:
    builds.run(dockerfile_content="FROM a\r\n", dockerignore_content="*\n")
    (command,) = builds.commands
    path = Path(command[command.index("--file") + 1])
    assert path == builds.folder / "scratch" / "Dockerfile"
    assert (path.read_bytes(), Path(f"{path}.dockerignore").read_text()) == (b"FROM a\r\n", "*\n")
    assert "COPY" in (builds.folder / "context" / "Dockerfile").read_text()


def test_further_outputs_come_from_the_cache(builds: Builds) -> None:
    builds.run(outputs=["type=tar,dest=/x"], no_cache=True)
    first, second = builds.commands
    assert ("--no-cache" in first, "--no-cache" in second) == (True, False)
    assert second[:2] == ["--output", "type=tar,dest=/x"]


def test_failure_names_step_and_log(builds: Builds) -> None:
    with pytest.raises(ImageError) as raised:
        builds.run(dockerfile_content="FROM scratch\nRUN false\n")
    message = str(raised.value)
    assert message.startswith(
        "the build of app:1 failed: step '[1/1] RUN false' (Dockerfile:2) failed with exit code 1"
    )
    assert message.endswith(f"The whole output is in {builds.folder}/log.")
    assert raised.value.details == {"steps": {"total": 1, "cached": 0}}


def test_names_that_the_engine_refuses_are_in_the_message(builds: Builds) -> None:
    builds.docker.answer("buildx build", 1, "ERROR: grpc: error while marshaling: invalid UTF-8\n")
    with pytest.raises(
        ImageError, match=r"names that are not UTF-8; rename these files, or exclude them in the ignore file: x\\xff\n"
    ):
        builds.run()


def test_lost_layer_of_the_cache_is_built_again(builds: Builds) -> None:
    builds.docker.answer("buildx build --load", 1, LOST)
    with pytest.raises(ImageError):
        builds.run()
    assert ["--no-cache" in command for command in builds.commands] == [False, True]


def test_builder_that_leaves_no_image_on_the_engine(builds: Builds) -> None:
    builds.docker.answer("buildx build", 0)
    with pytest.raises(
        ImageError, match=r"^builder: found no image on the engine after the build; name a builder that"
    ):
        builds.run()


def test_archive_gets_the_times_of_files_rewritten(builds: Builds) -> None:
    builds.docker.keep(tags={"candidate:1": "sha256:1"})  # as the load would do
    builds.run(source_date_epoch=0)
    (command,) = builds.commands
    archive = f"{builds.folder}/scratch/image.tar"
    assert command[:2] == ["--output", f"type=docker,name=candidate:1,dest={archive},rewrite-timestamp=true"]
    assert ["image", "load", "--quiet", "--input", archive] in builds.docker.calls


def test_checks_are_asked_before_the_build(builds: Builds) -> None:
    builds.docker.answer("buildx build --call=check,format=json", 1, '{"warnings": [{"ruleName": "R", "detail": "d"}]}')
    with pytest.raises(ImageError, match=r"^fail_on_warnings: found 1 warnings, so no image gets the tag:\nR: d$"):
        builds.run(fail_on_warnings=True)
    assert not [command for command in builds.commands if "--load" in command]
