"""Of 200 secrets of 20 kinds in layers, deleted layers, environment and history, none is missed."""

from __future__ import annotations

import io
import re
import tarfile
from collections import Counter

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._contents import Allowed, describe
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._contract import read_contract
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._file_secrets import SecretRules
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._layers import Layer, read_layer
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._secret_claims import secret_claims
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._verify.planted_secrets import (
    KINDS,
    PLACES,
    Secret,
    plant,
)
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._verify.test__contract import NUMBERS

CONTRACT = read_contract(NUMBERS)


def layer(files: dict[str, str]) -> Layer:
    """A layer as the engine packs it, read as the module reads it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for path, text in files.items():
            member = tarfile.TarInfo(path.lstrip("/"))
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return read_layer(io.BytesIO(packed.getvalue()), SecretRules())


def missed(secrets: list[Secret]) -> list[tuple[str, str, str]]:
    """Those that no finding names, after a gate has looked at an image that holds them all."""
    files = {place: {each.name: each.text for each in secrets if each.place == place} for place in PLACES}
    gone = {"{0}/.wh.{2}".format(*path.rpartition("/")): "" for path in files["deleted"]}
    contents = describe([layer(files["layer"]), layer(files["deleted"]), layer(gone)], "1001", Allowed())
    steps = [each.text for each in secrets if each.place == "history"]
    claims = secret_claims({"env": files["environment"]}, contents, steps[::-1], CONTRACT)
    found = {claim.claim: [finding.what for finding in claim.findings] for claim in claims}
    layers = [what.split(" in ")[-1].split(" of layer ")[0] for what in found["no secret in the layers"]]
    names = {
        "layer": layers,
        "deleted": layers,
        "environment": [what.split(" (")[0] for what in found["no secret in the environment"]],
        "history": re.findall(r" in step ([0-9]+)", "\n".join(found["no secret in the history"])),
    }
    numbers = {id(each): str(steps.index(each.text) + 1) for each in secrets if each.place == "history"}
    return [
        (each.kind, each.place, each.text)
        for each in secrets
        if (numbers[id(each)] if each.place == "history" else each.name) not in names[each.place]
    ]


@pytest.mark.parametrize("seed", range(3))
def test_none_of_200_is_missed(seed: int) -> None:
    secrets = plant(seed)
    assert len(secrets) == 200
    assert len(KINDS) == 20
    assert Counter(each.kind for each in secrets) == dict.fromkeys(KINDS, 10)
    assert {each.place for each in secrets} == {*PLACES}
    assert missed(secrets) == []
