# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The claims of a release gate, judged on what was observed of an image and its container (private)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Iterable

from .._docker._byte_size import format_size
from ._contract import Contract

_SHOWN = 3
_LAST_CHARACTERS = 200
_NOT_RUNNING = "no container to look at"
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(\"[^\"]*\"|'[^']*'|\S*)")


@dataclass(frozen=True)
class Claim:
    """What is said of an image, whether it holds, and what was found and expected."""

    claim: str
    ok: bool
    found: str
    expected: str

    @classmethod
    def of(cls, claim: str, ok: object, found: object, expected: object) -> Claim:
        """Return a claim that holds if `ok` is true, with both values as text."""
        return cls(claim, bool(ok), str(found), str(expected))


def judge(observed: dict[str, Any], contract: Contract) -> list[Claim]:
    """Return every claim, in the order in which a reader would ask."""
    image, contents = observed["image"], observed["contents"]
    claims = _user(image, contents, observed["probe"], observed["whoami"], contract)
    claims += _health(image, observed["state"], contract)
    claims += [_command("before", run) for run in observed["before"]]
    claims += _run(observed["probe"], image, contract)
    claims += _files(contents)
    claims += _answers(observed["probe"], contract)
    claims.append(_stop(observed["stopped"], image, contract))
    claims += _secrets(image, contents, observed["history"], contract)
    claims.append(_size(image, contract))
    claims += [_command("command", run) for run in observed["commands"]]
    return claims


def _none_of(claim: str, found: Iterable[str]) -> Claim:
    return Claim.of(claim, not list(found), _some(list(found)), "none")


def _some(found: list[str]) -> str:
    more = len(found) - _SHOWN
    return (", ".join(found[:_SHOWN]) + (", and {0} more".format(more) if more > 0 else "")) or "none"


def _user(
    image: dict[str, Any], contents: dict[str, Any], probe: dict[str, Any], whoami: str, contract: Contract
) -> list[Claim]:
    user = image["user"]
    name = whoami or contents["user_name"]
    uids = sorted({uid for process in _application(probe) for uid in process["Uid"]}, key=int)
    return [
        Claim.of(
            "user is a number",
            re.match(r"[0-9]+(:[0-9]+)?\Z", user["value"] or "") is not None,
            "USER {0}".format(user["value"] or "(none)"),
            "USER <uid> or <uid>:<gid>",
        ),
        Claim.of(
            "user is unprivileged",
            (user["uid"] or 0) >= contract.min_uid,
            "UID {0}".format(user["uid"]),
            "UID {0} or above".format(contract.min_uid),
        ),
        Claim.of(
            "user has a name",
            bool(name) and contract.user in ("", name),
            name or "no name",
            contract.user or "a name in the image",
        ),
        Claim.of(
            "processes run as the user",
            uids == [str(user["uid"])],
            "UID {0}".format(", ".join(uids)) if uids else _NOT_RUNNING,
            "UID {0}".format(user["uid"]),
        ),
    ]


def _application(probe: dict[str, Any]) -> list[dict[str, Any]]:
    return list(probe.get("processes", {}).values())


def _health(image: dict[str, Any], state: dict[str, Any], contract: Contract) -> list[Claim]:
    health = state.get("Health") or {}
    found = health.get("Status") or "no health check"
    if not state.get("Running"):
        found = "ended with {0}: {1}".format(
            state.get("ExitCode"), state.get("Error") or state.get("Log") or "no output"
        )
    elif found != "healthy" and health.get("Log"):
        found = "{0}: {1}".format(found, health["Log"][-1]["Output"].strip()[-_LAST_CHARACTERS:])
    return [
        Claim.of("health check is there", image["healthcheck"] is not None, _check(image), "a HEALTHCHECK"),
        Claim.of(
            "container becomes healthy",
            found == "healthy",
            found,
            "healthy within {0} s".format(contract.healthy_timeout),
        ),
    ]


def _check(image: dict[str, Any]) -> str:
    return "every {0:g} s".format(image["healthcheck"]["interval"]) if image["healthcheck"] else "none"


def _run(probe: dict[str, Any], image: dict[str, Any], contract: Contract) -> list[Claim]:
    first = probe.get("processes", {}).get("1", {})
    rights = [first.get("CapEff", ["?"])[0], first.get("NoNewPrivs", ["?"])[0]]
    open_folders = [folder for folder, error in probe.get("writes", {}).items() if not error]
    return [
        Claim.of(
            "process has no rights",
            not rights[0].strip("0") and rights[1] == "1",
            "capabilities {0}, no new privileges {1}".format(*rights) if first else _NOT_RUNNING,
            "capabilities 0, no new privileges 1",
        ),
        *_ports(probe, image, contract),
        Claim.of(
            "root file system is read-only",
            bool(probe) and not open_folders,
            ("writable: " + _some(open_folders) if open_folders else "read-only") if probe else _NOT_RUNNING,
            "read-only",
        ),
    ]


def _ports(probe: dict[str, Any], image: dict[str, Any], contract: Contract) -> list[Claim]:
    """Judge the ports; a base's EXPOSE cannot be taken back, so it may stay as long as nothing answers there."""
    ports = sorted(int(port.split("/")[0]) for port in image["ports"] if port.endswith("/tcp"))
    wanted = contract.ports or [port for port in ports if port not in contract.inherited_ports]
    inherited = [port for port in ports if port in contract.inherited_ports and port not in wanted]
    silent = ["{0}: {1}".format(port, error) for port, error in probe.get("ports", {}).items() if error]
    heard = [port for port in inherited if not probe.get("inherited_ports", {}).get(str(port))]
    claims = [
        Claim.of(
            "ports are exposed",
            bool(wanted) and ports == sorted(wanted + inherited),
            _numbers(ports),
            _numbers(wanted) if wanted else "a port",
        ),
        Claim.of(
            "ports answer",
            bool(probe) and not silent,
            (_some(silent) if silent else _numbers(wanted)) if probe else _NOT_RUNNING,
            _numbers(wanted),
        ),
    ]
    if inherited:
        quiet = "{0} answers".format(_numbers(heard)) if heard else "nothing answers"
        found = quiet if probe else _NOT_RUNNING
        claims.append(Claim.of("ports of the base are silent", bool(probe) and not heard, found, "nothing answers"))
    return claims


def _numbers(ports: list[int]) -> str:
    return ", ".join(str(port) for port in ports) or "none"


def _files(contents: dict[str, Any]) -> list[Claim]:
    return [
        _none_of("files belong to root", contents["foreign_files"]),
        _none_of("files cannot be changed by the user", contents["writable_paths"]),
        _none_of("forbidden programs are absent", contents["forbidden_programs"]),
    ]


def _answers(probe: dict[str, Any], contract: Contract) -> list[Claim]:
    claims = []
    none = {"status": 0, "headers": [], "error": _NOT_RUNNING}
    answers = probe.get("answers") or [none] * len(contract.requests)
    for request, answer in zip(contract.requests, answers):
        what = "{0} {1}".format(request.method, request.path)
        claims.append(
            Claim.of(
                "{0} is answered".format(what),
                answer["status"] == request.status,
                answer["error"] or answer["status"],
                request.status,
            )
        )
        if contract.headers:
            claims.append(_headers(what, answer, contract.headers))
    return claims


def _headers(what: str, answer: dict[str, Any], names: list[str]) -> Claim:
    sent = [name.lower() for name, _value in answer["headers"]]
    wrong = ["{0} {1} times".format(name, sent.count(name.lower())) for name in names if sent.count(name.lower()) != 1]
    found = answer["error"] or _some(wrong) if wrong else "each once"
    return Claim.of("{0} has the headers".format(what), not wrong, found, "{0} headers, each once".format(len(names)))


def _stop(stopped: dict[str, Any], image: dict[str, Any], contract: Contract) -> Claim:
    signal = image["stop_signal"] or "SIGTERM"
    code = stopped.get("ExitCode")
    found = _NOT_RUNNING if code is None else "exit code {0}".format(code)
    codes = " or ".join(str(code) for code in contract.stop_codes)
    return Claim.of(
        "{0} ends it".format(signal),
        code in contract.stop_codes,
        found + (" (killed, it did not end in time)" if code == 137 else ""),
        "exit code {0} within {1} s".format(codes, contract.stop_timeout),
    )


def _secrets(image: dict[str, Any], contents: dict[str, Any], history: list[str], contract: Contract) -> list[Claim]:
    in_layers = ["{path} in layer {layer}".format(**secret) for secret in contents["secrets"]]
    in_history = []
    for number, line in enumerate(history, start=1):
        for name, value in _ASSIGNMENT.findall(line):
            if _is_secret(name, value.strip("\"'"), contract):
                in_history.append("{0} in step {1}".format(name, number))
        if any(re.search(pattern, line) for pattern in contract.secret_patterns):
            in_history.append("step {0}".format(number))
    return [
        _none_of("no secret in the layers", in_layers),
        _none_of("no secret in the environment", [n for n, v in image["env"].items() if _is_secret(n, v, contract)]),
        _none_of("no secret in the history", in_history),
    ]


def _is_secret(name: str, value: str, contract: Contract) -> bool:
    """Whether a variable holds a secret; a reference to another variable or to a file holds none."""
    if not value or value.startswith("$"):
        return False
    if any(re.search(pattern, value) for pattern in contract.secret_patterns):
        return True
    return not name.upper().endswith("_FILE") and any(re.search(pattern, name) for pattern in contract.secret_variables)


def _size(image: dict[str, Any], contract: Contract) -> Claim:
    size, limit = image["size"], contract.max_size
    return Claim.of("size is within the limit", size <= limit, format_size(size), format_size(limit))


def _command(kind: str, run: dict[str, Any]) -> Claim:
    """Judge the result of a loop's task, whose item says what was wanted."""
    pattern = run["item"].get("stdout") or ""
    found = "exit code {0}".format(run["rc"])
    if run["rc"]:
        found += ": " + (run["stderr"] or run["stdout"]).strip()[-_LAST_CHARACTERS:]
    elif pattern:
        found = "printed {0!r}".format(run["stdout"].strip()[-_LAST_CHARACTERS:])
    return Claim.of(
        "{0}: {1}".format(kind, run["item"]["name"]),
        run["rc"] == 0 and re.search(pattern, run["stdout"]),
        found,
        "output like {0}".format(pattern) if pattern else "exit code 0",
    )
