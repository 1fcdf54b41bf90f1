"""Whose certificate counts; tests/module/test_publish_with_certificates.py has the real cosign."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._certificate_identity import (
    CERTIFICATE_OPTIONS,
    CertificateIdentity,
)
from ansible_collections.sovd.prod_images.plugins.modules import image_promote, image_publish

WHO = {"certificate_identity": "ann@example.org", "certificate_oidc_issuer": "https://ci.example"}
NAMES = ["--certificate-identity=ann@example.org", "--certificate-oidc-issuer=https://ci.example"]


def identity(**given: Any) -> CertificateIdentity | None:
    options = {name: option.get("default") for name, option in CERTIFICATE_OPTIONS.items()}
    return CertificateIdentity.of({**options, **given}, "policy.")


def test_each_option_is_documented() -> None:
    publish = yaml.safe_load(image_publish.DOCUMENTATION)["options"]
    policy = yaml.safe_load(image_promote.DOCUMENTATION)["options"]["policy"]["suboptions"]
    for name, option in CERTIFICATE_OPTIONS.items():
        for documented in (publish[name], policy[name]):
            assert {**option, "description": documented["description"]} == documented


def test_nothing_is_nobody() -> None:
    assert identity() is None
    assert identity(certificate_identity="", ca_roots=None) is None


def test_arguments(tmp_path: Path) -> None:
    roots, chain = tmp_path / "roots.pem", tmp_path / "chain.pem"
    roots.touch()
    chain.touch()
    made = identity(**WHO)
    assert made
    assert (made.arguments, str(made)) == (NAMES, "ann@example.org of https://ci.example")
    own = identity(**WHO, ca_roots=str(roots), ca_intermediates=str(chain), insecure_ignore_sct=True)
    assert own
    trust = [f"--ca-roots={roots}", f"--ca-intermediates={chain}", "--insecure-ignore-sct=true"]
    assert own.arguments == [*NAMES, *trust]
    timed = identity(**WHO, certificate_chain=str(roots), timestamp_certificate_chain=str(chain))
    assert timed
    assert timed.arguments == [*NAMES, f"--certificate-chain={roots}", f"--timestamp-certificate-chain={chain}"]


def test_expression_has_to_match_the_whole_name() -> None:
    made = identity(certificate_identity_regexp="https://ci/.*|ann", certificate_oidc_issuer="https://ci.example")
    assert made
    assert made.arguments == ["--certificate-identity-regexp=^(?:https://ci/.*|ann)$", NAMES[1]]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"certificate_identity": "a"}, ["certificate_oidc_issuer: found nothing beside policy.certificate_identity;"]),
        (
            {"certificate_oidc_issuer": "i"},
            ["certificate_identity: found nothing beside policy.certificate_oidc_issuer"],
        ),
        ({"ca_roots": "/r"}, ["certificate_identity: found nothing beside policy.ca_roots; name whose certificate"]),
        ({"insecure_ignore_sct": True}, ["certificate_identity: found nothing beside policy.insecure_ignore_sct;"]),
        (
            {**WHO, "certificate_identity_regexp": "b"},
            ["certificate_identity: found beside policy.certificate_identity_regexp"],
        ),
        ({**WHO, "ca_intermediates": "/i"}, ["ca_roots: found nothing beside policy.ca_intermediates; name the roots"]),
        (
            {"ca_intermediates": "/i", "certificate_chain": "/c"},
            [
                "certificate_identity: found nothing beside policy.ca_intermediates",
                "policy.certificate_chain: found beside policy.ca_intermediates; a chain holds",
                "policy.ca_roots: found nothing beside policy.ca_intermediates",
            ],
        ),
        (
            {**WHO, "ca_roots": "/r", "ca_intermediates": "/i", "certificate_chain": "/c"},
            ["certificate_chain: found beside policy.ca_roots and policy.ca_intermediates; a chain holds"],
        ),
        ({**WHO, "ca_roots": "/no/such"}, ["ca_roots: found no file '/no/such'; put the certificates there, as PEM"]),
    ],
)
def test_what_does_not_go_together(given: dict[str, Any], told: list[str]) -> None:
    with pytest.raises(ImageError) as raised:
        identity(**given)
    message = str(raised.value)
    assert message.startswith("policy." + told[0]), message
    for each in told[1:]:
        assert each in message
