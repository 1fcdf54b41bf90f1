"""Several images are built at once by tasks that Ansible does not wait for."""

from __future__ import annotations

import contextlib
import fcntl
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from ansible_collections.sovd.prod_images.plugins.module_utils._build._state import State
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine

from tests.rig.network import free_port
from tests.rig.waiting import wait_until

BASE = "python:3.11-slim"
# Each build waits in a step for the other's, so neither of them ends when they run one after the other.
MEETING = """\
import socket, sys, time
port, role = int(sys.argv[1]), sys.argv[2]
end = time.monotonic() + 600
if role == "host":
    server = socket.create_server(("127.0.0.1", port))
    server.settimeout(600)
    server.accept()
while role == "guest":
    try:
        socket.create_connection(("127.0.0.1", port)).close()
        break
    except OSError:
        if time.monotonic() > end:
            raise
        time.sleep(0.1)
"""
# Until the first has the lock for which the second is to wait, or has already built.
UNTIL_LOCKED = """\
for _ in $(seq 12000); do
    test -e {record} && exit
    test -e {lock} && ! flock --nonblock {lock} true && exit
    sleep 0.05
done
exit 1
"""

# The ends of the two builds that were started first.
ENDS = [
    {
        "ansible.builtin.async_status": {"jid": f"{{{{ result_{number}.ansible_job_id }}}}"},
        "until": f"result_{number + 2}.finished",
        "retries": 900,
        "delay": 1,
    }
    for number in range(2)
]


def test_two_builds_meet(image: str, play: Callable[..., list[dict[str, Any]]], tmp_path: Path) -> None:
    (tmp_path / "meet.py").write_text(MEETING)
    port, nonce = free_port(), uuid.uuid4().hex
    task = "sovd.prod_images.image_build"
    options = {
        role: {
            "name": f"{image}-{role}",
            "context": f"{tmp_path}",
            "dockerfile": f"Dockerfile.{role}",
            "dockerfile_content": f"FROM {BASE}\nCOPY meet.py /\nRUN : {nonce}; python /meet.py {port} {role}\n",
            "dockerignore_content": "**\n!meet.py\n",
            "network": "host",
            "state_dir": f"{tmp_path}-state",
        }
        for role in ("host", "guest")
    }
    results = play(*({task: each, "async": 900, "poll": 0} for each in options.values()), *ENDS)
    for name, end in zip(options, results[2:], strict=True):
        assert (end["changed"], end["image"]["reference"]) == (True, f"{image}-{name}:latest"), end
        assert end["reasons"][0]["kind"] == "tag"
    again = play(*({task: each} for each in options.values()))
    assert [result["changed"] for result in again] == [False, False]


def test_two_runs_of_one_reference_build_once(
    image: str, play: Callable[..., list[dict[str, Any]]], tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text(f"FROM {BASE}\nRUN : {uuid.uuid4()}; sleep 4\n")
    options = {"name": f"{image}-same", "context": f"{tmp_path}", "state_dir": f"{tmp_path}-state"}
    task = {"sovd.prod_images.image_build": options}
    end = {
        "ansible.builtin.async_status": {"jid": "{{ result_0.ansible_job_id }}"},
        "until": "result_3.finished",
        "retries": 900,
        "delay": 1,
    }
    record = Path(State(f"{tmp_path}-state", f"{image}-same:latest", Engine({}).address).record_file)
    pause = {"ansible.builtin.shell": UNTIL_LOCKED.format(record=record, lock=record.with_suffix(".lock"))}
    first, _pause, second, ended = play({**task, "async": 900, "poll": 0}, pause, task, end)
    assert first["started"]
    assert (ended["changed"], ended["image_changed"]) == (True, True)
    assert (second["changed"], second["reasons"], second["steps"]["total"]) == (False, [], 0)
    assert second["image"] == ended["image"]


def openers(path: Path) -> int:
    """The number of open handles of a file, of all processes."""
    found = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            handles = list((process / "fd").iterdir())
        except OSError:  # it has ended
            continue
        for handle in handles:
            with contextlib.suppress(OSError):
                found += handle.readlink() == path
    return found


def unlock_when_both_wait(lock: IO[bytes], path: Path) -> None:
    """Close the lock once two more have opened it: both have decided by then."""
    wait_until(lambda: openers(path) >= 3, 600)
    lock.close()


def test_two_runs_that_decided_at_one_time_build_once(
    image: str, play: Callable[..., list[dict[str, Any]]], tmp_path: Path
) -> None:
    context, folder = tmp_path / "context", tmp_path / "state"
    context.mkdir()
    folder.mkdir()
    (context / "Dockerfile").write_text(f"FROM {BASE}\nRUN : {uuid.uuid4()}\n")
    name = f"{image}-decided"
    task = {"sovd.prod_images.image_build": {"name": name, "context": str(context), "state_dir": str(folder)}}
    path = Path(State(str(folder), f"{name}:latest", Engine({}).address).record_file).with_suffix(".lock")
    with path.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        unlocking = threading.Thread(target=unlock_when_both_wait, args=(lock, path))
        unlocking.start()
        *_started, one, other = play({**task, "async": 900, "poll": 0}, {**task, "async": 900, "poll": 0}, *ENDS)
        unlocking.join()
    assert sorted([one["changed"], other["changed"]]) == [False, True], (one, other)
    assert one["image"] == other["image"]
