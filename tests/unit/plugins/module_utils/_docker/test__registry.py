"""What a registry answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._registry import (
    RegistryAnswer,
    ask_registry,
    push_image,
)

DIGEST = "sha256:" + "a" * 64
ARM = {"platform": {"os": "linux", "architecture": "arm", "variant": "v7"}}
INDEX = {"digest": DIGEST, "manifests": [{"platform": {"os": "linux", "architecture": "amd64"}}, ARM, {}]}

# title: (exit code, standard output and standard error), the answer, whether it says what the registry has
ANSWERS: dict[str, tuple[tuple[int, str, str], RegistryAnswer, bool]] = {
    "image": ((0, json.dumps({"digest": DIGEST}), ""), RegistryAnswer(DIGEST), True),
    "index": ((0, json.dumps(INDEX), ""), RegistryAnswer(DIGEST, ("linux/amd64", "linux/arm/v7", "")), True),
    "none": ((1, "", "#1 x\nERROR: r/app:1: not found\n\n"), RegistryAnswer(error="r/app:1: not found"), True),
    "refused": ((1, "", "ERROR: 401 Unauthorized\n"), RegistryAnswer(error="401 Unauthorized"), False),
    "silent": ((1, "", ""), RegistryAnswer(error="it printed nothing"), False),
}


@pytest.mark.parametrize(("done", "answer", "known"), ANSWERS.values(), ids=ANSWERS.keys())
def test_answer(done: tuple[int, str, str], answer: RegistryAnswer, known: bool, docker: Any) -> None:
    docker.answer("buildx imagetools inspect", *done)
    found = ask_registry(Engine(docker.params), "r/app:1")
    assert (found, found.is_known) == (answer, known)


def test_registry_that_does_not_answer(docker: Any) -> None:
    docker.answer("buildx imagetools inspect", seconds=30)
    assert ask_registry(Engine(docker.params), "r/app:1", 1) == RegistryAnswer(error="no answer within 1 seconds")


def test_push_gives_the_digest(docker: Any) -> None:
    docker.answer("image push r/app:1", stdout=f"1: digest: {DIGEST} size: 1\n")
    assert push_image(Engine(docker.params), "r/app:1", 30) == DIGEST


@pytest.mark.parametrize(("code", "stderr", "cause"), [(1, "denied\n", "denied"), (0, "", "it printed nothing")])
def test_push_that_is_refused(code: int, stderr: str, cause: str, docker: Any) -> None:
    docker.answer("image push", code, "", stderr)
    with pytest.raises(ImageError, match=rf"^push: the registry refused r/app:1 or did not answer \({cause}\); log in"):
        push_image(Engine(docker.params), "r/app:1", 30)


def test_push_that_takes_too_long(docker: Any) -> None:
    docker.answer("image push", seconds=30)
    with pytest.raises(ImageError, match=r"^timeout: the push of r/app:1 was cancelled after 1 seconds"):
        push_image(Engine(docker.params), "r/app:1", 1)
