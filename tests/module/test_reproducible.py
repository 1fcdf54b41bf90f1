"""Both images of the roles, twice without cache on the containerd image store: the same digest, file by file."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Callable
from io import BytesIO
from json import load
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.rig.private_engine import PrivateEngine

pytestmark = pytest.mark.slow
EPOCH = 1_700_000_000
HEAD = 16  # bytes of a file that are kept, which is the head of bytecode
BASES = Path(__file__).parents[2] / "roles" / "base_images" / "defaults" / "main.yml"
ROLES = ("backend", "frontend")


class Built(NamedTuple):
    """What the engine says of an image, and the files of its layers with type, mode, owner, time and content."""

    document: dict[str, Any]
    files: dict[str, tuple[Any, ...]]


def read_files(archive: Path) -> dict[str, tuple[Any, ...]]:
    """Return the entries of all layers of a saved image, by number of the layer and path."""
    files: dict[str, tuple[Any, ...]] = {}
    with tarfile.open(archive) as saved:

        def blob(name: str) -> BytesIO:
            content = saved.extractfile(name)
            assert content is not None
            return BytesIO(content.read())

        for number, name in enumerate(load(blob("manifest.json"))[0]["Layers"]):
            with tarfile.open(fileobj=blob(name)) as layer:
                for entry in layer:
                    opened = layer.extractfile(entry) if entry.isreg() else None
                    content = opened.read() if opened else b""
                    files[f"{number}/{entry.name}"] = (
                        *(entry.type, entry.mode, entry.uid, entry.gid, entry.mtime, entry.linkname),
                        *(hashlib.sha256(content).hexdigest(), content[:HEAD]),
                    )
    return files


@pytest.fixture(scope="module")
def builds(
    image: str,
    copy_tree: Callable[[Path], None],
    play: Callable[..., list[dict[str, Any]]],
    containerd_engine: PrivateEngine,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, list[Built]]:
    """Two builds of each image, from two copies of its source."""
    folder = tmp_path_factory.mktemp("reproducible")
    containerd_engine.load(yaml.safe_load(BASES.read_text(encoding="utf-8"))["base_images_wanted"])
    found: dict[str, list[Built]] = {role: [] for role in ROLES}
    for number in (1, 2):
        copy_tree(folder / f"{number}")
        for role in ROLES:
            begin = f"{role}_image"
            values = {
                "name": f"{image}-{role}", "tag": f"{number}", "source": f"{folder}/{number}/{role}",
                "source_date_epoch": EPOCH, "rebuild": "always",
            }  # fmt: skip
            variables = {f"{begin}_{name}": value for name, value in values.items()}
            play(
                {"ansible.builtin.include_role": {"name": f"sovd.prod_images.{begin}"}, "vars": variables},
                **containerd_engine.environment,
                HOME=str(folder),  # where the record lies
            )
            found[role].append(examine(containerd_engine, f"{image}-{role}:{number}", folder / "saved.tar"))
    return found


def examine(engine: PrivateEngine, reference: str, archive: Path) -> Built:
    engine.docker("image", "save", f"--output={archive}", reference)
    files = read_files(archive)
    archive.unlink()
    return Built(engine.inspect(reference), files)


@pytest.mark.parametrize("role", ROLES)
def test_digest_is_the_same(role: str, builds: dict[str, list[Built]]) -> None:
    one, two = builds[role]
    differ = sorted(name for name in {*one.files, *two.files} if one.files.get(name) != two.files.get(name))
    assert differ == []
    assert one.document["Id"] == two.document["Id"]


@pytest.mark.parametrize("role", ROLES)
def test_no_time_is_newer(role: str, builds: dict[str, list[Built]]) -> None:
    document, files = builds[role][0]
    assert document["Created"] == "2023-11-14T22:13:20Z"
    assert [name for name, entry in files.items() if entry[4] > EPOCH] == []


def test_bytecode_survives(builds: dict[str, list[Built]]) -> None:
    # PEP 552: bit 0 stands for a hash of the source in the place of its time, bit 1 for looking at it.
    compiled = {name: entry[-1] for name, entry in builds["backend"][0].files.items() if name.endswith(".pyc")}
    assert len(compiled) > 1000
    assert [name for name, content in compiled.items() if content[4:8] != b"\x01\0\0\0"] == []


def test_times_tell_the_files_of_the_page_apart(builds: dict[str, list[Built]]) -> None:
    # nginx makes an ETag of time and size, so one time for all files would be one ETag for each two of the same size.
    found = {
        name: entry
        for name, entry in builds["frontend"][0].files.items()
        if "/usr/share/nginx/html/" in name and entry[0] == tarfile.REGTYPE
    }
    last = max(int(name.partition("/")[0]) for name in found)  # an earlier layer has the page of the base image
    page = [entry for name, entry in found.items() if name.startswith(f"{last}/")]
    assert len(page) > 5
    assert len({entry[4] for entry in page}) == len({entry[6] for entry in page})
