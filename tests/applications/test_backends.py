"""The role builds small applications of many shapes; each image runs as in production, answers and ends."""

from __future__ import annotations

import re
import time
import uuid
from pathlib import Path

import pytest

from tests.applications.building import build
from tests.applications.cases import CASES, FEW, REFUSED
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, fetch, log_of, until_healthy
from tests.rig.docker import docker, inspect

pytestmark = pytest.mark.slow
SECONDS_TO_END = 10


@pytest.mark.parametrize("case", CASES)
def test_it_is_built_and_runs(case: str, tmp_path: Path, tool_environment: dict[str, str]) -> None:
    told = CASES[case]
    # A step from the cache says nothing, and the proof is one as long as its words and the packages are the same.
    anew = {"backend_image_proof_exclude": [f"of_{uuid.uuid4().hex}"]} if told.said else {}
    built = build(told.source or case, tmp_path, {**told.variables, **anew}, tool_environment)
    assert built.code == 0, built.text[-6000:]
    assert re.search(told.said, built.text.rpartition("Report the image]")[2])
    with container(built.image, options=(*HARDENED, *told.options)) as name:
        until_healthy(name)
        for path, pattern in told.answers.items():
            status, body = fetch(name, told.port, path, dict(told.headers))
            assert status == 200, f"{path}: {status} {body!r}\n{log_of(name)}"
            assert re.search(pattern.encode(), body), f"{path}: {body!r}"
        begun = time.monotonic()
        docker("stop", f"--time={SECONDS_TO_END}", name)
        assert time.monotonic() - begun < SECONDS_TO_END, log_of(name)
        assert inspect(name, "{{.State.ExitCode}}") == "0", log_of(name)


@pytest.mark.parametrize("case", REFUSED)
def test_what_could_not_start_gets_no_tag(case: str, tmp_path: Path, tool_environment: dict[str, str]) -> None:
    source, variables, message = REFUSED[case]
    built = build(source, tmp_path, variables, tool_environment)
    assert built.code != 0, built.text[-3000:]
    assert re.search(message, built.text), built.text[-6000:]
    assert docker("image", "ls", "--quiet", built.image) == ""


def test_each_application_is_a_case() -> None:
    folders = {path.name for path in (Path(__file__).parent / "backends").iterdir() if path.is_dir()}
    assert folders == {
        *(told.source or case for case, told in CASES.items()),
        *(source for source, _, _ in REFUSED.values()),
    }
    assert FEW["backend_image_proof_env"] == {}
