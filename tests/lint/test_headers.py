"""What MDN's Observatory and Google's evaluator say to the running frontend, and to one whose headers are broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.lint import scanners
from tests.lint.behind_tls import PLACE, SITE, BehindTls

WANTED = 120
POLICY = "Content-Security-Policy"
SCRIPTS, STYLES = "script-src 'self'", "style-src 'self'"
TESTS = 10


class Fault(NamedTuple):
    """What is put in the place of what, and which of the Observatory's tests has to notice."""

    old: str
    new: str
    test: str


FAULTS = {
    "inline scripts": Fault(SCRIPTS, f"{SCRIPTS} 'unsafe-inline'", "content-security-policy"),
    "no policy": Fault(f"add_header {POLICY}", "add_header X-Policy", "content-security-policy"),
    "no HSTS": Fault("add_header Strict-Transport-Security", "add_header X-Strict", "strict-transport-security"),
    "a proxy that is not trusted": Fault("SUBNET", "192.0.2.0/24", "strict-transport-security"),
    "types are guessed": Fault("nosniff", "sniff", "x-content-type-options"),
    "the whole address as referrer": Fault("strict-origin-when-cross-origin", "unsafe-url", "referrer-policy"),
}
UNSAFE_POLICIES = {
    "inline scripts": (SCRIPTS, f"{SCRIPTS} 'unsafe-inline'"),
    "eval": (SCRIPTS, f"{SCRIPTS} 'unsafe-eval'"),
    "scripts from anywhere": (SCRIPTS, "script-src *"),
    "any plugin and script": ("default-src 'none'", "img-src 'none'"),
    "a host with bypasses": (SCRIPTS, f"{SCRIPTS} https://ajax.googleapis.com"),
    "no semicolon": ("; img-src", " img-src"),
}


# The origin has no JSONP, no AngularJS and no files of its users, and what is no script is never run as one: nosniff.
ARGUED = "severity 50 script-src 'self': 'self' can be problematic"


@pytest.fixture
def restored(behind_tls: BehindTls) -> Iterator[BehindTls]:
    """The frontend behind TLS, which is put back afterwards."""
    yield behind_tls
    behind_tls.serve()


def observe(image: str, behind: BehindTls) -> dict[str, Any]:
    """The report of the Observatory on what answers behind the proxy."""
    scan = "node_modules/@mdn/mdn-http-observatory/src/scan.js"
    report: dict[str, Any] = scanners.in_container(image, "node", scan, SITE, options=behind.from_inside())
    return report


@pytest.fixture(scope="session")
def report(npm_scanners: str, behind_tls: BehindTls) -> dict[str, Any]:
    """The report on the frontend as it is built."""
    return observe(npm_scanners, behind_tls)


@pytest.fixture(scope="session")
def policy(report: dict[str, Any]) -> str:
    """The Content Security Policy that a browser gets."""
    value: str = report["scan"]["responseHeaders"][POLICY.lower()]
    return value


def test_the_observatory(report: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    scan, tests = report["scan"], report["tests"]
    points = [f"{test['scoreModifier']:+d} {name}: {test['result']}" for name, test in tests.items()]
    with capsys.disabled():
        print(f"\n    | MDN HTTP Observatory: {scan['score']} points, grade {scan['grade']}", *points, sep="\n    | ")
    assert len(tests) == scan["testsPassed"] == TESTS, points
    assert not [test for test in tests.values() if test["scoreModifier"] < 0]
    assert scan["score"] >= WANTED


def test_the_observatory_on_a_mounted_file(
    npm_scanners: str, report: dict[str, Any], restored: BehindTls, tmp_path: Path
) -> None:
    """The other form in which an environment says what it needs."""
    mounted = tmp_path / "default.conf"
    mounted.write_text(restored.conf(), encoding="utf-8")
    restored.serve(f"--volume={mounted}:{PLACE}:ro")
    seen = observe(npm_scanners, restored)
    assert seen["scan"]["score"] == report["scan"]["score"] >= WANTED
    assert restored.conf() == mounted.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FAULTS)
def test_the_observatory_sees(
    name: str, npm_scanners: str, report: dict[str, Any], restored: BehindTls, tmp_path: Path
) -> None:
    fault, conf = FAULTS[name], restored.conf()
    old = fault.old.replace("SUBNET", restored.subnet)
    assert old in conf, f"nothing to break: {old!r}"
    broken = tmp_path / "default.conf"
    broken.write_text(conf.replace(old, fault.new), encoding="utf-8")
    restored.serve(f"--volume={broken}:{PLACE}:ro")
    seen = observe(npm_scanners, restored)
    assert seen["tests"][fault.test]["scoreModifier"] < 0
    assert seen["scan"]["score"] < report["scan"]["score"]


def test_the_evaluator(npm_scanners: str, policy: str) -> None:
    assert [line for line in scanners.csp_evaluator(npm_scanners, policy) if not line.startswith(ARGUED)] == []


@pytest.mark.parametrize("name", UNSAFE_POLICIES)
def test_the_evaluator_sees(name: str, npm_scanners: str, policy: str) -> None:
    old, new = UNSAFE_POLICIES[name]
    assert old in policy, f"nothing to break: {old!r}"
    found = scanners.csp_evaluator(npm_scanners, policy.replace(old, new))
    assert [line for line in found if not line.startswith(ARGUED)], found
