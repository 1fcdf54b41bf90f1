"""The order of a promotion: judged, brought, tagged at last."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._release_policy import ReleasePolicy
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._release_promotion import ReleasePromotion
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._tag_plan import WantedTags
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._transfer import Transfer
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._registry.fake_registry import FakeRegistry

from .promoted import put_image, put_paper, repository

WANTED = WantedTags.of(["1"], ["production"])
POLICY = ReleasePolicy(None, ("spdx",))


def promotion(fake: FakeRegistry, check_mode: bool = False) -> ReleasePromotion:
    nobody: Any = None
    made = Transfer(repository(fake), repository(fake), nobody)
    return ReleasePromotion(made, POLICY, nobody, nobody, check_mode)


def test_check_mode_says_what_a_run_does_and_the_next_run_does_nothing(fake: FakeRegistry) -> None:
    image = put_image(repository(fake))
    put_paper(repository(fake), image)
    writes = len([asked for asked, _login in fake.asked if not asked.startswith(("GET", "HEAD"))])
    predicted, first, second = (promotion(fake, mode).run(image.digest, WANTED) for mode in (True, False, False))
    assert predicted == first
    assert [(each["kind"], each["name"]) for each in first.reasons] == [("tag", "1"), ("tag", "production")]
    assert (second.reasons, second.papers) == ([], first.papers)
    assert len([asked for asked, _login in fake.asked if not asked.startswith(("GET", "HEAD"))]) == writes + 2


def test_what_is_refused_writes_no_tag(fake: FakeRegistry) -> None:
    image = put_image(repository(fake))
    with pytest.raises(ImageError, match=r"policy\.papers has spdx, found none"):
        promotion(fake).run(image.digest, WANTED)
    assert repository(fake).manifest("1") is None


def test_tag_that_somebody_else_writes_at_the_same_time(fake: FakeRegistry) -> None:
    image = put_image(repository(fake))
    put_paper(repository(fake), image)
    for _asked in ("when it is planned", "before it is written"):
        fake.answer("GET /v2/team/app/manifests/1", 404)
    fake.answer("GET /v2/team/app/manifests/1", 200, put_image(repository(fake), "b").content)
    with pytest.raises(ImageError, match=r"^tags: found sha256:\w+ under .*/team/app:1, which somebody else writes"):
        promotion(fake).run(image.digest, WANTED)
