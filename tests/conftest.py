"""What the tests share: the tree, the collection's import path, and commands whose output is seen as it comes."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import types
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAST_LINES = 60
# The kernel ends a command with the tests, also when these are killed.
WITH_US = ["setpriv", "--pdeathsig=TERM"] if shutil.which("setpriv") else []
# The artefact has the unit tests, but no engines of its own.
pytest_plugins = ["tests.rig.session", "tests.rig.side_by_side"] if (ROOT / "tests" / "rig").is_dir() else []


def provide_collection() -> None:
    """Make `ansible_collections.sovd.prod_images` this tree, unless a loader such as ansible-test's provides it."""
    with contextlib.suppress(ModuleNotFoundError):
        if importlib.util.find_spec("ansible_collections.sovd.prod_images"):
            return
    for name, path in (
        ("ansible_collections", []),
        ("ansible_collections.sovd", []),
        ("ansible_collections.sovd.prod_images", [str(ROOT)]),
    ):
        package = types.ModuleType(name)
        package.__path__ = path
        sys.modules[name] = package


provide_collection()


def end_group(process: subprocess.Popen[str]) -> None:
    """End a command and all that it started."""
    os.killpg(process.pid, signal.SIGKILL)


def execute(argv: list[str], show: Callable[[str], None], *, cwd: Path, env: dict[str, str], timeout: int) -> str:
    """Run a command, pass each line on as it comes, and return the whole output; fail with the last lines."""
    output: list[str] = []
    tail: deque[str] = deque(maxlen=LAST_LINES)
    with subprocess.Popen(
        [*WITH_US, *argv],
        cwd=cwd,
        env=env,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        alarm = threading.Timer(timeout, end_group, [process])
        alarm.start()
        for line in process.stdout or ():
            show(line)
            output.append(line)
            tail.append(line)
        code = process.wait()
        late = not alarm.is_alive()
        alarm.cancel()
    if code:
        how = f"was ended after {timeout} s" if late else f"ended with {code}"
        pytest.fail(f"`{shlex.join(argv)}` {how}. Its last lines:\n{''.join(tail)}", pytrace=False)
    return "".join(output)


def environment_of_tools() -> dict[str, str]:
    """The environment of a user who activated the toolchain, with no colours in what the tools print.

    Bytecode is kept beside the tools: without it each play compiles the plugins of three collections again, which is a
    sixth of its time, and each module what it is sent with, which is half of its.
    """
    tools = str(Path(sys.executable).parent)
    return {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PATH": os.pathsep.join([tools, os.environ["PATH"]]),
        "ANSIBLE_CONFIG": str(ROOT / "tests" / "rig" / "ansible.cfg"),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_FORCE_COLOR": "0",
        "NO_COLOR": "1",
        "PY_COLORS": "0",
        "PYTHONPATH": str(ROOT / "tests" / "rig" / "ansiballz"),
        "PYTHONPYCACHEPREFIX": str(ROOT / ".venv" / "bytecode"),
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the tree under test."""
    return ROOT


@pytest.fixture(scope="session")
def tool_environment() -> dict[str, str]:
    """The environment of a user who activated the toolchain."""
    return environment_of_tools()


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Callable[..., str]:
    """`run(*argv, live=False, cwd=ROOT, timeout=1800, **environment)` gives the output, or fails with its end."""
    capture = request.config.pluginmanager.getplugin("capturemanager")
    # Of the processes that run tests side by side, each has but this way to the terminal.
    terminal, who = (
        (sys.stderr, os.environ["PYTEST_XDIST_WORKER"]) if "PYTEST_XDIST_WORKER" in os.environ else (sys.stdout, "   ")
    )

    def show(line: str) -> None:
        with capture.global_and_fixture_disabled():
            terminal.write(f"{who} | {line}")
            terminal.flush()

    def run_command(*argv: str, live: bool = False, cwd: Path = ROOT, timeout: int = 1800, **environment: str) -> str:
        if live:
            show("\n")
            show(f"$ {shlex.join(argv)}\n")
        return execute(
            list(argv),
            show if live else lambda _: None,
            cwd=cwd,
            env={**environment_of_tools(), **environment},
            timeout=timeout,
        )

    return run_command


@pytest.fixture(scope="session")
def tree_files(run: Callable[..., str]) -> list[Path]:
    """Every file of the project, relative to its root: what git tracks and what it would track."""
    listing = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return sorted({Path(name) for name in listing.split("\0") if name and os.path.lexists(ROOT / name)})


@pytest.fixture(scope="session")
def copy_tree(tree_files: list[Path]) -> Callable[[Path], None]:
    """`copy_tree(folder)` makes the folder and copies the project into it, links kept as links."""

    def copy(folder: Path) -> None:
        for name in tree_files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name, follow_symlinks=False)

    return copy
