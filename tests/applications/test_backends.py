"""The role builds small applications of many shapes; each image runs as in production, answers and ends."""

from __future__ import annotations

import re
import time
import uuid
from pathlib import Path

import pytest

from tests.applications import few
from tests.applications.building import build
from tests.applications.case import FEW
from tests.applications.cases import CASES, FEW_CASES, REFUSED
from tests.applications.gate import refusals
from tests.applications.page import Row, keep
from tests.applications.plain import size_of_plain
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, fetch, log_of, until, until_healthy
from tests.rig.docker import docker, inspect

pytestmark = pytest.mark.slow
SECONDS_TO_END = 30
# The gate takes as long as a build, and sees the same in images of one kind.
GATED = ("gunicorn", "celery", "djangoadmin", "probe", "tls")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    few.parametrize(metafunc, "application", CASES, FEW_CASES)


def test_it_is_built_and_runs(
    application: str, tmp_path: Path, tool_environment: dict[str, str], pytestconfig: pytest.Config
) -> None:
    told, takes_all = CASES[application], pytestconfig.getoption("--all-applications")
    # A step from the cache says nothing, and the proof is one as long as its words and the packages are the same.
    proof = {"backend_image_proof_exclude": [f"of_{uuid.uuid4().hex}"]} if told.said else {}
    variables = {**told.variables, **proof}
    built = build(told.source or application, tmp_path, variables, tool_environment, told.planted, locks=told.locks)
    assert built.code == 0, built.text[-6000:]
    assert re.search(told.said, built.text.rpartition("Report the image]")[2])
    settings = [f"--env={name}={value}" for name, value in told.environment.items()]
    with container(built.image, options=(*HARDENED, *settings)) as name:
        if told.logged:
            assert inspect(name, "{{.Config.Healthcheck.Test}} {{len .Config.ExposedPorts}}") == "[NONE] 0"
            until(lambda: bool(re.search(told.logged, log_of(name))), 180, name)
        else:
            until_healthy(name)
        for path, pattern in told.answers.items():
            status, body = fetch(name, told.port, path, dict(told.headers))
            assert status == 200, f"{path}: {status} {body!r}\n{log_of(name)}"
            assert re.search(pattern.encode(), body), f"{path}: {body!r}"
        begun = time.monotonic()
        docker("stop", f"--time={SECONDS_TO_END}", name)
        assert time.monotonic() - begun < SECONDS_TO_END, log_of(name)
        assert inspect(name, "{{.State.ExitCode}}") == "0", log_of(name)
    if takes_all or application in GATED:
        refused = refusals(built.image, told, tmp_path, tool_environment)
        assert not refused, refused[-6000:]
    if takes_all:
        size = int(inspect(built.image, "{{.Size}}"))
        keep(Row(application, size, size_of_plain(told, tmp_path / "source")))


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
    assert set(FEW_CASES) <= set(CASES)
    assert set(GATED) <= set(FEW_CASES)


@pytest.mark.parametrize("variable", ["server", "installer"])
def test_each_file_of_a_kind_is_in_the_few(variable: str, root: Path) -> None:
    """What is named for nothing is found in the source, or is the default: requirements and uvicorn."""
    templates = root / "roles" / "backend_image" / "templates" / f"{variable}s"
    used = {CASES[case].variables.get(f"backend_image_{variable}") for case in FEW_CASES}
    assert {path.stem for path in templates.iterdir()} <= {*used, "requirements", "uvicorn"}
