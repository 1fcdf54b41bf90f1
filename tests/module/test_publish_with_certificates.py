"""Certificates of an own authority for an identity, as Fulcio gives them: what counts as signed and may be promoted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._certificate_identity import (
    CertificateIdentity,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._cosign import Cosign, Signer

from tests.module.releases import Stage
from tests.module.small_publication import small_publication
from tests.rig.certificates import Signed, authority
from tests.rig.registry import Registry
from tests.rig.signing import COSIGN_OF, KEY_PASSWORD, certified_key, find_cosign

pytestmark = pytest.mark.slow
PUBLISH, PROMOTE = "sovd.prod_images.image_publish", "sovd.prod_images.image_promote"
ROBOT, ISSUER = "https://ci.example/shop/publish", "https://ci.example"
Play = Callable[..., list[dict[str, Any]]]


def signing(folder: Path, by: Signed, chain: Path, identity: str) -> dict[str, Any]:
    """The options that sign by a key with a certificate for an identity."""
    key, certificate = certified_key(folder, by, identity, ISSUER)
    arguments = [f"--certificate={certificate}", f"--certificate-chain={chain}"]
    return {"sign": "key", "sign_key": str(key), "sign_key_password": KEY_PASSWORD, "sign_arguments": arguments}


@pytest.fixture
def publish(on_the_engine: None, tls_shop: Registry, tmp_path: Path) -> dict[str, Any]:
    """The options that publish a small image."""
    del on_the_engine
    return {**small_publication(tls_shop, "certified/", tmp_path), "tags": ["1.0"]}


def test_only_the_identity_counts(tls_shop: Registry, publish: dict[str, Any], play: Play, tmp_path: Path) -> None:
    own, other = authority(tmp_path, "own"), authority(tmp_path, "other")
    trust = {"ca_roots": str(tmp_path / "own.pem"), "insecure_ignore_sct": True}
    whose = {"certificate_identity": ROBOT, "certificate_oidc_issuer": ISSUER, **trust}
    robot = signing(tmp_path / "robot", own, tmp_path / "own.pem", ROBOT)
    stranger = signing(tmp_path / "stranger", other, tmp_path / "other.pem", ROBOT)
    bare, by_other, first, second, nobody = play(
        {PUBLISH: {**publish, **robot, **whose, "sign_arguments": []}},
        {PUBLISH: {**publish, **stranger, **whose}},
        {PUBLISH: {**publish, **robot, **whose}},
        {PUBLISH: {**publish, **robot, **whose}},
        {PUBLISH: {**publish, "sign": "keyless"}},
    )
    for told in (bare["msg"], by_other["msg"]):
        assert told.startswith("certificate_identity: the signature of sha256:"), told
        assert f" that was just made is none by {ROBOT} of {ISSUER} (" in told
    # The key's own signature and the stranger's do not count, although the image has both.
    kinds = [(reason["kind"], reason["after"]) for reason in first["reasons"] if reason["kind"] != "paper"]
    signature, digest = ("signature", f"{ROBOT} of {ISSUER}"), first["digest"]
    assert kinds == [signature, signature, ("tag", digest)], first
    assert (second["changed"], second["digest"]) == (False, digest)
    assert nobody["msg"].startswith(
        "certificate_identity: found nothing with sign 'keyless'; name whom the token names"
    )

    kept = ("name", "registry_username", "registry_password", "registry_ca_path", "cosign", "tags")
    promote = {**{name: publish[name] for name in kept}, "to": f"{publish['name']}-live", "digest": digest}
    wanted = {"papers": ["spdx"], **whose}
    both, refused, promoted = play(
        {PROMOTE: {**promote, "policy": {**wanted, "key": "cosign.pub"}}},
        {PROMOTE: {**promote, "policy": {**wanted, "certificate_identity": f"{ROBOT}/more"}}},
        {PROMOTE: {**promote, "policy": wanted}},
    )
    assert both["msg"].startswith("policy: found policy.key and policy.certificate_identity; name who signs by one of")
    assert f"may not be promoted: found no signature of the image by {ROBOT}/more of {ISSUER} (" in refused["msg"]
    assert promoted["papers"] == second["papers"], promoted
    assert Stage(tls_shop, promote["to"].partition("/")[2]).held("1.0") == digest


@pytest.mark.parametrize("version", list(COSIGN_OF))
def test_other_authority_and_key_alone(version: int, tls_shop: Registry, tmp_path: Path) -> None:
    stage, place = Stage(tls_shop, f"certified/by-{version}"), tmp_path / "own.pem"
    cosign = Cosign(stage.repository.client, stage.repository.place, find_cosign(version))
    whose = CertificateIdentity(ROBOT, ISSUER, trust=(f"--ca-roots={place}", "--insecure-ignore-sct=true"))
    for name, answer in {"own": "", "other": "unknown authority", "none": "no matching signatures"}.items():
        image = stage.image(f"signed by {name}")
        by = authority(tmp_path, name)
        options = signing(tmp_path / name, by, tmp_path / f"{name}.pem", ROBOT)
        arguments = () if name == "none" else tuple(options["sign_arguments"])
        cosign.sign([image.digest], Signer(options["sign_key"], KEY_PASSWORD, arguments))
        if answer:
            with pytest.raises(ImageError, match=answer):
                cosign.verify(image.digest, whose)
            continue
        assert image.digest in cosign.verify(image.digest, whose)
        part = CertificateIdentity("shop", ISSUER, matches=True, trust=whose.trust)
        for wrong in (replace(whose, identity=f"{ROBOT}/more"), replace(whose, issuer=f"{ISSUER}/more"), part):
            with pytest.raises(ImageError, match="none of the expected identities matched"):
                cosign.verify(image.digest, wrong)
