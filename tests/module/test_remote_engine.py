"""Both modules on an engine that is reached by TCP with TLS, and by a context of the docker command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rig.private_engine import PrivateEngine

BUILD, INFO = "sovd.prod_images.image_build", "sovd.prod_images.image_info"

Play = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def options(tmp_path: Path) -> dict[str, Any]:
    """Options of a build without a base."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "f").write_text(str(tmp_path))
    return {
        "name": "options-remote",
        "tag": tmp_path.name.replace("_", "-"),
        "context": f"{tmp_path}/source",
        "dockerfile_content": "FROM scratch\nCOPY f /\nUSER 1001\n",
        "state_dir": f"{tmp_path}/state",
    }


def check(results: list[dict[str, Any]], tls_engine: PrivateEngine, reference: str, docker: Callable[..., str]) -> None:
    """Demand that the first built the image on that engine alone, the second nothing, and the third tells of it."""
    first, second, info = results
    assert first["changed"] is True, first
    assert (second["changed"], second["reasons"]) == (False, []), second
    assert info["images"] == [second["image"]]
    assert docker("--host", tls_engine.unix, "image", "inspect", "--format={{.Id}}", reference) == first["image"]["id"]
    assert docker("image", "inspect", reference, check=False) == "[]"


def test_tcp_with_tls(
    tls_engine: PrivateEngine, options: dict[str, Any], play: Play, docker: Callable[..., str]
) -> None:
    reference = f"{options['name']}:{options['tag']}"
    wanted = {**options, **tls_engine.tls}
    results = play({BUILD: wanted}, {BUILD: wanted}, {INFO: {**tls_engine.tls, "names": [reference]}})
    check(results, tls_engine, reference, docker)


@pytest.mark.slow
def test_tls_without_checking_the_engine(
    tls_engine: PrivateEngine, options: dict[str, Any], play: Play, docker: Callable[..., str]
) -> None:
    reference = f"{options['name']}:{options['tag']}"
    unchecked = {key: value for key, value in tls_engine.tls.items() if key not in ("ca_path", "validate_certs")}
    unchecked["tls"] = True
    wanted = {**options, **unchecked}
    results = play({BUILD: wanted}, {BUILD: wanted}, {INFO: {**unchecked, "names": [reference]}})
    check(results, tls_engine, reference, docker)


def test_context(
    tls_engine: PrivateEngine, options: dict[str, Any], play: Play, docker: Callable[..., str], tmp_path: Path
) -> None:
    reference = f"{options['name']}:{options['tag']}"
    config = {"DOCKER_CONFIG": f"{tmp_path}/config"}
    files = {"ca": "ca.pem", "cert": "client.pem", "key": "client-key.pem"}
    places = "".join(f",{kind}={tls_engine.certificates / name}" for kind, name in files.items())
    docker("context", "create", "elsewhere", f"--docker=host={tls_engine.tcp}{places}", **config)
    wanted = {**options, "cli_context": "elsewhere"}
    results = play(
        {BUILD: wanted}, {BUILD: wanted}, {INFO: {"cli_context": "elsewhere", "names": [reference]}}, **config
    )
    check(results, tls_engine, reference, docker)
    (unknown,) = play({BUILD: {**options, "cli_context": "nowhere"}}, **config)
    assert unknown["msg"].startswith("cli_context: found no such context (--context nowhere: "), unknown["msg"]


# title: (options, beginning of the message, words in it); {certificates} is their folder
REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "authority": ({"ca_path": "{certificates}/other-ca.pem"}, "ca_path: ", "unknown authority"),
    "client": (
        {"client_cert": "{certificates}/other-client.pem", "client_key": "{certificates}/other-client-key.pem"},
        "client_cert: ",
        "tls: ",
    ),
    "no client": ({"client_cert": None, "client_key": None}, "client_cert: ", "certificate required"),
    "no TLS": (
        {"validate_certs": False, "ca_path": None, "client_cert": None, "client_key": None},
        "tls: ",
        "HTTP request to an HTTPS server",
    ),
    "missing file": ({"ca_path": "{certificates}/none.pem"}, "ca_path: found no file {certificates}/none.pem", "name"),
    "missing key": ({"client_key": "{certificates}/none.pem"}, "client_key: found no file {certificates}/none.pem", ""),
    "no certificate": ({"ca_path": "{certificates}/no certificate"}, "ca_path", "seems invalid"),
}


@pytest.mark.slow
def test_refused_connections(tls_engine: PrivateEngine, options: dict[str, Any], play: Play, tmp_path: Path) -> None:
    certificates = str(tls_engine.certificates)
    (tls_engine.certificates / "no certificate").write_text("none\n")
    tasks = []
    for changed, _begin, _words in REFUSED.values():
        filled = {key: value and str(value).format(certificates=certificates) for key, value in changed.items()}
        tls = {key: value for key, value in {**tls_engine.tls, **filled}.items() if value is not None}
        tasks += [{BUILD: {**options, **tls}}, {INFO: {**tls, "names": ["a"]}}]
    results = play(*tasks)
    for number, (title, (_changed, begin, words)) in enumerate(REFUSED.items()):
        for result in results[2 * number : 2 * number + 2]:
            assert result["failed"] is True, title
            assert result["msg"].startswith(begin.format(certificates=certificates)), (title, result["msg"])
            assert words in result["msg"], (title, result["msg"])
            assert tls_engine.tcp in result["msg"] or "none.pem" in result["msg"], (title, result["msg"])
    assert not (tmp_path / "state").exists()
