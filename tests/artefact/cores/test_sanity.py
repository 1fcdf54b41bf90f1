"""`ansible-test sanity` of each ansible-core finds nothing in the artefact; the toolchain's own runs in `make test`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.artefact import sanity
from tests.artefact.cores import pythons

OWN = ".".join(version("ansible-core").split(".")[:2])
OTHERS = [core for core in pythons.SUPPORTED if core != OWN]


@pytest.fixture(scope="module")
def reports(
    root: Path, artefact: Path, core_python: Callable[[str, str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[tuple[set[str], set[str]]]]]:
    """For each other core, by its newest Python here: the sanity tests that it has, and those that were run."""

    def report(core: str) -> tuple[set[str], set[str]]:
        newest = [python for name, python in pythons.HERE if name == core][-1]
        python = core_python(core, newest)
        sanity.bootstrap_pip(python, newest)
        folder = sanity.extract(artefact, root / ".gitignore", tmp_path_factory.mktemp("sanity"))

        def ansible_test(*argv: str) -> str:
            environment = {**os.environ, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}
            done = subprocess.run(
                [python.with_name("ansible-test"), "sanity", *argv], cwd=folder, env=environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                timeout=900,
            )  # fmt: skip
            assert done.returncode == 0, done.stdout[-6000:]
            return done.stdout

        listed = sanity.listed(ansible_test("--list-tests"))
        return listed, sanity.ran(ansible_test("--venv", "--python", newest, "--color", "no"))

    with ThreadPoolExecutor(1) as pool:  # pylint takes all processors by itself
        yield {core: pool.submit(report, core) for core in OTHERS}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("core", OTHERS)
def test_sanity_finds_nothing(core: str, reports: dict[str, Future[tuple[set[str], set[str]]]]) -> None:
    listed, ran = reports[core].result()
    assert listed
    assert ran == listed, f"never ran: {sorted(listed - ran)}"
