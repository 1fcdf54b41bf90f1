# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The claims of a release gate, judged on what was observed of an image and its container (private)."""

from __future__ import annotations

import re
from typing import Any, Iterable

from .._docker._byte_size import format_size, parse_size

_SHOWN = 3
_LAST_CHARACTERS = 200
_NOT_RUNNING = "no container to look at"
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(\"[^\"]*\"|'[^']*'|\S*)")


def judge(observed: dict[str, Any], expected: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every claim as `{claim, ok, found, expected}`, in the order in which a reader would ask."""
    image, contents = observed["image"], observed["contents"]
    claims = _user(image, contents, observed["probe"], observed["whoami"], expected)
    claims += _health(image, observed["state"], expected)
    claims += [_command("before", run) for run in observed["before"]]
    claims += _run(observed["probe"], image, expected)
    claims += _files(contents)
    claims += _answers(observed["probe"], expected)
    claims.append(_stop(observed["stopped"], image, expected))
    claims += _secrets(image, contents, observed["history"], expected)
    claims.append(_size(image, expected))
    claims += [_command("command", run) for run in observed["commands"]]
    return claims


def _claim(claim: str, ok: object, found: object, expected: object) -> dict[str, Any]:
    return {"claim": claim, "ok": bool(ok), "found": str(found), "expected": str(expected)}


def _none_of(claim: str, found: Iterable[str]) -> dict[str, Any]:
    return _claim(claim, not list(found), _some(list(found)), "none")


def _some(found: list[str]) -> str:
    more = len(found) - _SHOWN
    return (", ".join(found[:_SHOWN]) + (", and {0} more".format(more) if more > 0 else "")) or "none"


def _user(
    image: dict[str, Any], contents: dict[str, Any], probe: dict[str, Any], whoami: str, expected: dict[str, Any]
) -> list[dict[str, Any]]:
    user = image["user"]
    name = whoami or contents["user_name"]
    uids = sorted({uid for process in _application(probe) for uid in process["Uid"]}, key=int)
    return [
        _claim(
            "user is a number",
            re.match(r"[0-9]+(:[0-9]+)?\Z", user["value"] or "") is not None,
            "USER {0}".format(user["value"] or "(none)"),
            "USER <uid> or <uid>:<gid>",
        ),
        _claim(
            "user is unprivileged",
            (user["uid"] or 0) >= expected["min_uid"],
            "UID {0}".format(user["uid"]),
            "UID {0} or above".format(expected["min_uid"]),
        ),
        _claim(
            "user has a name",
            bool(name) and expected["user"] in ("", name),
            name or "no name",
            expected["user"] or "a name in the image",
        ),
        _claim(
            "processes run as the user",
            uids == [str(user["uid"])],
            "UID {0}".format(", ".join(uids)) if uids else _NOT_RUNNING,
            "UID {0}".format(user["uid"]),
        ),
    ]


def _application(probe: dict[str, Any]) -> list[dict[str, Any]]:
    return list(probe.get("processes", {}).values())


def _health(image: dict[str, Any], state: dict[str, Any], expected: dict[str, Any]) -> list[dict[str, Any]]:
    health = state.get("Health") or {}
    found = health.get("Status") or "no health check"
    if not state.get("Running"):
        found = "ended with {0}: {1}".format(
            state.get("ExitCode"), state.get("Error") or state.get("Log") or "no output"
        )
    elif found != "healthy" and health.get("Log"):
        found = "{0}: {1}".format(found, health["Log"][-1]["Output"].strip()[-_LAST_CHARACTERS:])
    return [
        _claim("health check is there", image["healthcheck"] is not None, _check(image), "a HEALTHCHECK"),
        _claim(
            "container becomes healthy",
            found == "healthy",
            found,
            "healthy within {0} s".format(expected["healthy_timeout"]),
        ),
    ]


def _check(image: dict[str, Any]) -> str:
    return "every {0:g} s".format(image["healthcheck"]["interval"]) if image["healthcheck"] else "none"


def _run(probe: dict[str, Any], image: dict[str, Any], expected: dict[str, Any]) -> list[dict[str, Any]]:
    first = probe.get("processes", {}).get("1", {})
    rights = [first.get("CapEff", ["?"])[0], first.get("NoNewPrivs", ["?"])[0]]
    open_folders = [folder for folder, error in probe.get("writes", {}).items() if not error]
    return [
        _claim(
            "process has no rights",
            not rights[0].strip("0") and rights[1] == "1",
            "capabilities {0}, no new privileges {1}".format(*rights) if first else _NOT_RUNNING,
            "capabilities 0, no new privileges 1",
        ),
        *_ports(probe, image, expected),
        _claim(
            "root file system is read-only",
            bool(probe) and not open_folders,
            ("writable: " + _some(open_folders) if open_folders else "read-only") if probe else _NOT_RUNNING,
            "read-only",
        ),
    ]


def _ports(probe: dict[str, Any], image: dict[str, Any], expected: dict[str, Any]) -> list[dict[str, Any]]:
    """Judge the ports; a base's EXPOSE cannot be taken back, so it may stay as long as nothing answers there."""
    ports = sorted(int(port.split("/")[0]) for port in image["ports"] if port.endswith("/tcp"))
    wanted = sorted(expected["ports"]) or [port for port in ports if port not in expected["inherited_ports"]]
    inherited = [port for port in ports if port in expected["inherited_ports"] and port not in wanted]
    silent = ["{0}: {1}".format(port, error) for port, error in probe.get("ports", {}).items() if error]
    heard = [port for port in inherited if not probe.get("inherited_ports", {}).get(str(port))]
    claims = [
        _claim(
            "ports are exposed",
            bool(wanted) and ports == sorted(wanted + inherited),
            _numbers(ports),
            _numbers(wanted) if wanted else "a port",
        ),
        _claim(
            "ports answer",
            bool(probe) and not silent,
            (_some(silent) if silent else _numbers(wanted)) if probe else _NOT_RUNNING,
            _numbers(wanted),
        ),
    ]
    if inherited:
        quiet = "{0} answers".format(_numbers(heard)) if heard else "nothing answers"
        found = quiet if probe else _NOT_RUNNING
        claims.append(_claim("ports of the base are silent", bool(probe) and not heard, found, "nothing answers"))
    return claims


def _numbers(ports: list[int]) -> str:
    return ", ".join(str(port) for port in ports) or "none"


def _files(contents: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        _none_of("files belong to root", contents["foreign"]),
        _none_of("files cannot be changed by the user", contents["writable"]),
        _none_of("forbidden programs are absent", contents["programs"]),
    ]


def _answers(probe: dict[str, Any], expected: dict[str, Any]) -> list[dict[str, Any]]:
    claims = []
    none = {"status": 0, "headers": [], "error": _NOT_RUNNING}
    answers = probe.get("answers") or [none] * len(expected["requests"])
    for request, answer in zip(expected["requests"], answers):
        what = "{0} {1}".format(request["method"], request["path"])
        claims.append(
            _claim(
                "{0} is answered".format(what),
                answer["status"] == request["status"],
                answer["error"] or answer["status"],
                request["status"],
            )
        )
        if expected["headers"]:
            claims.append(_headers(what, answer, expected["headers"]))
    return claims


def _headers(what: str, answer: dict[str, Any], names: list[str]) -> dict[str, Any]:
    sent = [name.lower() for name, _value in answer["headers"]]
    wrong = ["{0} {1} times".format(name, sent.count(name.lower())) for name in names if sent.count(name.lower()) != 1]
    found = answer["error"] or _some(wrong) if wrong else "each once"
    return _claim("{0} has the headers".format(what), not wrong, found, "{0} headers, each once".format(len(names)))


def _stop(stopped: dict[str, Any], image: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    signal = image["stop_signal"] or "SIGTERM"
    code = stopped.get("ExitCode")
    found = _NOT_RUNNING if code is None else "exit code {0}".format(code)
    codes = " or ".join(str(code) for code in expected["stop_codes"])
    return _claim(
        "{0} ends it".format(signal),
        code in expected["stop_codes"],
        found + (" (killed, it did not end in time)" if code == 137 else ""),
        "exit code {0} within {1} s".format(codes, expected["stop_timeout"]),
    )


def _secrets(
    image: dict[str, Any], contents: dict[str, Any], history: list[str], expected: dict[str, Any]
) -> list[dict[str, Any]]:
    in_layers = ["{path} in layer {layer}".format(**secret) for secret in contents["secrets"]]
    in_history = []
    for number, line in enumerate(history, start=1):
        for name, value in _ASSIGNMENT.findall(line):
            if _is_secret(name, value.strip("\"'"), expected):
                in_history.append("{0} in step {1}".format(name, number))
        if any(re.search(pattern, line) for pattern in expected["secret_patterns"]):
            in_history.append("step {0}".format(number))
    return [
        _none_of("no secret in the layers", in_layers),
        _none_of("no secret in the environment", [n for n, v in image["env"].items() if _is_secret(n, v, expected)]),
        _none_of("no secret in the history", in_history),
    ]


def _is_secret(name: str, value: str, expected: dict[str, Any]) -> bool:
    """Whether a variable holds a secret; a reference to another variable or to a file holds none."""
    if not value or value.startswith("$"):
        return False
    if any(re.search(pattern, value) for pattern in expected["secret_patterns"]):
        return True
    return not name.upper().endswith("_FILE") and any(
        re.search(pattern, name) for pattern in expected["secret_variables"]
    )


def _size(image: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    limit = parse_size(expected["max_size"], "max_size")
    return _claim("size is within the limit", image["size"] <= limit, format_size(image["size"]), format_size(limit))


def _command(kind: str, run: dict[str, Any]) -> dict[str, Any]:
    """Judge the result of a loop's task, whose item says what was wanted."""
    pattern = run["item"].get("stdout") or ""
    found = "exit code {0}".format(run["rc"])
    if run["rc"]:
        found += ": " + (run["stderr"] or run["stdout"]).strip()[-_LAST_CHARACTERS:]
    elif pattern:
        found = "printed {0!r}".format(run["stdout"].strip()[-_LAST_CHARACTERS:])
    return _claim(
        "{0}: {1}".format(kind, run["item"]["name"]),
        run["rc"] == 0 and re.search(pattern, run["stdout"]),
        found,
        "output like {0}".format(pattern) if pattern else "exit code 0",
    )
