"""Everything that decides what an image will be. The engine is a stand-in that knows what it is told."""

from __future__ import annotations

import json
import time
from dataclasses import fields
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._inputs import (
    Inputs,
    gather,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._build._recipe import read_recipe
from ansible_collections.sovd.prod_images.plugins.module_utils._build._record import Record
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit import _context
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._facts import ImageFacts


class KnownImages:
    """Answers from a table: reference to id."""

    command = ("docker",)

    def __init__(self, images: dict[str, str]) -> None:
        self.images = images
        self.asked: list[str] = []

    def inspect(self, references: list[str]) -> dict[str, dict[str, str] | None]:
        self.asked = references
        return {name: {"Id": self.images[name]} if name in self.images else None for name in references}

    def run(self, arguments: list[str], **_more: object) -> CompletedProcess[str]:
        """Answer for the registry."""
        return CompletedProcess(arguments, 0, json.dumps({"digest": f"sha256:registry-{arguments[-1]}"}), "")


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """A folder with a Dockerfile and a file."""
    made = tmp_path / "context"
    made.mkdir()
    (made / "Dockerfile").write_text("FROM debian:12\n")
    (made / "a").write_text("a")
    return made


def request(context: Path, **options: Any) -> BuildRequest:
    params = {"name": "app", "tag": "1", "context": str(context), "dockerfile": "Dockerfile", "pull": "missing"}
    made: BuildRequest = BuildRequest.of({**params, **options})
    return made


def collect(images: dict[str, str], wanted: BuildRequest) -> Inputs:
    collected: Inputs = gather(wanted, read_recipe(wanted), KnownImages(images), None)
    return collected


def test_everything_is_gathered(context: Path, tmp_path: Path) -> None:
    text = "FROM debian:12 AS t\nCOPY --from=tool / /tool/\nFROM other AS not-built\n"
    (context / "Dockerfile").write_text(text)
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "logo").write_text("")
    (tmp_path / "assets" / "old").write_text("")
    (tmp_path / "assets" / ".dockerignore").write_text("old\n.dockerignore\n")
    wanted = request(
        context,
        dockerignore_content="Dockerfile",
        build_args={"A": 1},
        labels={"l": "1"},
        target="t",
        platforms=["linux/amd64"],
        network="none",
        attestations=["type=sbom"],
        build_contexts={"assets": f"{tmp_path}/assets", "tool": "docker-image://tool:1", "code": "git@host:code"},
        source_date_epoch=0,
        secrets=[{"id": "t", "type": "value", "value": "hush"}],
        cache_from=["c"],
    )
    collected = collect({"app:1": "sha256:app", "debian:12": "sha256:d", "tool:1": "sha256:t"}, wanted)
    assert collected.tagged == {"Id": "sha256:app"}
    assert {kind: sorted(names) for kind, names in collected.values.items()} == {
        "file": ["a"],
        "dockerfile": ["Dockerfile"],
        "build_arg": ["A"],
        "label": ["l"],
        "target": ["target"],
        "platform": ["linux/amd64"],
        "network": ["network"],
        "attestation": ["type=sbom"],
        "build_context": ["assets/logo", "code", "tool"],
        "base_image": ["debian:12", "tool:1"],
        "source_date_epoch": ["source_date_epoch"],
        "environment": [],
        "url": ["git@host:code"],
    }
    values = collected.values
    assert values["base_image"] == {"debian:12": "sha256:d", "tool:1": "sha256:t"}
    assert values["dockerfile"] == {"Dockerfile": text}
    assert (values["build_arg"], values["label"]) == ({"A": "1"}, {"l": "1"})
    assert (values["target"], values["network"]) == ({"target": "t"}, {"network": "none"})
    assert values["source_date_epoch"] == {"source_date_epoch": "0"}
    assert "hush" not in str(collected)
    assert {kind: sorted(stat_data) for kind, stat_data in collected.stat_data.items()} == {
        "file": ["a"],
        "build_context": ["assets/logo"],
    }


def test_contexts_whose_names_begin_alike(context: Path, tmp_path: Path) -> None:
    for name in ("one/b", "two"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "x").write_text(name)
    wanted = request(context, build_contexts={"a": f"{tmp_path}/one", "a/b": f"{tmp_path}/two"})
    before = collect({}, wanted).values["build_context"]
    assert sorted(before) == ["a/b", "a/b//x", "a/b/x"]
    (tmp_path / "one/b/x").write_text("changed")
    after = collect({}, wanted).values["build_context"]
    assert [name for name in after if after[name] != before[name]] == ["a/b/x"]


def test_nothing_that_ansible_hides_is_gathered(context: Path) -> None:
    wanted = request(
        context,
        dockerfile_content="FROM debian:12\nLABEL b=hush\n",
        build_args={"A": "hush"},
        labels={"l": "a-hush"},
        build_contexts={"code": "https://user:pass@example.org/code.git#" + "0" * 40},
        secrets=[{"id": "t", "type": "value", "value": "hush"}],
    )
    collected = collect({}, wanted)
    assert "hush" not in str(collected)
    assert "pass@" not in str(collected)
    assert collected.values["build_context"] == {"code": "https://example.org/code.git#" + "0" * 40}


# title: (FROM, pull, what the engine has, what the base stands for)
BASES = {
    "on the engine": ("debian:12", "missing", {"debian:12": "sha256:d"}, "sha256:d"),
    "not there": ("debian:12", "missing", {}, "sha256:registry-debian:12"),
    "refreshed": ("debian:12", "refresh", {"debian:12": "sha256:d"}, "sha256:registry-debian:12"),
    "pinned": ("debian:12@sha256:p", "missing", {"debian:12@sha256:p": "sha256:d"}, "sha256:p"),
    "pinned and refreshed": ("debian:12@sha256:p", "refresh", {}, "sha256:p"),
    "the image itself": ("app:1", "missing", {"app:1": "sha256:app"}, "sha256:app"),
}


@pytest.mark.parametrize(("base", "pull", "images", "identity"), BASES.values(), ids=BASES.keys())
def test_base_image(base: str, pull: str, images: dict[str, str], identity: str, context: Path) -> None:
    collected = collect(images, request(context, dockerfile_content=f"FROM {base}", pull=pull))
    assert collected.values["base_image"] == {base: identity}


def test_each_image_is_asked_for_once(context: Path) -> None:
    engine = KnownImages({})
    wanted = request(
        context, dockerfile_content="FROM a\nCOPY --from=b / /\nCOPY --from=a / /b/\nCOPY --from=app:1 / /c/"
    )
    gather(wanted, read_recipe(wanted), engine, None)
    assert sorted(engine.asked) == ["a", "app:1", "b"]


def test_file_of_the_record_is_not_described_again(context: Path) -> None:
    first = collect({}, request(context))
    stat_data = " ".join([*first.stat_data["file"]["a"].split()[:2], *"123"])
    facts = ImageFacts(**{field.name: None for field in fields(ImageFacts)})
    record = Record("f", {"file": {"a": "recorded"}}, {"file": {"a": stat_data}}, facts)
    wanted = request(context)
    again = gather(wanted, read_recipe(wanted), KnownImages({}), record)
    assert again.values["file"]["a"] == first.values["file"]["a"]  # another inode
    assert again.values["file"]["a"] != "recorded"


def test_files_of_named_contexts_are_not_read_again(
    context: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each context has its own files, also where two of them hold the same path and one name begins with the other."""
    for name in ("assets", "assets-more"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "logo").write_text(name)
    monkeypatch.setattr(time, "time_ns", lambda: 2**62)  # long after the files were written
    wanted = request(context, build_contexts={name: f"{tmp_path}/{name}" for name in ("assets", "assets-more")})
    first = collect({}, wanted)
    facts = ImageFacts(**{field.name: None for field in fields(ImageFacts)})
    record = Record("f", first.values, first.stat_data, facts)
    read: list[str] = []

    def digest_file(path: str) -> str:
        read.append(path)
        return "read"

    monkeypatch.setattr(_context, "_digest_file", digest_file)
    assert gather(wanted, read_recipe(wanted), KnownImages({}), record) == first
    assert read == []
    (tmp_path / "assets-more" / "logo").write_text("other")
    again = gather(wanted, read_recipe(wanted), KnownImages({}), record)
    assert read == [f"{tmp_path}/assets-more/logo"]
    assert again.values["build_context"]["assets/logo"] == first.values["build_context"]["assets/logo"]
    assert again.values["build_context"]["assets-more/logo"] == "file 0644 read"


def test_proxies_count_where_they_are_declared_and_are_not_written_down(context: Path) -> None:
    args = {"A": "1", "HTTP_PROXY": "http://u:hush@h", "no_proxy": "x"}
    undeclared = collect({}, request(context, build_args=args)).values
    declared = collect({}, request(context, build_args=args, dockerfile_content="FROM a\nARG HTTP_PROXY")).values
    assert undeclared["build_arg"] == {"A": "1"}
    assert sorted(declared["build_arg"]) == ["A", "HTTP_PROXY"]
    assert declared["build_arg"]["HTTP_PROXY"].startswith("sha256:")
    assert "hush" not in str([declared, undeclared])
