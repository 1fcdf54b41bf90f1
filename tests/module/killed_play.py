"""A play that builds an image by a role and is killed at some moment of the build, and what it leaves behind."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.sovd.prod_images.plugins.module_utils._build._plan import current_record
from ansible_collections.sovd.prod_images.plugins.module_utils._build._state import State, candidate_of
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine

from tests.rig.docker import docker
from tests.rig.processes import descendants, describe
from tests.rig.signals import heard, interrupt_group
from tests.rig.waiting import wait_until

LABEL = "sovd.prod_images.killed"
MARK = "KILLED_PLAY"  # the variable by which every process of a play is found
ANSIBLE_PATIENCE = 20  # seconds that a play that got a signal has to end
PATIENCE = 600  # seconds that a killed play's processes have to end by themselves


@dataclass(frozen=True)
class Remains:
    """What is there: the id that the tag points to, the numbers of both tags' images, of the record and the files."""

    image: str
    image_number: str
    other_tag_number: str
    record_number: str
    dockerfile_number: str
    ignore_number: str

    @property
    def numbers(self) -> set[str]:
        """The numbers of the wishes that the parts come from; one where nothing is between two of them."""
        return {
            self.image_number,
            self.other_tag_number,
            self.record_number,
            self.dockerfile_number,
            self.ignore_number,
        }


class KilledPlay:
    """An application of a few lines, of which each `want(number)` makes another image and other rendered files."""

    def __init__(self, folder: Path, image: str, environment: dict[str, str]) -> None:
        """Make the application and its play in `folder`."""
        self.reference, self.other_reference = f"{image}:1", f"{image}:also"
        self.mark = uuid.uuid4().hex
        self.source = folder / "source"
        self.book = folder / "play.json"
        self.log = folder / "play.log"  # of the last play
        # Its own home, since the record's folder is no variable of the role.
        self.environment = {**os.environ, **environment, MARK: self.mark, "HOME": str(folder)}
        self.state = State(str(folder / ".local" / "state" / "sovd.prod_images"), self.reference, Engine({}).address)
        (self.source / "app").mkdir(parents=True)
        (self.source / "app" / "__init__.py").touch()
        (self.source / "requirements.txt").write_text("# none\n")

    def want(self, number: int) -> None:
        """Change the code, a label and both rendered files, so that each of them tells the `number`."""
        (self.source / "app" / "main.py").write_text(f"NUMBER = {number}\n\n\nasync def app(*_arguments): ...\n")
        play = {
            "hosts": "localhost",
            "connection": "local",
            "gather_facts": False,
            "roles": ["sovd.prod_images.backend_image"],
            "vars": {
                "backend_image_name": self.reference.partition(":")[0],
                "backend_image_tag": "1",
                "backend_image_tags": ["also"],
                "backend_image_source": str(self.source),
                "backend_image_code": ["app"],
                "backend_image_command": ["python", "-m", "app.main"],  # nothing is installed that could serve it
                "backend_image_env": {"NUMBER": f"n{number}"},
                "backend_image_labels": {LABEL: f"n{number}", f"{LABEL}.test": self.mark},
                "backend_image_dockerignore_extra": [f"n{number}"],
            },
        }
        self.book.write_text(json.dumps([play]), encoding="utf-8")

    def start(self) -> subprocess.Popen[bytes]:
        """Start the play as a shell would, in a group of its own."""
        with heard(), self.log.open("wb") as log:
            return subprocess.Popen(
                ["ansible-playbook", str(self.book)],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def run(self) -> float:
        """Run the play to its end, and return the seconds from the start of its build to there."""
        process = self.start()
        self.wait_for_build(process)
        began = time.monotonic()
        assert process.wait(PATIENCE) == 0, self.log.read_text(errors="replace")[-4000:]
        return time.monotonic() - began

    def wait_for_build(self, process: subprocess.Popen[bytes]) -> None:
        """Return when the build has begun or the play has ended."""
        while not self.is_building() and process.poll() is None:
            time.sleep(0.005)

    def is_building(self) -> bool:
        """Tell whether a process holds the lock of the reference; asked of the kernel, so that nobody has to wait."""
        with contextlib.suppress(FileNotFoundError):
            place = f":{Path(self.state.record_file).with_suffix('.lock').stat().st_ino} "
            return any(place in line for line in Path("/proc/locks").read_text().splitlines() if "FLOCK" in line)
        return False

    def kill(self, number: signal.Signals, wait: Callable[[], object], *, all_at_once: bool = False) -> bool:
        """Start the play, send the signal when its build began and `wait` returned; tell whether it still built.

        SIGKILL ends all that is below the play, or all that it ever started, as when the machine is lost.
        """
        process = self.start()
        self.wait_for_build(process)
        wait()
        building = self.is_building()
        if number == signal.SIGINT:  # Ctrl-C reaches the whole group
            interrupt_group(process)
        elif number == signal.SIGTERM:  # a supervisor ends what it started
            process.send_signal(number)
        else:
            for pid in self.processes() if all_at_once else descendants(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
        try:
            process.wait(ANSIBLE_PATIENCE)
        except subprocess.TimeoutExpired:
            # Ansible itself waits for ever when its worker ended while that held the lock of the queue of results.
            process.kill()
            process.wait(PATIENCE)
        assert wait_until(lambda: not self.processes(), PATIENCE), [describe(pid) for pid in self.processes()]
        return building

    def processes(self) -> list[int]:
        """The ids of the processes that a play started and that still run."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"{MARK}={self.mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
            except OSError:  # the process ended meanwhile
                continue
        return found

    def remains(self) -> Remains:
        """Return what is there now."""
        image: dict[str, Any]
        image, other = json.loads(docker("image", "inspect", self.reference, self.other_reference))
        record = current_record(self.state.read(), image["Id"])
        assert record is not None
        assert record.image.id == image["Id"], "the record is of another image"
        dockerfile, ignore = (self.source / name for name in ("Dockerfile.prod", "Dockerfile.prod.dockerignore"))
        return Remains(
            image["Id"],
            image["Config"]["Labels"][LABEL],
            other["Config"]["Labels"][LABEL],
            record.inputs["label"][LABEL],
            find(r"\bNUMBER=\W?(n\d+)\b", dockerfile),
            find(r"^(n\d+)$", ignore),
        )

    def describe_image(self, image: str) -> dict[str, Any]:
        """Return what a failed test says of an image."""
        (found,) = json.loads(docker("image", "inspect", image))
        number = found["Config"]["Labels"][LABEL]
        return {"id": image, "tags": found["RepoTags"], "number": number, "created": found["Created"]}

    def left_overs(self) -> list[str]:
        """What no run may leave: candidates, containers, the folder of a killed build, processes."""
        return [
            *self.candidates(),
            *docker("ps", "--all", "--quiet", f"--filter=label={LABEL}.test={self.mark}").split(),
            *([str(self.state)] if self.state.is_building() else []),
            *map(str, self.processes()),
        ]

    def candidates(self) -> list[str]:
        """The names of images that have not been promoted."""
        ours = (f"--filter=label={LABEL}.test={self.mark}", f"--filter=reference={candidate_of('*')}")
        return docker("image", "ls", *ours, "--format={{.Repository}}:{{.Tag}}").split()

    def remove_images(self) -> None:
        """Remove all images of the plays."""
        docker("image", "rm", "--force", *self.images())

    def images(self) -> set[str]:
        """The ids of all images that the plays made and that are still on the engine, named or not."""
        ids = docker("image", "ls", "--all", "--quiet", "--no-trunc", f"--filter=label={LABEL}.test={self.mark}")
        return set(ids.split())


def find(pattern: str, path: Path) -> str:
    """The one group of the one place in a file that matches."""
    (found,) = re.findall(pattern, path.read_text(), re.MULTILINE)
    return str(found)
