"""A docker command without an engine, which keeps its images in a JSON file: `fake_docker.py FOLDER ARGUMENTS`.

It is started some thousand times, so it imports nothing that takes long, pathlib and typing among it.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    State = dict[str, Any]


def main(folder: str, arguments: list[str]) -> int:
    """Write the call down, answer it and return the exit code."""
    with open(f"{folder}/calls", "a") as opened:
        opened.write(json.dumps(arguments) + "\n")
    file = f"{folder}/state.json"
    with open(file) as opened:
        state: State = json.load(opened)
    for begin, code, stdout, stderr, seconds in state["answers"]:
        if arguments[: len(begin)] == begin:
            time.sleep(seconds)
            sys.stdout.write(stdout)
            sys.stderr.write(stderr)
            return int(code)
    answered = ANSWERS.get(tuple(arguments[:2]), succeed)(state, arguments[2:])
    with open(file, "w") as opened:
        json.dump(state, opened)
    return answered


def inspect(state: State, references: list[str]) -> int:
    """Print the documents of the images that are there."""
    ids = [*state["tags"].values(), *state["untagged"]]
    found = [(each, each if each in ids else state["tags"].get(each)) for each in references]
    print(json.dumps([document(state, image) for _reference, image in found if image]))
    for reference, image in found:
        if not image:
            sys.stderr.write(f"Error response from daemon: No such image: {reference}\n")
    return 0 if all(image for _reference, image in found) else 1


def document(state: State, image: str) -> dict[str, object]:
    """Return what an engine says of an image; all that makes it itself follows from its id."""
    return {
        "Id": image,
        "Architecture": "amd64",
        "Os": "linux",
        "Created": image,
        "Config": {"User": "1001"},
        "RootFS": {"Layers": [image]},
        "RepoDigests": state["digests"].get(image, []),
        "RepoTags": [reference for reference, held in state["tags"].items() if held == image],
        "Size": 1000,
    }


def build(state: State, arguments: list[str]) -> int:
    """Make an image of the Dockerfile's instructions, or fail at `RUN false`."""
    if arguments == ["--help"]:
        print("  --check  Shorthand for --call=check")
        return 0
    with open(arguments[arguments.index("--file") + 1]) as dockerfile:
        lines = [line for line in dockerfile if not line.startswith("#")]
    print(f"#4 [1/1] {lines[-1].strip()}")
    if "RUN false\n" in lines:
        print("#4 ERROR: process did not complete: exit code: 1")
        return 1
    if "--tag" in arguments:
        made = "sha256:" + hashlib.sha256("".join(lines).encode()).hexdigest()
        state["tags"][arguments[arguments.index("--tag") + 1]] = made
    return 0


def tag(state: State, arguments: list[str]) -> int:
    """Let a reference point to an image."""
    image, reference = arguments
    before = state["tags"].get(reference)
    state["tags"][reference] = image
    if before and before not in state["tags"].values():
        state["untagged"].append(before)
    return 0


def remove(state: State, arguments: list[str]) -> int:
    """Remove a reference, or an image that has none."""
    state["tags"].pop(arguments[0], None)
    state["untagged"] = [image for image in state["untagged"] if image != arguments[0]]
    return 0


def push(state: State, arguments: list[str]) -> int:
    """Let the registry have an image, by a digest that follows from its id."""
    (reference,) = arguments
    image = state["tags"][reference]
    digest = "sha256:" + hashlib.sha256(image.encode()).hexdigest()
    state["registry"][reference] = digest
    state["digests"][image] = [f"{reference.rpartition(':')[0]}@{digest}"]
    print(f"latest: digest: {digest} size: 1")
    return 0


def ask_registry(state: State, arguments: list[str]) -> int:
    """Print what the registry has."""
    digest = state["registry"].get(arguments[-1])
    if digest:
        print(json.dumps({"digest": digest}))
        return 0
    sys.stderr.write(f"ERROR: {arguments[-1]}: not found\n")
    return 1


def history(_state: State, _arguments: list[str]) -> int:
    """Print one layer."""
    print(json.dumps({"Size": "1000", "CreatedBy": "COPY . /"}))
    return 0


def info(_state: State, _arguments: list[str]) -> int:
    """Print what the engine is."""
    print(json.dumps({"ServerVersion": "27.0.0", "Driver": "overlay2", "DockerRootDir": "/not/here"}))
    return 0


def find_no_file(_state: State, _arguments: list[str]) -> int:
    """Say that the image has no such file."""
    sys.stderr.write("Error response from daemon: Could not find the file in container\n")
    return 1


def succeed(_state: State, _arguments: list[str]) -> int:
    """Do nothing, without a complaint."""
    return 0


ANSWERS: dict[tuple[str, ...], Callable[[State, list[str]], int]] = {
    ("image", "inspect"): inspect,
    ("image", "history"): history,
    ("image", "tag"): tag,
    ("image", "rm"): remove,
    ("image", "push"): push,
    ("buildx", "build"): build,
    ("buildx", "imagetools"): ask_registry,
    ("info", "--format={{json .}}"): info,
    ("container", "cp"): find_no_file,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
