# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of secrets that are known by their form, each with what proves it; no I/O (private to the collection)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Callable, Match, Pattern

from ._secret_proof import is_json_web_token, is_packed_key, is_token

_AFTER = rb"(?![A-Za-z0-9])"


@dataclass(frozen=True)
class Kind:
    """A kind of token: its name, its form, and what `proves` a match.

    Each has a run of at least 20 letters, digits, '_' and '-'. It begins with that run, by one of the pairs of bytes in
    `first`, or the run stands right behind one of the `leads`, of at most 10 bytes.
    """

    name: str
    pattern: Pattern[bytes]
    first: bytes = b""
    leads: tuple[bytes, ...] = ()
    proves: Callable[[Match[bytes]], bool] = is_token


def _token(name: str, first: bytes, pattern: bytes) -> Kind:
    """A token that begins in a way of its own, of a length that its issuer gives it."""
    return Kind(name, re.compile(pattern), first)


def _led(name: str, leads: tuple[bytes, ...], pattern: bytes) -> Kind:
    """A token whose long run stands behind a point, a colon or a slash of its own."""
    return Kind(name, re.compile(pattern), leads=leads)


KINDS = (
    Kind(
        "JSON Web Token",
        re.compile(rb"eyJ[\w-]{12,}\.eyJ[\w-]{8,}\.[\w-]{16,}"),
        b"ey",
        proves=is_json_web_token,
    ),
    _token("AWS access key", b"AK AS", rb"(?:AKIA|ASIA)[A-Z0-9]{16}(?![\w-])"),
    _token("GitHub token", b"gh gi",
           rb"(?:gh[oprsu]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})" + _AFTER),
    _token("GitLab token", b"gl", rb"gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[\w-]{20,64}"),
    _token("Slack token", b"xo xa",
           rb"(?:xox[abeoprs]-(?:[0-9A-Za-z]+-)*|xapp-[0-9]-[A-Z0-9]+-[0-9]+-)[0-9A-Za-z]{10,}"),
    _token("Stripe key", b"sk rk", rb"[rs]k_(?:live|test|prod)_[A-Za-z0-9]{16,247}" + _AFTER),
    _token("Stripe webhook secret", b"wh", rb"whsec_[A-Za-z0-9+/=]{32,}"),
    _token("Google API key", b"AI", rb"AIza[\w-]{35}(?![\w-])"),
    _token("Google client secret", b"GO", rb"GOCSPX-[\w-]{28}"),
    _token("npm token", b"np", rb"npm_[A-Za-z0-9]{36}" + _AFTER),
    _token("PyPI token", b"py", rb"pypi-Ag[\w-]{60,}"),
    _token("Twilio key", b"SK", rb"SK[0-9a-f]{32}" + _AFTER),
    _token("Mailgun key", b"ke", rb"key-[0-9a-f]{32}" + _AFTER),
    _token("Discord bot token", b"MT Mj Mz ND NT Nj Nz OD OT",
           rb"[MNO][A-Za-z0-9_-]{23,27}\.[\w-]{6}\.[\w-]{27,38}(?![\w-])"),
    _token("Hugging Face token", b"hf", rb"hf_[A-Za-z0-9]{34,}" + _AFTER),
    _token("Anthropic or OpenAI key", b"sk",
           rb"sk-(?:(?:ant|proj|svcacct|admin|or)-[\w-]{20,}|[A-Za-z0-9]{32,}" + _AFTER + rb")"),
    _token("Docker Hub token", b"dc", rb"dckr_(?:pat|oat)_[\w-]{27,}"),
    _token("DigitalOcean token", b"do", rb"do[por]_v1_[0-9a-f]{64}" + _AFTER),
    _token("Databricks token", b"da", rb"dapi[0-9a-f]{32}(?:-[0-9])?" + _AFTER),
    _token("Shopify token", b"sh", rb"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}" + _AFTER),
    _token("Square token", b"sq EA", rb"(?:sq0(?:atp|csp|idp)-[\w-]{22,43}|EAAA[\w-]{60})(?![\w-])"),
    _token("Atlassian token", b"AT", rb"AT(?:ATT|CTT)3x[\w=-]{100,}"),
    _token("Grafana token", b"gl", rb"gl(?:sa|c)_[A-Za-z0-9+/=_]{32,}"),
    _token("New Relic key", b"NR", rb"NRAK-[A-Z0-9]{27}" + _AFTER),
    _token("Postman key", b"PM", rb"PMAK-[0-9a-f]{24}-[0-9a-f]{34}" + _AFTER),
    _token("Linear key", b"li", rb"lin_(?:api|oauth)_[A-Za-z0-9]{32,}" + _AFTER),
    _token("RubyGems key", b"ru", rb"rubygems_[0-9a-f]{48}" + _AFTER),
    _token("Sentry token", b"sn", rb"sntry[su]_[A-Za-z0-9+/=_-]{40,}"),
    _token("PlanetScale token", b"ps", rb"pscale_(?:tkn|oauth|pw)_[\w.=-]{32,}"),
    _token("Figma token", b"fi", rb"figd_[\w-]{36,}"),
    _token("age secret key", b"AG", rb"AGE-SECRET-KEY-1[0-9A-Z]{58}" + _AFTER),
    _token("Fly.io token", b"fm", rb"fm[12]_[A-Za-z0-9+/=_]{100,}"),
    _token("Pulumi token", b"pu", rb"pul-[0-9a-f]{40}" + _AFTER),
    _token("Heroku key", b"HR", rb"HRKU-[\w-]{36,}"),
    Kind("private key in Base64", re.compile(rb"LS0tLS1CRUdJTi[A-Za-z0-9+/\n]{60,16000}={0,2}"), b"LS",
         proves=is_packed_key),
    _led("Google access token", (b"ya29.",), rb"ya29\.[\w-]{30,}"),
    _led("SendGrid key", (b"SG.",), rb"SG\.[\w-]{20,24}\.[\w-]{39,50}"),
    _led("Vault token", (b"hvs.", b"hvb.", b"hvr."), rb"hv[bsr]\.[\w-]{24,}"),
    _led("Doppler token", (b"dp.pt.", b"dp.st.", b"dp.ct.", b"dp.sa."), rb"dp\.[pscs][ta]\.[\w.-]{40,}"),
    _led("Terraform Cloud token", (b".atlasv1.",), rb"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,}"),
    _led("Telegram bot token", tuple(b"%d:" % digit for digit in range(10)), rb"[0-9]{8,10}:AA[\w-]{33}(?![\w-])"),
)  # fmt: skip
