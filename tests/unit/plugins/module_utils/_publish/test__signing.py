"""Who signs, and what counts as signed; tests/module/test_publish_papers.py has the real command."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._signing import Signing
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._certificate_identity import (
    CertificateIdentity,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._cosign import Cosign, Signer, signature_tag
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._place import Place
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import OCI_MANIFEST
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._registry.fake_registry import FakeRegistry

DIGEST = "sha256:" + "a" * 64
SIGNER = Signer("/keys/cosign.key")
KEYLESS = Signer(None, identity=CertificateIdentity("ann@example.org", "https://ci.example"))


def signing(folder: Path, fake: FakeRegistry, signer: Signer = SIGNER) -> Signing:
    """Somebody who signs by a cosign that writes down what it is asked, and verifies what it has signed."""
    path = folder / "cosign"
    path.write_text(
        f'#!/bin/sh\ntest "$2" = --help && exit\necho "$1" >> {folder}/asked\n'
        f"case $1 in verify) grep -q sign {folder}/asked ;; esac\n",
        encoding="utf-8",
    )
    path.chmod(0o755)
    command = Cosign(fake.client(), Place(fake.host, "team/app"), str(path))
    fake.held[f"/v2/team/app/manifests/{signature_tag(DIGEST)}"] = (b"{}", OCI_MANIFEST)
    return Signing(command, signer, fake.repository())


def asked(folder: Path) -> list[str]:
    return (folder / "asked").read_text(encoding="utf-8").split()


def test_each_question_is_asked_once(tmp_path: Path, fake: FakeRegistry) -> None:
    made = signing(tmp_path, fake)
    assert not made.is_signed(DIGEST)
    assert not made.is_signed(DIGEST)
    assert asked(tmp_path).count("verify") == asked(tmp_path).count("public-key") == 1
    made.sign([DIGEST])
    assert made.is_signed(DIGEST)
    assert asked(tmp_path).count("verify") == 2
    assert made.name == "/keys/cosign.key"


def test_without_a_key_the_identity_has_to_have_signed(tmp_path: Path, fake: FakeRegistry) -> None:
    made = signing(tmp_path, fake, KEYLESS)
    assert (made.is_signed(DIGEST), made.name) == (False, "ann@example.org of https://ci.example")
    made.sign([DIGEST])
    assert made.is_signed(DIGEST)
    assert asked(tmp_path) == ["verify", "sign", "verify"]


@pytest.mark.parametrize(
    ("signer", "told"),
    [
        (SIGNER, "sign_key: the signature of sha256:a+ that /keys/cosign.key has just made"),
        (
            KEYLESS,
            r"certificate_identity: the signature of sha256:a+ that was just made is none by ann@example.org .*got bob",
        ),
    ],
)
def test_signature_that_does_not_verify(signer: Signer, told: str, tmp_path: Path, fake: FakeRegistry) -> None:
    made = signing(tmp_path, fake, signer)
    script = "#!/bin/sh\ntest $1 != verify || { echo Error: got bob >&2; exit 1; }\n"
    (tmp_path / "cosign").write_text(script, encoding="utf-8")
    with pytest.raises(ImageError, match="^" + told):
        made.sign([DIGEST])
