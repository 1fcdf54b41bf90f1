"""Which tags have to be written, and which must not."""

from __future__ import annotations

import json

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._tag_plan import (
    TagPlan,
    WantedTags,
    is_image,
    plan_tags,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import OCI_MANIFEST, Manifest

ID = "sha256:" + "a" * 64


def manifest(config: str, note: str = "") -> Manifest:
    return Manifest(OCI_MANIFEST, json.dumps({"config": {"digest": config}, "note": note}).encode())


OURS, OURS_BY_ANOTHER, OTHER = manifest(ID), manifest(ID, "packed in another way"), manifest("sha256:other")
WANTED = WantedTags.of(["1"], ["latest"])

# title: what the two tags hold, the manifest that is known, the tags to write
PLANS: dict[str, tuple[dict[str, Manifest | None], TagPlan]] = {
    "nothing there": ({"1": None, "latest": None}, TagPlan(None, {"1": None, "latest": None})),
    "all there": ({"1": OURS, "latest": OURS}, TagPlan(OURS, {})),
    "one lacks": ({"1": None, "latest": OURS}, TagPlan(OURS, {"1": None})),
    "one moves": ({"1": OURS, "latest": OTHER}, TagPlan(OURS, {"latest": OTHER.digest})),
    "the first one counts": ({"1": OURS, "latest": OURS_BY_ANOTHER}, TagPlan(OURS, {"latest": OURS_BY_ANOTHER.digest})),
    "new and moves": ({"1": None, "latest": OTHER}, TagPlan(None, {"1": None, "latest": OTHER.digest})),
}


@pytest.mark.parametrize(("held", "plan"), PLANS.values(), ids=PLANS.keys())
def test_plan(held: dict[str, Manifest | None], plan: TagPlan) -> None:
    assert plan_tags("r.example/app", ID, WANTED, held) == plan


@pytest.mark.parametrize("latest", [None, OURS])
def test_tag_that_must_not_move(latest: Manifest | None) -> None:
    message = rf"^tags: found another image than .* under r\.example/app:1 \({OTHER.digest}\); take a new tag"
    with pytest.raises(ImageError, match=message):
        plan_tags("r.example/app", ID, WANTED, {"1": OTHER, "latest": latest})


def test_image_is_known_by_manifest_or_configuration() -> None:
    assert is_image(OURS, ID)
    assert is_image(OTHER, OTHER.digest)
    assert not is_image(OTHER, ID)
    assert not is_image(Manifest(OCI_MANIFEST, b"{}"), ID)


def test_wanted_tags() -> None:
    wanted = WantedTags.of(["1", "1"], ["latest", "1"], ["abc"])
    assert wanted == WantedTags(("abc", "1", "latest"), frozenset({"latest", "1"}))
    with pytest.raises(ImageError, match=r"^tags: found none"):
        WantedTags.of([], [])
    for option, given in (("tags", (["a b"], [])), ("moving_tags", (["1"], [":x"]))):
        with pytest.raises(ImageError, match=rf"^{option}: found '.*', which is not an image tag"):
            WantedTags.of(*given)
