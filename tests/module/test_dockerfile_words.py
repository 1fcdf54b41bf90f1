"""The images and stages that a build needs, compared with those that BuildKit itself reads and builds.

Each Dockerfile is given to a build of which the first step fails at once. By then BuildKit has announced every step
that it would take: those of a stage bear the stage's number, and each image and named context that is read is one.

The builds run on an engine of their own: there are Dockerfiles of which an engine dies.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._global_args import Host
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._stages import (
    BuildOptions,
    familiar,
    needed_for,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._image_name import is_reference

from tests.module.random_dockerfile import Case, Generator
from tests.rig.private_engine import PrivateEngine, private_engine

CASES = int(os.environ.get("DOCKERFILE_WORDS_CASES", "150"))
SEED = int(os.environ.get("DOCKERFILE_WORDS_SEED", "20261127"))
AT_ONCE = 4  # builds
LOOK_UPS = 5  # of images that no step reads, for one Dockerfile

IMAGE_STEP = re.compile(r"(?:\[(?:.* )?1/\d+\] )?FROM (\S+?)(?:@sha256:[0-9a-f]{64})?\Z")
CONTEXT_STEP = re.compile(r"\[context (?!\d+/\d+\])(\S+)\] (?!load metadata|load \.dockerignore)")
METADATA = re.compile(r"\[(?:internal|context \S+)\] load metadata for (\S+)\Z")
NOT_THERE = re.compile(r"failed to resolve source metadata for ([^\s:]+(?::[^\s:]+)*): ")
MARK = re.compile(r"\[.*\] WORKDIR /mark-(\d+)\Z")


@dataclass
class Found:
    """What a build reads and builds: images by their whole names, stages by their numbers, contexts by their names."""

    images: set[str] = field(default_factory=set)
    stages: set[int] = field(default_factory=set)
    contexts: set[str] = field(default_factory=set)


@dataclass
class Answer(Found):
    """What BuildKit said: also the images that it looked up, and why the build ended."""

    looked_up: set[str] = field(default_factory=set)
    end: str = ""

    def refused(self, found: Found) -> bool:
        """Whether it did not come as far as the steps, though it looked up no image but those that were `found`."""
        at_steps = "dial tcp 127.0.0.1:1: " in self.end
        absent = {whole_name(name) for name in NOT_THERE.findall(self.end)}  # maybe for another platform
        return "ERROR: " in self.end and not at_steps and absent <= found.images


def whole_name(reference: str) -> str:
    """Return a reference as BuildKit writes it."""
    short: str = familiar(reference)
    first, slash, _rest = short.partition("/")
    if not (slash and ("." in first or ":" in first or first == "localhost")):
        short = "docker.io/" + ("" if slash else "library/") + short
    return short if ":" in short.rpartition("/")[2] else short + ":latest"


def make_archive(path: Path, label: str, references: list[str]) -> None:
    """Write an image with one layer and many names."""
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w") as opened:
        opened.addfile(tarfile.TarInfo("mark-" + label))
    content = layer.getvalue()
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Labels": {"case": label}},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(content).hexdigest()]},
    }
    manifest = [{"Config": "config.json", "RepoTags": references, "Layers": ["layer.tar"]}]
    members = {"config.json": json.dumps(config).encode(), "layer.tar": content}
    with tarfile.open(path, "w") as opened:
        for name, data in {**members, "manifest.json": json.dumps(manifest).encode()}.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            opened.addfile(member, io.BytesIO(data))


def find(case: Case, host: Host) -> tuple[Found, set[str]]:
    """Return what the module finds, and the images as they are written."""
    options = BuildOptions(lambda: host, case.build_args, case.contexts, case.target, case.platform)
    needed = needed_for(case.text, options, with_platforms=True)
    found = Found({whole_name(image) for image in needed.images}, needed.stages, set(map(familiar, needed.contexts)))
    return found, needed.images


def ask(case: Case, folder: Path, environment: dict[str, str]) -> Answer:
    """Return what BuildKit finds."""
    folder.mkdir()
    (folder / "Dockerfile").write_bytes(case.text.encode())
    (folder / "context").mkdir()
    options = [f"--build-arg={name}={value}" for name, value in case.build_args.items()]
    for name, value in case.contexts.items():
        options.append(f"--build-context={name}={folder / 'context' if value == 'FOLDER' else value}")
    options += [f"--target={case.target}"] if case.target else []
    options += [f"--platform={case.platform}"] if case.platform else []
    done = subprocess.run(
        [shutil.which("docker") or "docker", "buildx", "build", "--progress=rawjson", "--output=type=cacheonly",
         f"--file={folder}/Dockerfile", *options, f"{folder}/context"],
        capture_output=True, text=True, check=False,
        env={**os.environ, **environment, "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"},
    )  # fmt: skip
    shutil.rmtree(folder)
    return read_answer(done.stderr)


def read_answer(output: str) -> Answer:
    """Read JSON documents one behind the other, and the text behind them."""
    answer, decoder = Answer(), json.JSONDecoder()
    while output.startswith("{"):
        document, end = decoder.raw_decode(output)
        output = output[end:].lstrip()
        for step in document.get("vertexes") or []:
            name = step["name"]
            for pattern, kept in ((IMAGE_STEP, answer.images), (METADATA, answer.looked_up)):
                kept.update(whole_name(found.group(1)) for found in [pattern.match(name)] if found)
            answer.contexts.update(found.group(1) for found in [CONTEXT_STEP.match(name)] if found)
            answer.stages.update(int(found.group(1)) for found in [MARK.match(name)] if found)
    answer.end = output
    return answer


def explain(case: Case, found: Found, answer: Answer) -> str:
    """Return the differences between both, empty without one."""
    said = [
        f"  {kind}: found {sorted(ours)}, in BuildKit {sorted(theirs)}"
        for kind, ours, theirs in (
            ("images", found.images, answer.images),
            ("stages", found.stages, answer.stages),
            ("named contexts", found.contexts, answer.contexts),
            ("images that are not looked up", found.images - answer.looked_up, set()),
        )
        if ours != theirs
    ]
    return "\n".join([*said, f"  {answer.end[-300:]}", str(case)]) if said else ""


@pytest.fixture
def engine() -> Iterator[PrivateEngine]:
    """An engine for this test alone, without images."""
    with private_engine("trixie", ()) as started:
        yield started


def name_images(engine: PrivateEngine, archive: Path, label: str, references: set[str]) -> None:
    """Give the names in `references` to the small image of this `label`."""
    wanted = {familiar(name) for name in references if is_reference(name) and "@" not in name}
    tags = {name if ":" in name.rpartition("/")[2] else name + ":latest" for name in wanted}
    make_archive(archive, label, sorted(tags))
    engine.docker("image", "load", "--quiet", f"--input={archive}")


def ask_all(cases: list[Case], folder: Path, engine: PrivateEngine) -> list[Answer]:
    """Ask BuildKit about each case, and again where it looked up an image that is not there.

    BuildKit looks up images that no step then reads, such as those in a stage that a named context replaces. Builds
    that run at once have no image and no step in common, since BuildKit announces common ones to both.
    """
    answers: dict[int, Answer] = {}

    def ask_some(places: list[int]) -> None:
        answers.update({place: ask(cases[place], folder / str(place), engine.environment) for place in places})

    waiting = list(range(len(cases)))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(LOOK_UPS):
            list(
                pool.map(ask_some, ([place for place in waiting if place % AT_ONCE == lane] for lane in range(AT_ONCE)))
            )
            absent = {place: NOT_THERE.findall(answers[place].end)[:1] for place in waiting}
            waiting = [place for place, names in absent.items() if names]
            for place in waiting:
                name_images(engine, folder / "images.tar", cases[place].prefix, set(absent[place]))
    return [answers[place] for place in range(len(cases))]


def ask_again_alone(
    cases: list[Case], found: list[tuple[Found, set[str]]], answers: list[Answer], folder: Path, engine: PrivateEngine
) -> None:
    """Ask again where there is a difference: on a busy machine a build that ends late is announced to the next one."""
    for place, (case, answer) in enumerate(zip(cases, answers, strict=True)):
        if not answer.refused(found[place][0]) and explain(case, found[place][0], answer):
            answers[place] = ask(case, folder / f"again-{place}", engine.environment)


def test_random_dockerfiles(engine: PrivateEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    host = Host(*engine.docker("info", "--format={{.ServerVersion}} {{.OSType}}/{{.Architecture}}").split())
    lanes = [f"words{uuid.uuid4().hex[:6]}{lane}" for lane in range(AT_ONCE)]
    generator = Generator(SEED)
    cases = [generator.case(lanes[number % AT_ONCE]) for number in range(CASES)]
    found = [find(case, host) for case in cases]
    for lane in lanes:
        images = [images for case, (_found, images) in zip(cases, found, strict=True) if case.prefix == lane]
        name_images(engine, tmp_path / "images.tar", lane, {f"{lane}context", f"{lane}/c:2"}.union(*images))
    answers = ask_all(cases, tmp_path, engine)
    ask_again_alone(cases, found, answers, tmp_path, engine)
    accepted = [place for place, answer in enumerate(answers) if not answer.refused(found[place][0])]
    texts = [explain(cases[place], found[place][0], answers[place]) for place in accepted]
    differences = [text for text in texts if text]
    with capsys.disabled():
        print(
            f"\n    seed {SEED}: {CASES} Dockerfiles, {CASES - len(accepted)} refused by BuildKit, "
            f"{sum(len(answers[place].images) for place in accepted)} images, "
            f"{sum(len(answers[place].stages) for place in accepted)} stages, {len(differences)} differences"
        )
    assert not differences, f"seed {SEED}: {len(differences)} differences\n" + "\n".join(differences[:5])
    assert len(accepted) > CASES * 0.5
