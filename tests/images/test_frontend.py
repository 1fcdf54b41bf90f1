"""The frontend image: what is in it, what its build refuses, and as whom and where it runs."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.images import frontend_claims
from tests.images.conftest import Image
from tests.images.served import PATIENCE
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, fetch, output_of, until
from tests.rig.docker import docker, inspect
from tests.rig.images import Files, added_bytes, build, files_of, try_build

MOST_ADDED = 2_000_000
HTML = "usr/share/nginx/html"
CLAIMS = (
    *(frontend_claims.wrongly_packed, frontend_claims.source_maps, frontend_claims.console_calls),
    *(frontend_claims.node_programs, frontend_claims.writable),
)
MUTANT = """
FROM {image}
USER 0
COPY --chmod=644 <<EOF /{html}/unpacked.txt
EOF
COPY --chmod=644 <<EOF /{html}/broken.css.gz
no gzip at all
EOF
COPY --chmod=644 <<EOF /{html}/main.js.map
EOF
COPY --chmod=644 <<EOF /{html}/talks.mjs
console.log(1)
EOF
COPY --chmod=755 <<EOF /usr/bin/node
EOF
COPY --chmod=666 <<EOF /etc/nginx/planted.conf
EOF
COPY --chmod=644 --chown=10101:10101 <<EOF /{html}/owned.png
EOF
"""
# Asked of the system itself, as the user of the image; folders too, since whoever may write one may swap its files.
WRITABLE = """
find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /var/tmp \\) -prune \\
    -o ! -type l -exec sh -c '
    for path; do if [ -w "$path" ]; then echo "$path"; fi; done' sh {} + 2>/dev/null; true
"""
OVERWRITE = "for path; do (: >> $path); done; true"
FIXED_FILES = ("/etc/nginx/nginx.conf", "/etc/nginx/conf.d/default.conf", f"/{HTML}/index.html", "/usr/sbin/nginx")
PRIVATE_BACKEND = {
    "nginx_conf_backend_url": "https://backend.example",
    "nginx_conf_backend_ca_file": "/run/tls/ca.pem",
}
BROKEN = {
    "main": ("worker_connections 1024;", "worker_connections many;", 'invalid number "many"'),
    "site": ("listen 80 default_server;", "listen 80 default_server", 'invalid parameter "server_name"'),
}


@pytest.fixture(scope="module")
def on_8080(root: Path, run: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The frontend rendered for another port and a backend whose CA is mounted at run time, which no build step has."""
    folder = tmp_path_factory.mktemp("rendered")
    folders = {"backend_image_render_dir": folder / "backend", "frontend_image_render_dir": folder / "frontend"}
    variables = {**folders, "nginx_conf_dest": folder / "nginx.conf", "frontend_image_port": 8080, **PRIVATE_BACKEND}
    extra = [f"--extra-vars={name}='{value}'" for name, value in variables.items()]
    run("ansible-playbook", "playbooks/build_prod_images.yml", "--tags", "render", *extra)
    return build(root / "frontend", "frontend-8080", file=folder / "frontend" / "Dockerfile.prod")


def test_what_is_added_to_the_base_is_small(frontend: Image, tell: Callable[[str], None]) -> None:
    added = added_bytes(frontend.name, frontend.base)
    tell(f"the frontend adds {added / 1e6:.2f} MB to {frontend.base}, at most {MOST_ADDED / 1e6:.0f} MB")
    assert added <= MOST_ADDED


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.__name__)
def test_what_must_not_be_there_is_not(frontend: Image, claim: Callable[[Files], list[str]]) -> None:
    assert claim(frontend.files) == []


def test_the_page_and_its_scripts_are_packed(frontend: Image) -> None:
    packed = [name for name in frontend.files.regular(frontend_claims.WEB_ROOT) if name.endswith(".gz")]
    assert f"{HTML}/index.html.gz" in packed
    assert any(name.endswith(".js.gz") for name in packed)


def test_the_packages_of_the_page_are_known(frontend: Image, root: Path) -> None:
    bill = json.loads(frontend.files.read("usr/local/share/sbom/page.cdx.json"))
    assert bill["compositions"] == [{"aggregate": "complete", "assemblies": ["page"]}], bill["metadata"]
    named = {"/".join(filter(None, [each.get("group"), each["name"]])): each["version"] for each in bill["components"]}
    lock = json.loads((root / "frontend" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert not [name for name, version in named.items() if version not in versions(lock, name)]
    assert {"react", "react-dom", "scheduler", "axios", "@mui/material", "@emotion/react"} <= named.keys()
    # Of types the lock has some for run time, and of these the tools that they come with.
    assert not {"@types/react", "csstype", "vite", "cosmiconfig", "proxy-from-env", "form-data"} & named.keys()


def versions(lock: dict[str, dict[str, str]], name: str) -> list[str]:
    """The versions of a package that a lock has, at any depth."""
    return [entry["version"] for place, entry in lock.items() if place.rpartition("node_modules/")[2] == name]


def test_what_is_planted_is_found(frontend: Image, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile.prod").write_text(MUTANT.format(image=frontend.name, html=HTML), encoding="utf-8")
    with files_of(build(tmp_path, "frontend-mutant"), tmp_path) as files:
        found = [sorted(claim(files)) for claim in CLAIMS]
    assert found == [
        [f"{HTML}/broken.css.gz", f"{HTML}/talks.mjs", f"{HTML}/unpacked.txt"],
        [f"{HTML}/main.js.map"],
        [f"{HTML}/talks.mjs"],
        ["usr/bin/node"],
        ["etc/nginx/planted.conf", f"{HTML}/owned.png"],
    ]


def test_the_user_of_the_image_can_change_nothing(frontend: Image) -> None:
    assert output_of(frontend.name, "sh", "-c", WRITABLE) == ""
    refused = output_of(frontend.name, "sh", "-c", OVERWRITE, "sh", *FIXED_FILES)
    assert refused.count("Permission denied") == len(FIXED_FILES), refused


def test_what_the_user_could_change_is_noticed(frontend: Image, tmp_path: Path) -> None:
    text = f"FROM {frontend.name}\nUSER 0\nRUN chmod g+w /etc/nginx/nginx.conf && chgrp 10101 /etc/nginx/nginx.conf\n"
    (tmp_path / "Dockerfile.prod").write_text(f"{text}RUN chown 10101 /{HTML}\nUSER 10101\n", encoding="utf-8")
    found = output_of(build(tmp_path, "frontend-writable"), "sh", "-c", WRITABLE)
    assert sorted(found.split()) == ["/etc/nginx/nginx.conf", f"/{HTML}"]


def test_every_text_is_sent_packed_and_is_the_same(frontend: Image) -> None:
    texts = frontend_claims.text_files(frontend.files)
    assert len(texts) > 5
    with container(frontend.name, options=HARDENED) as name:
        until(lambda: fetch(name, 80, "/health") == (200, b"ok\n"), PATIENCE, name)
        for text in texts:
            path, original = f"/{text.removeprefix(frontend_claims.WEB_ROOT)}", frontend.files.read(text)
            assert fetch(name, 80, path) == (200, original), path
            status, packed = fetch(name, 80, path, {"Accept-Encoding": "gzip"})
            assert (status, packed == original) == (200, False), path
            assert gzip.decompress(packed) == original, path


@pytest.mark.parametrize("part", BROKEN)
def test_a_broken_configuration_does_not_build(root: Path, tmp_path: Path, part: str) -> None:
    good, bad, message = BROKEN[part]
    text = (root / "frontend" / "Dockerfile.prod").read_text(encoding="utf-8")
    assert text.count(good) == 1
    file = tmp_path / "Dockerfile.prod"
    file.write_text(text.replace(good, bad), encoding="utf-8")
    done = try_build(root / "frontend", f"broken-{part}", file=file)
    assert done.code != 0
    assert message in done.text, done.text[-3000:]


@pytest.mark.parametrize("port", [80, 8080])
def test_it_serves_without_any_right(request: pytest.FixtureRequest, port: int) -> None:
    image = request.getfixturevalue("frontend").name if port == 80 else request.getfixturevalue("on_8080")
    assert f"{port}/tcp" in inspect(image, "{{json .Config.ExposedPorts}}")
    with container(image, options=(*HARDENED, "--env=BACKEND_URL=http://backend:8000")) as name:
        until(lambda: fetch(name, port, "/health") == (200, b"ok\n"), PATIENCE, name)
        assert fetch(name, port, "/")[0] == 200
        users = docker("top", name, "-eo", "uid,pid,args").splitlines()[1:]
        assert len(users) > 1
        assert {int(line.split()[0]) for line in users} == {frontend_claims.USER}
        until(lambda: inspect(name, "{{.State.Health.Status}}") == "healthy", PATIENCE, name)
    assert frontend_claims.USER > 1000
