"""A tag that two want to give at once."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._tag_writing import write_tag
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import OCI_MANIFEST, Manifest
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._registry.fake_registry import FakeRegistry

OURS, OTHER = (Manifest(OCI_MANIFEST, content) for content in (b'{"own": 1}', b'{"other": 1}'))
TAG = "/v2/team/app/manifests/1.0"


@pytest.mark.parametrize(("there", "moving"), [(None, ()), (OURS, ()), (OTHER, ("1.0",))])
def test_tag_is_written(there: Manifest | None, moving: tuple[str, ...], fake: FakeRegistry) -> None:
    if there:
        fake.held[TAG] = (there.content, OCI_MANIFEST)
    write_tag(fake.repository(), OURS, "1.0", moving)
    assert fake.repository().manifest("1.0") == OURS


def test_tag_that_somebody_has_written_meanwhile_stays(fake: FakeRegistry) -> None:
    fake.held[TAG] = (OTHER.content, OCI_MANIFEST)
    with pytest.raises(ImageError, match=rf"^tags: found {OTHER.digest} under .*/team/app:1\.0, .* since this task"):
        write_tag(fake.repository(), OURS, "1.0", ("latest",))
    assert fake.repository().manifest("1.0") == OTHER


@pytest.mark.parametrize("left", [OTHER, None])
def test_tag_that_somebody_writes_at_once_is_told(left: Manifest | None, fake: FakeRegistry) -> None:
    for status, content in ((404, b""), (200, left.content) if left else (404, b"")):
        fake.answer(f"GET {TAG}", status, content, Content_Type=OCI_MANIFEST)
    told = f"^tags: found {left.digest if left else 'nothing'} under .*, which somebody else writes at the same time"
    with pytest.raises(ImageError, match=told):
        write_tag(fake.repository(), OURS, "1.0", ())
