"""Each kind is found by the bytes that its search begins with."""

from __future__ import annotations

import base64

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._secret_kinds import KINDS, Kind
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._secret_search import find_tokens

B62, HEX, UPPER = "Xk39dfkslE23mmQ8tYz1" * 6, "0f1e2d3c4b5a69788796" * 5, "Q3EGRIB7XZ4K2WM5" * 4
EXAMPLES = {
    "JSON Web Token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJzaG9wIn0.c2lnbmF0dXJlLW9mLXRlc3Q",
    "AWS access key": "AKIA" + UPPER[:16],
    "GitHub token": "gho_" + B62[:36],
    "GitLab token": "glrt-" + B62[:20],
    "Slack token": "xoxp-" + B62[:24],
    "Stripe key": "rk_live_" + B62[:24],
    "Stripe webhook secret": "whsec_" + B62[:32],
    "Google API key": "AIza" + B62[:35],
    "Google client secret": "GOCSPX-" + B62[:28],
    "npm token": "npm_" + B62[:36],
    "PyPI token": "pypi-AgEIcHlwaS5vcmc" + B62[:70],
    "Twilio key": "SK" + HEX[:32],
    "Mailgun key": "key-" + HEX[:32],
    "Discord bot token": "MTA" + B62[:22] + "." + B62[:6] + "." + B62[:30],
    "Hugging Face token": "hf_" + B62[:34],
    "Anthropic or OpenAI key": "sk-ant-api03-" + B62[:90],
    "Docker Hub token": "dckr_pat_" + B62[:27],
    "DigitalOcean token": "dop_v1_" + HEX[:64],
    "Databricks token": "dapi" + HEX[:32],
    "Shopify token": "shpat_" + HEX[:32],
    "Square token": "sq0atp-" + B62[:22],
    "Atlassian token": "ATATT3x" + B62[:110],
    "Grafana token": "glsa_" + B62[:40],
    "New Relic key": "NRAK-" + UPPER[:27],
    "Postman key": f"PMAK-{HEX[:24]}-{HEX[:34]}",
    "Linear key": "lin_api_" + B62[:40],
    "RubyGems key": "rubygems_" + HEX[:48],
    "Sentry token": "sntrys_" + B62[:60],
    "PlanetScale token": "pscale_tkn_" + B62[:43],
    "Figma token": "figd_" + B62[:40],
    "age secret key": "AGE-SECRET-KEY-1" + UPPER[:58],
    "Fly.io token": "fm2_" + B62[:110],
    "Pulumi token": "pul-" + HEX[:40],
    "Heroku key": "HRKU-" + B62[:60],
    "private key in Base64": base64.b64encode(b"-----BEGIN RSA PRIVATE KEY-----" + B62[:90].encode()).decode(),
    "Google access token": "ya29." + B62[:60],
    "SendGrid key": f"SG.{B62[:22]}.{B62[:43]}",
    "Vault token": "hvs." + B62[:90],
    "Doppler token": "dp.pt." + B62[:43],
    "Terraform Cloud token": f"{B62[:14]}.atlasv1.{B62[:67]}",
    "Telegram bot token": "123456789:AA" + B62[:33],
}


def test_each_kind_has_an_example() -> None:
    assert sorted(EXAMPLES) == sorted(kind.name for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_example_is_found_and_nothing_like_it(kind: Kind) -> None:
    secret = EXAMPLES[kind.name]
    for text in (secret, f'key = "{secret}"\n', f"/{secret} ", f"a={secret}"):
        assert {found.kind for found in find_tokens(text.encode())} == {kind.name}, text
    assert [*find_tokens(secret[:12].encode() + b"x" * 120)] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_begins_with_its_run_or_behind_a_lead(kind: Kind) -> None:
    assert bool(kind.first) != bool(kind.leads)
    assert all(len(pair) == 2 for pair in kind.first.split())
    assert all(len(lead) <= 10 for lead in kind.leads)
