# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An image that runs as production runs it, with its services on a private network (private to the collection)."""

from __future__ import annotations

import json
import re
import time
from contextlib import suppress
from typing import Any, Mapping, Sequence

from .._buildkit._errors import ImageError
from .._docker._command import Done, run_command
from ._masked_text import mask, secret_values

LABEL = "sovd.prod_images.image_verify"
APPLICATION = "app"  # name of the image's container on the network
_LOOK = 0.25  # seconds between two looks at a container
_LAST_LINES = 20  # of a container's log
_STATE = "{{json .State}}"
# What the docker command or Python would take for itself.
_OF_TOOLS = re.compile(r"^(DOCKER_.*|HOME|LD_.*|PATH|PYTHON.*)$")


class ProductionRun:
    """The containers of one run, by the options of the module image_probe in `params`."""

    def __init__(self, params: dict[str, Any]) -> None:
        """Take the options; nothing is started yet."""
        self._params = params
        self._label = "{0}={1}".format(LABEL, params["prefix"])
        self._container = self._name(APPLICATION)
        self._placed = ["--label=" + self._label, "--network=" + params["prefix"], "--pull=" + params["pull"]]
        self._confined = [
            "--read-only",
            "--cap-drop=ALL",
            "--security-opt=no-new-privileges",
            "--memory=" + params["memory"],
            "--pids-limit={0}".format(params["pids"]),
        ]

    def observe(self) -> dict[str, Any]:
        """Return what was seen from the first service to the end of the container, of which nothing stays.

        Raises ImageError when the engine refuses, or a service does not become ready.
        """
        self._remove()
        try:
            seen = self._observe()
        except BaseException:
            with suppress(ImageError):  # what came first is told
                self._remove()
            raise
        self._remove()
        return seen

    def _observe(self) -> dict[str, Any]:
        self._succeed(["network", "create", "--internal", "--label=" + self._label, self._params["prefix"]])
        for service in self._params["services"]:
            self._start_service(service)
        for service in self._params["services"]:
            self._wait_for_service(service)
        return self._observe_image()

    def _observe_image(self) -> dict[str, Any]:
        before = [self._run_before(item) for item in self._params["before"]]
        names = ["--name=" + self._container, "--network-alias=" + APPLICATION]
        started = self._run_image([*names, "--detach"], self._params["command"])
        state = self._wait_for_state()
        log = self._docker(["logs", "--tail={0}".format(_LAST_LINES), self._container])
        is_service = self._params["workload"] == "service"
        probed, whoami = Done([], 0), Done([], 0)
        asked = is_service and bool(state.get("Running"))
        if asked:
            probed, whoami = self._probe(), self._whoami()
        commands = [self._result_of(item, self._exec(item["argv"])) for item in self._params["commands"]]
        if asked:  # it may have ended while it was asked
            state = self._state() or state
        running = bool(state.get("Running"))
        answers, complaint = _answers_of(probed)
        return {
            "before": before,
            "state": {**state, "Log": "\n".join(filter(None, [started.stderr, log.stdout, log.stderr]))},
            "probe": answers,
            "probe_error": complaint if running else "",
            "whoami": whoami.stdout.strip(),
            "commands": commands,
            "stopped": self._stop() if running and is_service else {},
        }

    def _start_service(self, service: dict[str, Any]) -> None:
        arguments, environment = environment_of(self._params["services_env"].get(service["name"], {}))
        names = ["--name=" + self._name(service["name"]), "--network-alias=" + service["name"]]
        command = [service["image"], *service["command"]]
        self._succeed(["run", "--detach", *names, *self._placed, *arguments, *command], environment)

    def _wait_for_service(self, service: dict[str, Any]) -> None:
        """Return once the service is ready. Raises ImageError with what it said last and logged."""
        name, end = self._name(service["name"]), time.monotonic() + self._params["services_timeout"]
        while service["ready"]:
            left = max(1, int(end - time.monotonic()))
            done = self._docker(["exec", name, *service["ready"]], timeout=left)
            if not done.rc:
                return
            ended = not self._state(name).get("Running")
            if ended or time.monotonic() > end:
                raise ImageError(self._not_ready(service, ended, done))
            time.sleep(_LOOK)

    def _not_ready(self, service: dict[str, Any], ended: bool, done: Done) -> str:
        log = self._docker(["logs", "--tail={0}".format(_LAST_LINES), self._name(service["name"])])
        told = (
            "services: found {0} {1}, expected that {2!r} succeeds in it; it said {3!r}, and its log ends with "
            "{4!r}".format(
                service["name"],
                "ended" if ended else "not ready after {0} s".format(self._params["services_timeout"]),
                " ".join(service["ready"]),
                (done.stderr or done.stdout).strip(),
                (log.stdout + log.stderr).strip(),
            )
        )
        return str(mask(told, secret_values(self._params["services_env"].get(service["name"], {}))))

    def _run_before(self, item: dict[str, Any]) -> dict[str, Any]:
        program, *rest = item["argv"]
        options = ["--name=" + self._name("before"), "--rm", "--entrypoint=" + program]
        return self._result_of(item, self._run_image(options, rest))

    def _run_image(self, options: Sequence[str], command: Sequence[str]) -> Done:
        """Run the image confined as in production; an empty `command` is its own."""
        params = self._params
        arguments, environment = environment_of(params["env"])
        user = ["--user=" + params["user"]] if params["user"] else []
        folders = [word for folder in params["tmpfs"] for word in ("--tmpfs", folder)]
        # The image that was read is the one that runs; the last of two options counts.
        argv = [
            "run",
            *self._placed,
            "--pull=never",
            *self._confined,
            *user,
            *folders,
            *arguments,
            *params["run_args"],
            *options,
        ]
        return self._docker([*argv, params["image"], *command], environment)

    def _wait_for_state(self) -> dict[str, Any]:
        """Return the state of the container once it ended, is healthy, or has had the time for it."""
        is_service = self._params["workload"] == "service"
        end = time.monotonic() + self._params["healthy_timeout"]
        state = self._state()
        while state.get("Running"):
            if is_service and "Health" not in state:  # only time can tell
                time.sleep(self._params["settle_time"])
                return self._state()
            if (is_service and state["Health"].get("Status") in ("healthy", "none")) or time.monotonic() > end:
                break
            time.sleep(_LOOK)
            state = self._state()
        return state

    def _probe(self) -> Done:
        """Ask from a second container that shares network and processes, as the same user."""
        params = self._params
        argv = ["run", "--rm", "--interactive", "--name=" + self._name("probe"), "--entrypoint=", *self._placed]
        shared = ["--pid=container:" + self._container, "--user=" + params["probe_user"]]
        program = [params["probe_image"], "python3", "-c", params["probe"]]
        return self._docker([*argv, *self._confined, *shared, *program], stdin=json.dumps(params["questions"]))

    def _whoami(self) -> Done:
        return self._exec(["whoami"]) if self._params["whoami"] else Done([], 0)

    def _stop(self) -> dict[str, Any]:
        self._succeed(["stop", "--time={0}".format(self._params["stop_timeout"]), self._container])
        return self._state()

    def _state(self, container: str = "") -> dict[str, Any]:
        """Return what the engine says of a container, the application's by default; nothing where there is none."""
        done = self._docker(["inspect", "--type=container", "--format", _STATE, container or self._container])
        state: dict[str, Any] = {} if done.rc else json.loads(done.stdout)
        return state

    def _remove(self) -> None:
        """Remove all that carries the prefix, also what an interrupted run left."""
        kinds = (["ps", "--all"], ["rm", "--force", "--volumes"]), (["network", "ls"], ["network", "rm"])
        for listing, removal in kinds:
            found = self._succeed([*listing, "--quiet", "--filter=label=" + self._label]).stdout.split()
            if found:
                self._succeed([*removal, *found])

    def _exec(self, argv: Sequence[str]) -> Done:
        return self._docker(["exec", self._container, *argv])

    def _succeed(self, argv: list[str], environment: Mapping[str, str] | None = None) -> Done:
        done = self._docker(argv, environment)
        if done.rc:
            raise ImageError(done.problem)
        return done

    def _docker(
        self,
        argv: list[str],
        environment: Mapping[str, str] | None = None,
        *,
        stdin: str | None = None,
        timeout: int = 0,
    ) -> Done:
        return run_command({**self._params, "argv": argv, "stdin": stdin, "timeout": timeout}, environment)

    def _name(self, part: str) -> str:
        return "{0}-{1}".format(self._params["prefix"], part)

    @staticmethod
    def _result_of(item: dict[str, Any], done: Done) -> dict[str, Any]:
        return {"item": item, "rc": done.rc, "stdout": done.stdout, "stderr": done.stderr}


def _answers_of(probed: Done) -> tuple[dict[str, Any], str]:
    """Return what the probe printed, and why it is not what was asked for."""
    try:
        answers: dict[str, Any] = json.loads(probed.stdout or "{}")
    except ValueError:
        return {}, probed.stderr.strip() or "it printed no JSON: {0!r}".format(probed.stdout[-100:])
    return answers, probed.stderr.strip() if probed.rc else ""


def environment_of(given: Mapping[str, Any]) -> tuple[list[str], dict[str, str]]:
    """Return the arguments of `docker run` for variables, and the environment of the docker command that holds them.

    No list of processes shows a value, but for those that the docker command or Python would take for itself.
    """
    hidden = {name: str(value) for name, value in given.items() if not _OF_TOOLS.match(name)}
    shown = ["{0}={1}".format(name, value) for name, value in given.items() if name not in hidden]
    return [word for variable in [*hidden, *shown] for word in ("--env", variable)], hidden
