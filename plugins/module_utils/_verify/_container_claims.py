# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Claims about a container that runs as in production; no I/O (private to the collection)."""

from __future__ import annotations

import re
from typing import Any

from ._claim import Claim, some
from ._contract import ENDS, HEALTHY, Contract

# An image says by it why it has no health check; the role backend_image writes it.
NO_CHECK_LABEL = "io.sovd.prod-images.no-health-check"
PORTS_ANSWER = "ports answer"
_LAST_CHARACTERS = 500
_NOT_RUNNING = "no container to look at"


def running_claims(image: dict[str, Any], state: dict[str, Any], contract: Contract) -> list[Claim]:
    """Return what is said of the container as a whole: its health check where it has one, else that it goes on."""
    (cause,) = contract.running
    claims = []
    if contract.workload == "service":
        claims.append(_health_check(image, contract))
    if cause == ENDS:
        code = state.get("ExitCode")
        ended = "ExitCode" in state and not state.get("Running")
        found = _ending(state) if ended else _not_started(state) or "it still runs"
        wanted = "exit code {0} within {1} s".format(_codes(contract), contract.healthy_timeout)
        claims.append(Claim.of(cause, ended and code in contract.stop_codes, found, wanted))
    elif cause == HEALTHY:
        status = (state.get("Health") or {}).get("Status")
        ok = bool(state.get("Running")) and status == "healthy"
        found = "healthy" if ok else _ended(state) or _unhealthy(state)
        claims.append(Claim.of(cause, ok, found, "healthy within {0} s".format(contract.healthy_timeout)))
    else:
        ok = bool(state.get("Running"))
        wanted = "it runs for {0} s".format(contract.settle_time)
        claims.append(Claim.of(cause, ok, "it runs" if ok else _ended(state), wanted))
    return claims


def _health_check(image: dict[str, Any], contract: Contract) -> Claim:
    reason = image.get("labels", {}).get(NO_CHECK_LABEL)
    if contract.third_party:
        reason = reason or "image_verify_third_party, and the image has none"
    if image["healthcheck"] is None and reason:
        return Claim.left_out("health check is there", reason)
    return Claim.of("health check is there", image["healthcheck"] is not None, _check(image), "a HEALTHCHECK")


def _check(image: dict[str, Any]) -> str:
    return "every {0:g} s".format(image["healthcheck"]["interval"]) if image["healthcheck"] else "none"


def _not_started(state: dict[str, Any]) -> str:
    return "" if "ExitCode" in state else "not started: {0}".format(state.get("Log") or "no output")


def _ended(state: dict[str, Any]) -> str:
    return "" if state.get("Running") else _ending(state)


def _ending(state: dict[str, Any]) -> str:
    killed = " (out of memory)" if state.get("OOMKilled") else ""
    said = state.get("Error") or (state.get("Log") or "")[-_LAST_CHARACTERS:] or "no output"
    return "ended with {0}{1}: {2}".format(state.get("ExitCode"), killed, said)


def _unhealthy(state: dict[str, Any]) -> str:
    """Return the state of the health check, its last answer, and the end of the container's log."""
    health = state.get("Health") or {}
    answers = health.get("Log") or []
    if answers:
        last = answers[-1]
        said = last.get("Output", "").strip()[-_LAST_CHARACTERS:] or "nothing"
        answer = "its check ended with {0} and said {1!r}".format(last.get("ExitCode"), said)
    else:
        answer = "its check has not ended yet"
    log = (state.get("Log") or "").strip()[-_LAST_CHARACTERS:]
    logged = "its log ends with {0!r}".format(log) if log else "it logged nothing"
    return "{0}; {1}; {2}".format(health.get("Status") or "no health check", answer, logged)


def process_claims(probe: dict[str, Any], image: dict[str, Any], contract: Contract) -> list[Claim]:
    """Return what is said of the rights of the process, its ports, and its file system."""
    first = probe.get("processes", {}).get("1", {})
    rights = [first.get("CapEff", ["?"])[0], first.get("NoNewPrivs", ["?"])[0]]
    open_folders = [folder for folder, error in probe.get("writes", {}).items() if not error]
    return [
        Claim.of(
            "process has no rights",
            not rights[0].strip("0") and rights[1] == "1",
            "capabilities {0}, no new privileges {1}".format(*rights) if first else _NOT_RUNNING,
            "capabilities 0, no new privileges 1",
            contract.running,
        ),
        *_ports(probe, image, contract),
        Claim.of(
            "root file system is read-only",
            bool(probe) and not open_folders,
            ("writable: " + some(open_folders) if open_folders else "read-only") if probe else _NOT_RUNNING,
            "read-only",
            contract.running,
        ),
    ]


def _ports(probe: dict[str, Any], image: dict[str, Any], contract: Contract) -> list[Claim]:
    """Judge the ports; a base's EXPOSE cannot be taken back, so it may stay as long as nothing answers there."""
    ports = sorted(int(port.split("/")[0]) for port in image["ports"] if port.endswith("/tcp"))
    wanted = contract.ports or [port for port in ports if port not in contract.inherited_ports]
    inherited = [port for port in ports if port in contract.inherited_ports and port not in wanted]
    if not wanted and not contract.requests and not inherited:
        reason = "the image exposes no port, and image_verify_ports names none"
        return [Claim.left_out(claim, reason) for claim in ("ports are exposed", PORTS_ANSWER)]
    silent = ["{0}: {1}".format(port, error) for port, error in probe.get("ports", {}).items() if error]
    claims = [
        Claim.of(
            "ports are exposed",
            bool(wanted) and ports == sorted(wanted + inherited),
            _numbers(ports),
            _numbers(wanted) if wanted else "a port",
        ),
        Claim.of(
            PORTS_ANSWER,
            bool(probe) and not silent,
            (some(silent) if silent else _numbers(wanted)) if probe else _NOT_RUNNING,
            _numbers(wanted),
            contract.running,
        ),
    ]
    return claims + _silent_ports(probe, inherited, contract)


def _silent_ports(probe: dict[str, Any], inherited: list[int], contract: Contract) -> list[Claim]:
    if not inherited:
        return []
    heard = [port for port in inherited if not probe.get("inherited_ports", {}).get(str(port))]
    quiet = "{0} answers".format(_numbers(heard)) if heard else "nothing answers"
    found = quiet if probe else _NOT_RUNNING
    ok = bool(probe) and not heard
    return [Claim.of("ports of the base are silent", ok, found, "nothing answers", () if probe else contract.running)]


def _numbers(ports: list[int]) -> str:
    return ", ".join(str(port) for port in ports) or "none"


def answer_claims(probe: dict[str, Any], contract: Contract) -> list[Claim]:
    """Return what is said of the answers to the requests."""
    claims = []
    none = {"status": 0, "headers": [], "error": _NOT_RUNNING}
    answers = probe.get("answers") or [none] * len(contract.requests)
    for request, answer in zip(contract.requests, answers):
        what = "{0} {1}".format(request.method, request.path)
        answered = "{0} is answered".format(what)
        causes = (*contract.running, "ports are exposed", PORTS_ANSWER)
        ok = answer["status"] == request.status
        claims.append(Claim.of(answered, ok, answer["error"] or answer["status"], request.status, causes))
        if contract.headers:
            after = (*causes, answered) if answer["error"] else contract.running
            claims.append(_headers(what, answer, contract.headers, after))
    return claims


def _headers(what: str, answer: dict[str, Any], names: list[str], after: tuple[str, ...]) -> Claim:
    sent = [name.lower() for name, _value in answer["headers"]]
    wrong = ["{0} {1} times".format(name, sent.count(name.lower())) for name in names if sent.count(name.lower()) != 1]
    found = answer["error"] or some(wrong) if wrong else "each once"
    wanted = "{0} headers, each once".format(len(names))
    return Claim.of("{0} has the headers".format(what), not wrong, found, wanted, after)


def stop_claim(stopped: dict[str, Any], image: dict[str, Any], contract: Contract) -> Claim:
    """Return what is said of the end that the image's stop signal brings."""
    signal = image["stop_signal"] or "SIGTERM"
    code = stopped.get("ExitCode")
    found = _NOT_RUNNING if code is None else "exit code {0}".format(code)
    return Claim.of(
        "{0} ends it".format(signal),
        code in contract.stop_codes,
        found + (" (killed, it did not end in time)" if code == 137 else ""),
        "exit code {0} within {1} s".format(_codes(contract), contract.stop_timeout),
        contract.running if code is None else (),
    )


def _codes(contract: Contract) -> str:
    return " or ".join(str(code) for code in contract.stop_codes)


def command_claim(kind: str, run: dict[str, Any], contract: Contract) -> Claim:
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
        contract.running if kind == "command" else (),
    )
