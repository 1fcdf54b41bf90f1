"""How cosign is called; tests/module/test_publish_papers.py has the real one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._certificate_identity import (
    CertificateIdentity,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._cosign import Cosign, Signer, signature_tag
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._credentials import Credentials
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._place import Place

from .fake_registry import FakeRegistry

DIGEST = "sha256:" + "a" * 64
SIGNER = Signer("/keys/cosign.key", "hush", ("--timestamp-server-url=https://t.example",))
IDENTITY = CertificateIdentity("ann@example.org", "https://ci.example", trust=("--ca-roots=/r.pem",))


def command(folder: Path, script: str, knows: str) -> str:
    """A cosign that writes down its arguments and environment, and says which option it knows."""
    path = folder / "cosign"
    path.write_text(
        f'#!/bin/sh\ncase $2 in --help) echo "{knows}"; exit ;; esac\n'
        f'echo "$@" >> {folder}/arguments\nenv > {folder}/environment\n'
        f'cat "$DOCKER_CONFIG/config.json" > {folder}/login\n{script}\n',
        encoding="utf-8",
    )
    path.chmod(0o755)
    return str(path)


def cosign(folder: Path, fake: FakeRegistry, script: str = "true", knows: str = "--key") -> Cosign:
    client = fake.client(Credentials("o", "ann", "s"))
    return Cosign(client, Place(fake.host, "team/app"), command(folder, script, knows))


def test_sign(tmp_path: Path, fake: FakeRegistry) -> None:
    cosign(tmp_path, fake).sign([DIGEST, DIGEST], SIGNER)
    name = f"{fake.host}/team/app@{DIGEST}"
    assert (tmp_path / "arguments").read_text(encoding="utf-8").split() == [
        *("sign", "--yes", "--tlog-upload=false", "--key", "/keys/cosign.key"),
        *("--timestamp-server-url=https://t.example", "--allow-http-registry", name, name),
    ]
    assert "hush" not in (tmp_path / "arguments").read_text(encoding="utf-8"), "the list of processes shows it to all"
    assert "COSIGN_PASSWORD=hush\n" in (tmp_path / "environment").read_text(encoding="utf-8")
    assert fake.host in json.loads((tmp_path / "login").read_text(encoding="utf-8"))["auths"]
    folder = next(
        line.partition("=")[2]
        for line in (tmp_path / "environment").read_text(encoding="utf-8").splitlines()
        if line.startswith("DOCKER_CONFIG=")
    )
    assert not Path(folder).exists(), "the login does not stay"
    assert "hush" not in repr(SIGNER)


def test_keyless(tmp_path: Path, fake: FakeRegistry) -> None:
    cosign(tmp_path, fake).sign([DIGEST], Signer(None, identity=IDENTITY))
    assert "--key" not in (tmp_path / "arguments").read_text(encoding="utf-8").split()


def test_version_3_writes_and_reads_what_version_2_does(tmp_path: Path, fake: FakeRegistry) -> None:
    made = cosign(tmp_path, fake, knows="--key='' --use-signing-config=true")
    made.sign([DIGEST], SIGNER)
    made.verify(DIGEST, "k.pub")
    signing, verifying = (tmp_path / "arguments").read_text(encoding="utf-8").splitlines()
    assert "--tlog-upload=false --new-bundle-format=false --use-signing-config=false" in signing
    assert "--new-bundle-format=false" in verifying
    assert "--use-signing-config" not in verifying


@pytest.mark.parametrize("signer", [SIGNER, Signer(None, identity=IDENTITY), replace(SIGNER, identity=IDENTITY)])
def test_check(signer: Signer, tmp_path: Path, fake: FakeRegistry) -> None:
    made, repository = cosign(tmp_path, fake), fake.repository()
    with pytest.raises(ImageError, match="found no signature"):
        made.check(repository, DIGEST, signer, "PEM")
    assert not (tmp_path / "arguments").exists(), "there is nothing to verify"
    fake.held[f"/v2/team/app/manifests/{signature_tag(DIGEST)}"] = (b"{}", "")
    made.check(repository, DIGEST, signer, "PEM")
    asked = (tmp_path / "arguments").read_text(encoding="utf-8").split()
    assert ("--key" in asked) == (signer.identity is None)
    assert ("--certificate-identity=ann@example.org" in asked) == (signer.identity is not None)
    with pytest.raises(ImageError, match="cosign failed"):
        cosign(tmp_path, fake, "exit 1").check(repository, DIGEST, signer, "PEM")


def test_verify_by_an_identity(tmp_path: Path, fake: FakeRegistry) -> None:
    cosign(tmp_path, fake).verify(DIGEST, IDENTITY)
    assert (tmp_path / "arguments").read_text(encoding="utf-8").split() == [
        *("verify", "--certificate-identity=ann@example.org", "--certificate-oidc-issuer=https://ci.example"),
        *("--ca-roots=/r.pem", "--insecure-ignore-tlog=true", "--output=json", "--allow-http-registry"),
        f"{fake.host}/team/app@{DIGEST}",
    ]


def test_public_key(tmp_path: Path, fake: FakeRegistry) -> None:
    assert cosign(tmp_path, fake, "echo PEM").public_key(SIGNER) == "PEM\n"


def test_failures(tmp_path: Path, fake: FakeRegistry) -> None:
    message = rf"^registry {fake.host}: signing {DIGEST}: cosign failed \(Error: no key\); see the key"
    with pytest.raises(ImageError, match=message):
        cosign(tmp_path, fake, "echo 'Error: no key\nmain.go:1' >&2; exit 1").sign([DIGEST], SIGNER)
    missing = Cosign(fake.client(), Place(fake.host, "team/app"), str(tmp_path / "nowhere"))
    with pytest.raises(ImageError, match=r"^cosign: cannot run '.*nowhere' \(No such file"):
        missing.sign([DIGEST], SIGNER)
