"""gixy has nothing against the configuration that nginx reads in the image, and something against planted faults."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.lint import scanners
from tests.lint.behind_tls import PLACE, BehindTls
from tests.lint.conftest import SETS
from tests.rig.containers import output_of

FAULTS = {
    "add_header_redefinition": ("location = /health {", "location = /health { add_header X-A b;"),
    "alias_traversal": ("location / {", "location /files { alias /srv/files/; } location / {"),
    "host_spoofing": ("proxy_set_header Host $forwarded_host", "proxy_set_header Host $http_host"),
    "http_splitting": ("location / {", "location ~ /old/([^.]*) { return 302 https://$host/$1; } location / {"),
    "missing_resolver": ("proxy_pass http://backend;", "proxy_pass http://backend.example.com;"),
    "resolver_external": ("resolver 127.0.0.11", "resolver 8.8.8.8"),
    "try_files_is_evil_too": ("open_file_cache max=1000", "open_file_cache off"),
    "version_disclosure": ("server_tokens off", "server_tokens on"),
    "worker_rlimit_nofile_vs_connections": ("worker_rlimit_nofile 4096", "worker_rlimit_nofile 1024"),
}

# The one add_header that takes the place of the server's on purpose: a 416 would have them twice (tests/nginx).
INSTEAD_OF_ALL = 'add_header Content-Range "";'


def judged(dump: str, version: str) -> list[str]:
    """What gixy has against a configuration, but for that line."""
    assert dump.count(INSTEAD_OF_ALL) == 1
    return scanners.gixy(dump.replace(INSTEAD_OF_ALL, ""), version)


@pytest.fixture(scope="session")
def version(behind_tls: BehindTls) -> str:
    """The version of the image's nginx, by which gixy knows what is wrong with that."""
    said = output_of(behind_tls.image, "nginx", "-v", options=("--network=none",))
    found = re.search(r"nginx/([0-9.]+)", said)
    assert found, said
    return found[1]


@pytest.fixture
def hashes(tmp_path: Path) -> Path:
    """What the build of a page writes where its inline scripts and styles are allowed by their hashes."""
    for name in ("scripts.map", "styles.map"):
        (tmp_path / name).write_text("", encoding="utf-8")
    tmp_path.chmod(0o755)
    return tmp_path


def test_gixy_in_the_image_behind_a_proxy(behind_tls: BehindTls, version: str) -> None:
    dump = behind_tls.running_dump()
    assert "set_real_ip_from" in dump
    assert judged(dump, version) == []


@pytest.mark.parametrize("environment", SETS)
def test_gixy(rendered: dict[str, Path], environment: str, behind_tls: BehindTls, version: str, hashes: Path) -> None:
    conf = rendered[environment] / "nginx.conf"
    dump = behind_tls.dump(f"--volume={conf}:{PLACE}:ro", f"--volume={hashes}:/etc/nginx/inline:ro")
    assert conf.read_text(encoding="utf-8") in dump
    assert judged(dump, version) == []


@pytest.mark.parametrize("rule", FAULTS)
def test_gixy_sees(rule: str, behind_tls: BehindTls, version: str) -> None:
    old, new = FAULTS[rule]
    dump = behind_tls.dump()
    assert old in dump, f"nothing to break: {old!r}"
    found = scanners.gixy(dump.replace(old, new), version)
    assert [line for line in found if line.startswith(f"{rule} ")], found


def test_gixy_sees_an_nginx_with_known_faults(behind_tls: BehindTls) -> None:
    assert [line for line in scanners.gixy(behind_tls.dump(), "1.27.3") if line.startswith("nginx_cves ")]
