"""The gate on a real engine: a good image passes, and an image that breaks many claims has each of them named."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.rig.cleanup import unique
from tests.rig.docker import docker
from tests.rig.plays import ENVIRONMENT

NAME = unique("gate")
PLAYBOOK = Path(__file__).with_name("verify_image.yml")
SERVER = """\
import http.server, signal, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        for value in sys.argv[1:]:
            self.send_header("X-Frame-Options", value)
        self.send_header("Content-Length", "0")
        self.end_headers()
signal.signal(signal.SIGTERM, SIGNAL)
http.server.HTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
"""
GOOD = """\
FROM python:3.11-slim
RUN useradd --uid 2000 keeper
COPY server.py /srv/server.py
HEALTHCHECK --interval=1s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000')"]
EXPOSE 8000
USER 2000:2000
CMD ["python", "/srv/server.py", "DENY"]
"""
BAD = """\
FROM python:3.11-slim
ARG TOKEN=sample
ENV DB_PASSWORD=sample
RUN useradd --uid 1000 keeper && echo A=1 > /srv/.env && ln -s /bin/true /usr/bin/gcc
RUN rm /srv/.env && cp /bin/true /srv/true && chmod 4755 /srv/true
COPY --chown=1000 server.py /srv/server.py
EXPOSE 8000
USER keeper
CMD ["python", "/srv/server.py", "DENY", "DENY"]
"""
# Its health check asks at another port than it listens on.
SICK = (
    GOOD.replace("http://127.0.0.1:8000", "http://127.0.0.1:8001")
    .replace("interval=1s", "interval=1s --retries=1")
    .replace('["python", "/srv/server.py", "DENY"]', "echo no database yet; exec python /srv/server.py DENY")
)
WORKER = """\
FROM python:3.11-slim
RUN useradd --uid 2000 keeper
USER 2000:2000
CMD ["python", "-uc", "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); signal.pause()"]
"""
BROKEN = [
    "user is a number",
    "user is unprivileged",
    "health check is there",
    "files belong to root",
    "forbidden programs are absent",
    "no setuid or setgid programs",
    "base image is approved",
    "GET / has the headers",
    "SIGTERM ends it",
    "no secret in the layers",
    "no secret in the environment",
    "no secret in the history",
    "size is within the limit",
    "command: it says 2",
]

Build = Callable[[str, str, str], str]
Verify = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Build]:
    """`build(tag, dockerfile, handler)` gives the name of an image whose server answers SIGTERM by the handler."""
    names = []

    def make(tag: str, dockerfile: str, handler: str) -> str:
        context = tmp_path_factory.mktemp(tag)
        (context / "Dockerfile").write_text(dockerfile, encoding="utf-8")
        (context / "server.py").write_text(SERVER.replace("SIGNAL", handler), encoding="utf-8")
        names.append(f"{NAME}:{tag}")
        docker("build", "--quiet", f"--tag={names[-1]}", str(context))
        return names[-1]

    yield make
    docker("image", "rm", "--force", *names)


@pytest.fixture
def verify(tool_environment: dict[str, str]) -> Verify:
    """`verify(image, **variables)` runs the role and gives its exit code and what it printed."""

    def play(image: str, **variables: object) -> tuple[int, str]:
        given = {
            "image": image,
            "prefix": NAME,
            "requests": [{"path": "/"}],
            "headers": ["X-Frame-Options"],
            **variables,
        }
        extra = json.dumps({f"image_verify_{name}": value for name, value in given.items()})
        done = subprocess.run(
            ["ansible-playbook", str(PLAYBOOK), "--extra-vars", extra],
            env={**tool_environment, **ENVIRONMENT},
            capture_output=True,
            text=True,
            check=False,
            timeout=1800,
        )
        return done.returncode, done.stdout + done.stderr

    return play


def left_behind() -> str:
    listings = (("ps", "--all"), ("network", "ls"))
    return "".join(docker(*listing, "--quiet", f"--filter=name={NAME}") for listing in listings)


def test_a_good_image_passes_also_after_a_killed_run(build: Build, verify: Verify) -> None:
    image = build("good", GOOD, "lambda *_: sys.exit(0)")
    label = f"--label=sovd.prod_images.image_verify={NAME}"
    docker("network", "create", label, NAME)
    docker("create", label, f"--name={NAME}-app", image)
    code, output = verify(image, user="keeper", approved_bases=["python:3.11-slim"], max_base_age=36500)
    assert code == 0, output
    assert "NO  " not in output
    assert re.search(r'"yes\s+base image is approved\s+python:3.11-slim', output), output
    assert "Docker Scout's table: D to A, 30 of 90 points, not evaluated are 60: Severity-Based" in output
    assert left_behind() == ""


def test_each_broken_claim_is_named_and_nothing_stays(build: Build, verify: Verify) -> None:
    image = build("bad", BAD, "signal.SIG_IGN")
    question = {"name": "it says 2", "argv": ["python", "-c", "print(1)"], "stdout": "2"}
    code, output = verify(image, max_size="1 MB", stop_timeout=1, commands=[question], approved_bases=["node:*"])
    assert code == 2, output
    broken = [line.split('"NO ')[1].strip() for line in output.splitlines() if '"NO ' in line]
    assert [name for name, line in zip(BROKEN, broken, strict=True) if not line.startswith(name)] == [], output
    assert "breaks its contract: user is a number - found USER keeper;" in output
    for advice in (
        "environment file in /srv/.env of layer",
        "add to image_verify_secret_allowed: '^/srv/[.]env$'",
        "add to image_verify_setuid_allowed: /srv/true",
        "add to image_verify_secret_variables_allowed: DB_PASSWORD",
        "TOKEN in step",
    ):
        assert advice in output, output
    assert left_behind() == ""


@pytest.mark.slow
def test_an_image_that_runs_as_root_or_ends_at_once_is_named(build: Build, verify: Verify) -> None:
    image = build("root", 'FROM python:3.11-slim\nEXPOSE 8000\nCMD ["python", "-c", "exit(\'no settings\')"]\n', "None")
    code, output = verify(image)
    assert code == 2, output
    for claim in (
        "user is unprivileged - found UID 0",
        "container keeps running - found ended with 1: no settings",
    ):
        assert claim in output
    broken = [line.split('"NO ')[1].strip() for line in output.splitlines() if '"NO ' in line]
    assert len(broken) == 3, "no user, no health check, and its end: one claim for each cause"
    assert left_behind() == ""


def test_an_unhealthy_image_is_one_claim_with_its_last_answer_and_its_log(build: Build, verify: Verify) -> None:
    image = build("sick", SICK, "lambda *_: sys.exit(0)")
    code, output = verify(image, healthy_timeout=20)
    assert code == 2, output
    broken = [line.split('"NO ')[1].strip() for line in output.splitlines() if '"NO ' in line]
    assert len(broken) == 1, output
    assert "container becomes healthy - found unhealthy; its check ended with 1 and said" in output
    assert "Connection refused" in output
    assert "its log ends with 'no database yet'" in output


@pytest.mark.slow
def test_a_worker_passes_by_a_reason(build: Build, verify: Verify) -> None:
    image = build("worker", WORKER, "None")
    reason = "a worker that answers nothing"
    code, output = verify(image, requests=[], headers=[], settle_time=5, left_out={"health check is there": reason})
    assert code == 0, output
    for claim in ("health check is there", "ports are exposed", "ports answer"):
        assert re.search(rf'"-\s+{claim}\s+does not apply: ', output), output
    assert re.search(r'"yes\s+container keeps running', output), output


# Image: variables that tell how it is run in production, besides that others have made it.
OFFICIAL: dict[str, dict[str, object]] = {
    "redis:bookworm": {"run_user": "999:999", "command": ["redis-server", "--save", ""]},
    "python:3.11-slim": {"workload": "none", "left_out": {"user is unprivileged": "a base of other images"}},
    "nginx:alpine": {
        "run_user": "101:101", "tmpfs": ["/tmp", "/var/cache/nginx:uid=101", "/run:uid=101"],
        "run_args": ["--sysctl=net.ipv4.ip_unprivileged_port_start=80"],
        "requests": [{"path": "/"}],
    },
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("image", OFFICIAL)
def test_what_others_have_made_passes(image: str, verify: Verify) -> None:
    code, output = verify(image, **{"third_party": True, "requests": [], "headers": [], **OFFICIAL[image]})
    assert code == 0, output
    assert "does not apply: image_verify_third_party" in output


def test_an_image_that_is_not_there_is_refused(verify: Verify) -> None:
    code, output = verify(f"{NAME}:nowhere")
    assert code == 2
    assert f"image_verify_image: found no image {NAME}:nowhere on the engine" in output
