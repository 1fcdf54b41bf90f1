"""The frontend image under load, against the same nginx with a bare configuration."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from bench.debian_tools import ROOT, need, requests_per_second
from bench.pairing import Claim, Result, paired
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, fetch, output_of, until
from tests.rig.images import build
from tests.rig.network import address

ASSET = Claim(
    "precompressed_asset",
    "the smallest precompressed script, from the frontend image",
    "the same nginx with `gzip_static` alone",
    0.95,
    unit="requests/s",
)
PROXIED = Claim(
    "proxied_answer",
    "`/api/` passed on by the frontend image",
    "the same nginx with `proxy_pass` and keepalive alone",
    0.9,
    unit="requests/s",
)
CLAIMS = (ASSET, PROXIED)
PEERS = Path(__file__).parent / "peers"
PAIRS, SECONDS = 7, 3
# The server has one processor for itself, and who asks and answers it another: what it costs is what is measured.
SERVER_CPU, LOAD_CPU = min(os.sched_getaffinity(0)), max(os.sched_getaffinity(0))
SERVER = (*HARDENED, f"--cpuset-cpus={SERVER_CPU}", "--log-driver=json-file", "--log-opt=max-size=10m")
BACKEND = (
    *HARDENED,
    f"--cpuset-cpus={LOAD_CPU}",
    "--network-alias=backend",
    "--user=10101:10101",
    f"--mount=type=bind,source={PEERS / 'backend.conf'},target=/etc/nginx/nginx.conf,readonly",
)


def smallest_asset(image: str) -> str:
    """The path of the script with the smallest compressed form: the less there is to send, the more the rest counts."""
    listing = output_of(image, "sh", "-c", "cd /usr/share/nginx/html && ls -Sr assets/*.js.gz")
    return "/" + listing.split()[0].removesuffix(".gz")


def first_answer(name: str, path: str, headers: dict[str, str]) -> bytes:
    """Wait for a good answer of a container, and return its body."""
    until(lambda: fetch(name, 80, path, headers)[0] == 200, 20, name)
    return fetch(name, 80, path, headers)[1]


def compare(claim: Claim, subject: str, peer: str, path: str, headers: dict[str, str]) -> Result:
    """Load two running containers in turn, which have to answer alike."""
    answers = [first_answer(name, path, headers) for name in (subject, peer)]
    if answers[0] != answers[1]:
        raise RuntimeError(f"{path} is answered by {answers[0][:200]!r} and {answers[1][:200]!r}")
    lines = [f"{name}: {value}" for name, value in headers.items()]

    def load(name: str) -> float:
        return requests_per_second(f"http://{address(name)}{path}", LOAD_CPU, SECONDS, *lines)

    return paired(claim, PAIRS, lambda: load(subject), lambda: load(peer))


def measure(folder: Path) -> Iterator[Result]:
    """Both claims; `folder` is not needed."""
    del folder
    need("wrk")
    ours = build(ROOT / "frontend", "frontend")
    bare = build(PEERS, "asset", f"--build-context=application=docker-image://{ours}", file=PEERS / "asset.Dockerfile")
    with container(ours, options=SERVER) as subject, container(bare, options=SERVER) as peer:
        yield compare(ASSET, subject, peer, smallest_asset(ours), {"Accept-Encoding": "gzip"})
    bare = build(PEERS, "proxy", file=PEERS / "proxy.Dockerfile")
    with (
        container("nginx:alpine", "nginx", "-g", "daemon off;", options=BACKEND),
        container(ours, options=SERVER) as subject,
        container(bare, options=SERVER) as peer,
    ):
        yield compare(PROXIED, subject, peer, "/api/commands", {})
