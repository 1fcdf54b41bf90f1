"""External caches are used when the engine's own is gone, and attestations are there only when they were asked for.

On an engine of its own with the containerd store, since the cache of the machine's engine is not ours to empty.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.private_engine import PrivateEngine
from tests.rig.registry import Registry, registry

TASK = "sovd.prod_images.image_build"
# kind: cache to write and to read; {shop} is the registry, {folder} a folder
CACHES = {
    "local": ("type=local,dest={folder}.cache,mode=max", "type=local,src={folder}.cache"),
    "registry": ("type=registry,ref={shop}/team/cache:1,mode=max", "type=registry,ref={shop}/team/cache:1"),
    "image alone": ("{shop}/team/cache:2", "{shop}/team/cache:2"),
    "inline": ("type=inline", "type=registry,ref={shop}/team/inline:1"),
}

Play = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def shop(tls_engine: PrivateEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry that the engine reaches, but the docker command of the tests does not."""
    with registry(tmp_path_factory.mktemp("shop") / "registry", prefix=tls_engine.inside) as made:
        yield made


@pytest.fixture
def wanted(tmp_path: Path, tls_engine: PrivateEngine, shop: Registry) -> dict[str, Any]:
    """Options of a build in two stages."""
    folder = tmp_path
    (folder / "source").mkdir(exist_ok=True)
    for name in ("a", "b"):
        (folder / "source" / name).write_text(name)
    return {
        "name": f"{shop.address}/team/inline",
        "tag": "1",
        "context": f"{folder}/source",
        "dockerfile_content": "FROM scratch AS one\nCOPY a /a\nFROM scratch\nCOPY --from=one a /\nCOPY b /\n",
        "state_dir": f"{folder}/state",
        "docker_host": tls_engine.unix,
    }


def forget(tls_engine: PrivateEngine, docker: Callable[..., str]) -> None:
    """Remove all images and the whole cache of the engine."""
    docker("--host", tls_engine.unix, "image", "prune", "--all", "--force")
    docker("--host", tls_engine.unix, "buildx", "prune", "--all", "--force")


@pytest.mark.slow
@pytest.mark.parametrize("kind", CACHES)
def test_cache_is_used_when_the_own_is_gone(
    kind: str, wanted: dict[str, Any], tls_engine: PrivateEngine, play: Play, docker: Callable[..., str]
) -> None:
    places = {"shop": wanted["name"].partition("/")[0], "folder": wanted["context"]}
    write, read = (text.format(**places) for text in CACHES[kind])
    forget(tls_engine, docker)
    (first,) = play({TASK: {**wanted, "cache_to": [write], "push": kind == "inline"}})
    assert first["steps"] == {"total": 3, "cached": 0}, first
    forget(tls_engine, docker)
    (without,) = play({TASK: wanted})
    assert without["steps"]["cached"] == 0
    forget(tls_engine, docker)
    done, again = play({TASK: {**wanted, "cache_from": [read]}}, {TASK: wanted})
    # Without mode=max a cache holds the steps of the last stage only.
    assert done["steps"]["cached"] >= (2 if kind in ("inline", "image alone") else 3), done
    assert done["image"]["layers"] == first["image"]["layers"]
    assert (again["changed"], again["reasons"]) == (False, [])


def test_push_to_a_registry_that_only_the_engine_reaches(
    wanted: dict[str, Any], tls_engine: PrivateEngine, play: Play, docker: Callable[..., str]
) -> None:
    wanted = {**wanted, "push": True, "tag": "only"}
    forget(tls_engine, docker)
    first, predicted, again = play({TASK: wanted}, {TASK: wanted, "check_mode": True}, {TASK: wanted})
    assert first["changed"] is True, first
    assert again["image"] == first["image"]
    assert (predicted["changed"], again["changed"]) == (False, False)
    assert "could not be asked" in predicted["warnings"][0]
    forget(tls_engine, docker)
    (digest,) = first["image"]["digests"]
    docker("--host", tls_engine.unix, "image", "pull", "--quiet", digest)


def blobs_of(tls_engine: PrivateEngine, reference: str, folder: Path, docker: Callable[..., str]) -> bytes:
    """All JSON of an image as the engine saves it, the index included."""
    archive = folder / "saved.tar"
    docker("--host", tls_engine.unix, "image", "save", "--output", str(archive), reference)
    with tarfile.open(fileobj=io.BytesIO(archive.read_bytes())) as opened:
        files = [opened.extractfile(member) for member in opened if member.size < 100_000]
        return b"".join(file.read() for file in files if file is not None)


@pytest.mark.slow
def test_attestations_only_when_they_were_asked_for(
    wanted: dict[str, Any], tls_engine: PrivateEngine, play: Play, docker: Callable[..., str], tmp_path: Path
) -> None:
    reference = f"{wanted['name']}:1"
    asked = {**wanted, "attestations": ["type=provenance,mode=min"]}
    play({TASK: wanted})
    assert b"attestation-manifest" not in blobs_of(tls_engine, reference, tmp_path, docker)
    predicted, done, again = play({TASK: asked, "check_mode": True}, {TASK: asked}, {TASK: asked})
    assert [reason["kind"] for reason in predicted["reasons"]] == ["attestation"]
    assert done["reasons"] == predicted["reasons"]
    assert (again["changed"], again["reasons"]) == (False, [])
    assert b"attestation-manifest" in blobs_of(tls_engine, reference, tmp_path, docker)
