"""What is sent of an image, and in which order."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.sovd.prod_images.plugins.module_utils._publish._packed_image import pack_image
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._push import push_image
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._registry.fake_registry import FakeRegistry
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils.packed_files import pack

from .saved import plain


def test_only_what_lacks_is_sent_and_the_manifest_last(fake: FakeRegistry, tmp_path: Path) -> None:
    saved, image_id = plain(tmp_path / "image.tar", [pack({"a": b"1"}), pack({"b": b"2"})])
    image = pack_image(saved, image_id, str(tmp_path))
    fake.held[f"/v2/team/app/blobs/{image.blobs[0].digest}"] = (image.blobs[0].open().read(), "")
    assert push_image(fake.repository(), image) == image.root
    written = [asked for asked, _login in fake.asked if asked.startswith("PUT")]
    assert len(written) == 3
    assert image.blobs[0].digest.replace(":", "%3A") not in " ".join(written)
    assert written[-1] == f"PUT /v2/team/app/manifests/{image.root.digest}"
    fake.asked.clear()
    push_image(fake.repository(), image)
    assert [asked for asked, _login in fake.asked if not asked.startswith("HEAD")] == written[-1:]
