"""The role on base images of other kinds: another user, another Python, one that does not fit, busybox as shell."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.applications import few
from tests.applications.building import build
from tests.artefact.cores.pythons import INTERPRETERS
from tests.rig.cleanup import remove_images, unique
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, fetch, until_healthy
from tests.rig.docker import docker
from tests.rig.packages import mirror
from tests.rig.plays import ENVIRONMENT, play_of

pytestmark = pytest.mark.slow
SLIM, DEBIAN = "python:3.11-slim", "debian:bookworm-slim"
# What the Pythons of this machine load, apart from windows and the like.
LIBRARIES = "ca-certificates libbz2-1.0 libexpat1 libffi8 liblzma5 libsqlite3-0 libssl3 libuuid1 zlib1g"
# As images of Chainguard, of Bitnami, and the UBI have it.
ANOTHER_USER = f"""\
FROM {SLIM}
RUN useradd --uid 1001 --gid 0 --create-home default && mkdir /opt/app-root && chown 1001 /opt/app-root
ENV HOME=/opt/app-root
WORKDIR /opt/app-root
USER 1001
ENTRYPOINT ["container-entrypoint"]
"""
# The commands of busybox in the place of Debian's, as in an image of Alpine.
BUSYBOX = f"""\
FROM {SLIM} AS busybox
RUN apt-get update && apt-get install --yes --no-install-recommends busybox-static
FROM {SLIM}
COPY --from=busybox /bin/busybox /usr/local/bin/busybox
RUN rm -rf /usr/bin/apt* /usr/sbin/useradd /usr/sbin/groupadd /usr/bin/bash \\
    && /usr/local/bin/busybox --list | while read -r name; do for path in "/usr/bin/$name" "/usr/sbin/$name"; do \\
        if [ -e "$path" ]; then /usr/local/bin/busybox ln -sf /usr/local/bin/busybox "$path"; fi; done; done
"""
ANOTHER_PYTHON = f"""\
FROM {DEBIAN}
RUN apt-get update && apt-get install --yes --no-install-recommends {LIBRARIES}
COPY python /usr/local
RUN ldconfig
"""
# The oldest and the newest are always taken.
PYTHONS = ("3.9", "3.10", "3.12", "3.13")
STAND_INS = ("python:3.13-slim", "python:3.14-slim")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    here = [version for version in PYTHONS if version in INTERPRETERS]
    few.parametrize(metafunc, "version", here, here[:1])
    few.parametrize(metafunc, "stand_in", STAND_INS, STAND_INS[-1:])


@pytest.fixture(scope="module")
def name() -> Iterator[str]:
    """The name of the bases, which are removed in the end."""
    name = unique("base")
    yield name
    remove_images(f"{name}*")


def make(text: str, reference: str, folder: Path) -> str:
    """Build a base image and return its reference."""
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text(text, encoding="utf-8")
    docker("build", "--provenance=false", "--tag", reference, str(folder))
    return reference


def python_of_this_machine(version: str, folder: Path) -> Path:
    """Copy a Python to a folder, without its tests and static libraries, and return that."""
    source = Path(INTERPRETERS[version]).resolve().parents[1]
    ignored = shutil.ignore_patterns(
        "test", "tests", "*.a", "__pycache__", "idlelib", "tkinter", "_tkinter*", "config-3*"
    )
    shutil.copytree(source, folder / "python", symlinks=True, ignore=ignored)
    for program in (folder / "python" / "bin").iterdir():
        if not program.is_symlink() and not re.fullmatch(r"python3\.\d+", program.name):
            program.unlink()  # their first line names the place where they were
    return folder


def check(image: str, path: str = "/health") -> None:
    """The image runs as in production, as our user, and answers."""
    assert docker("inspect", "--format", "{{.Config.User}}", image) == "1001:1001"
    with container(image, options=HARDENED) as running:
        until_healthy(running)
        assert fetch(running, 8000, path)[0] == 200


@pytest.mark.parametrize("base", [ANOTHER_USER, BUSYBOX], ids=["another user", "busybox"])
def test_base(base: str, name: str, tmp_path: Path, tool_environment: dict[str, str]) -> None:
    made = make(base, f"{name}:{'user' if base == ANOTHER_USER else 'busybox'}", tmp_path / "base")
    built = build("plain", tmp_path, {"backend_image_python_image": made}, tool_environment)
    assert built.code == 0, built.text[-6000:]
    check(built.image)


@pytest.fixture
def made_stand_in(stand_in: str, run: Callable[..., str], tmp_path: Path) -> Iterator[str]:
    """The image that the role base_images makes, gone afterwards where it was not there before."""
    was_there = docker("image", "ls", "--quiet", stand_in)
    role = {"ansible.builtin.import_role": {"name": "sovd.prod_images.base_images"}}
    play = play_of([{**role, "vars": {"base_images_wanted": [stand_in]}}])
    book = tmp_path / "stand-in.json"
    book.write_text(json.dumps([{**play[0], "gather_facts": True}]), encoding="utf-8")
    run("ansible-playbook", str(book), **ENVIRONMENT)
    yield stand_in
    if not was_there:
        docker("image", "rm", "--force", stand_in)


def test_stand_in(made_stand_in: str, tmp_path: Path, tool_environment: dict[str, str]) -> None:
    built = build("plain", tmp_path, {"backend_image_python_image": made_stand_in}, tool_environment)
    assert built.code == 0, built.text[-6000:]
    check(built.image)


def test_python(version: str, name: str, tmp_path: Path, tool_environment: dict[str, str]) -> None:
    context = python_of_this_machine(version, tmp_path)
    made = make(ANOTHER_PYTHON, f"{name}:{version}", context)
    built = build("plain", tmp_path, {"backend_image_python_image": made}, tool_environment)
    assert built.code == 0, built.text[-6000:]
    check(built.image)


# What a runtime image is made of, and what is said of it: before the build, or by the first step of it.
UNFIT = {
    "another version by its name": ("", "with Python 3.13, expected the Python 3.11 of backend_image_python_image"),
    "another version by its environment": (
        f"FROM {SLIM}\nENV PYTHON_VERSION=3.13.1\n",
        "with Python 3.13, expected the Python 3.11 of backend_image_python_image",
    ),
    "another version": (
        f"FROM {DEBIAN}\nRUN mkdir -p /usr/local/bin && touch /usr/local/bin/python3.13\n",
        "it has Python 3.13, and backend_image_python_image has 3.11. Name two images of the same Python",
    ),
    "another C library": (
        f"FROM {SLIM} AS a\nRUN mkdir /a /a/lib && touch /a/lib/ld-musl-x.so.1\nFROM scratch\nCOPY --from=a /a /\n",
        "its C library is musl, and that of backend_image_python_image is glibc. Name two images of the same",
    ),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_runtime_image_that_does_not_fit(
    case: str, name: str, tmp_path: Path, tool_environment: dict[str, str]
) -> None:
    text, said = UNFIT[case]
    runtime = "python:3.13-slim"
    builder = SLIM
    if text:
        runtime = make(text, f"{name}:{list(UNFIT).index(case)}", tmp_path / "base")
    if "environment" in case:
        builder = make(f"FROM {SLIM}\nENV PYTHON_VERSION=3.11.9\n", f"{name}:builder", tmp_path / "builder")
    images = {"backend_image_python_image": builder, "backend_image_runtime_image": runtime}
    built = build("plain", tmp_path, images, tool_environment)
    assert built.code != 0, built.text[-3000:]
    assert said in built.text, built.text[-6000:]
    assert ("the build of" in built.text) == ("backend_image_python_image has" in said or "that of" in said)
    assert docker("image", "ls", "--quiet", built.image) == ""


KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def armored(keyring: bytes) -> str:
    """Return a keyring as a text, as a third party gives its key."""
    lines = base64.encodebytes(keyring).decode()
    return f"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{lines}-----END PGP PUBLIC KEY BLOCK-----\n"


@pytest.mark.parametrize(
    "key", [{"key_file": str(KEYRING)}, {"key": armored(KEYRING.read_bytes())}], ids=["file", "text"]
)
def test_packages_of_a_third_party(key: dict[str, str], tmp_path: Path, tool_environment: dict[str, str]) -> None:
    """By HTTPS, for which this machine may need its own authority. A newer netbase proves where it is from."""
    source = {"name": "newer", "uri": mirror().replace("http:", "https:"), "suite": "trixie", **key}
    variables = {"backend_image_apt_sources": [source], "backend_image_runtime_packages": ["netbase/trixie"]}
    built = build("plain", tmp_path, variables, tool_environment)
    assert built.code == 0, built.text[-6000:]
    query = "dpkg-query -W -f '${Version}' netbase; ls /etc/apt/sources.list.d /etc/apt/keyrings /run | tr '\\n' ' '"
    told = docker("run", "--rm", "--network=none", "--entrypoint=sh", built.image, "-c", query)
    assert told.startswith("6.5")
    assert "of-the-build" not in told
    assert "secrets" not in told


def test_a_package_manager_that_is_not_there(tmp_path: Path, tool_environment: dict[str, str]) -> None:
    variables = {"backend_image_system_package_manager": "apk", "backend_image_build_packages": ["gcc"]}
    built = build("plain", tmp_path, variables, tool_environment)
    assert built.code != 0
    assert "backend_image_system_package_manager: found no program apk in this base image" in built.text
