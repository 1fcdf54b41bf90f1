"""Work that is done whole: what it raises, what it keeps, and what does not reach it."""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._detached import run_detached
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError

PATIENCE = 120  # seconds


def wait_until(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.01)


def work_in_steps(folder: Path) -> None:
    """Tell that it works, go on when it is let, and tell that it is done."""
    (folder / "started").touch()
    wait_until((folder / "go").exists)
    (folder / "done").touch()


def want_work(folder: Path) -> None:
    os.setsid()
    # An exception in Python, or ignored in the background and below nohup; the tests themselves may handle SIGTERM.
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    run_detached(lambda: work_in_steps(folder))
    (folder / "returned").touch()


@pytest.fixture
def program(tmp_path: Path) -> ForkProcess:
    """A process in a session of its own that waits in the midst of its detached work."""
    process = get_context("fork").Process(target=want_work, args=(tmp_path,))
    process.start()
    wait_until((tmp_path / "started").exists)
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_signal_to_the_group_does_not_reach_the_work(
    program: ForkProcess, number: signal.Signals, tmp_path: Path
) -> None:
    os.killpg(program.pid or 0, number)
    if number == signal.SIGKILL:  # the others wait for the end of the work
        wait_until(lambda: not program.is_alive())
    (tmp_path / "go").touch()
    wait_until((tmp_path / "done").exists)
    wait_until(lambda: not program.is_alive())
    assert (program.exitcode, (tmp_path / "returned").exists()) == (-number, False)


def be_interrupted(folder: Path) -> None:
    """Get a SIGINT in the midst of the work, and tell whether the work was done when it was heard."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # below nohup and in the background it is ignored
    caller = os.getpid()

    def interrupt() -> None:
        os.kill(caller, signal.SIGINT)
        time.sleep(0.2)
        (folder / "done").touch()

    try:
        run_detached(interrupt)
    except KeyboardInterrupt:
        (folder / "interrupted").write_text(str((folder / "done").exists()))


def test_signal_waits_for_the_end_of_the_work(tmp_path: Path) -> None:
    # In a process of one thread, as a module is: whoever runs the tests may have others, which do not block the signal.
    process = get_context("fork").Process(target=be_interrupted, args=(tmp_path,))
    process.start()
    process.join(PATIENCE)
    assert (tmp_path / "interrupted").read_text() == "True"


def test_work_is_no_child(program: ForkProcess, tmp_path: Path) -> None:
    children = Path(f"/proc/{program.pid}/task/{program.pid}/children")
    wait_until(lambda: not children.read_text())  # the one between them may just be ending
    (tmp_path / "go").touch()
    wait_until(lambda: not program.is_alive())
    assert (program.exitcode, (tmp_path / "returned").exists()) == (0, True)


def test_error_comes_back_with_its_details() -> None:
    def fail() -> None:
        raise ImageError("no engine", log_file="/log")

    with pytest.raises(ImageError, match=r"^no engine$") as caught:
        run_detached(fail)
    assert caught.value.details == {"log_file": "/log"}


def test_error_of_the_system_comes_back(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="missing"):
        run_detached((tmp_path / "missing").unlink)


def test_end_from_outside_is_told() -> None:
    with pytest.raises(
        ImageError, match=r"^the process that moves the tag ended before it was done; run the task again$"
    ):
        run_detached(lambda: os.kill(os.getpid(), signal.SIGKILL))


def test_fault_is_told_where_it_happened(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise ValueError("a fault of ours")

    with pytest.raises(ImageError, match=r"^the process that moves the tag ended before it was done"):
        run_detached(fail)
    assert "ValueError: a fault of ours" in capfd.readouterr().err


def test_lock_is_kept(tmp_path: Path) -> None:
    found = tmp_path / "found"

    def look() -> None:
        with (tmp_path / "lock").open("w") as again:
            try:
                fcntl.flock(again, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                found.touch()

    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        run_detached(look)
    assert found.exists()
