"""What is found in a text, and where."""

from __future__ import annotations

import marshal

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._secret_search import find_secrets

GITLAB = "glpat-Xk39dfkslE23mmQ8tYz1"
SENDGRID = "SG.Xk39dfkslE23mmQ8tYz1ab.Xk39dfkslE23mmQ8tYz1Xk39dfkslE23mmQ8tYz1abc"
# title: text, the kinds in it
TEXTS: dict[str, tuple[bytes, list[str]]] = {
    "AWS's own example": (b"AKIAIOSFODNN7EXAMPLE", []),
    "a key of AWS": (b"AKIAIOSFODNN7QWERTYZ", ["AWS access key"]),
    "the same inside of a word": (b"XAKIAIOSFODNN7QWERTYZX", []),
    "a row of the same character": (b"ghp_" + b"x" * 36, []),
    "two in one text": (f"{GITLAB} {GITLAB[:-1]}2".encode(), ["GitLab token", "GitLab token"]),
    "behind a text of 20 bytes": (b"a" * 25 + b" " + GITLAB.encode(), ["GitLab token"]),
    "a login in a URL": (b"amqp://shop:Xk39@mq/shop", ["password in a URL"]),
    "a login without a user": (b"redis://:Xk39@cache:6379", ["password in a URL"]),
    "any literal password": (b"https://user:password@host", ["password in a URL"]),
    "a percent sign in a password": (b"https://shop:p%40ss@host", ["password in a URL"]),
    "a reference": (b"https://shop:${PASS}@host https://shop:$PASS@host https://{u}:{p}@host", []),
    "a user alone": (b"https://token@host ssh://git@host:22/a", []),
    "a port and an at sign later": (b"https://host:8080/a@b", []),
    "no URL": (b"a :// b:c@d", []),
    "a time after a URL": (b"see https://host at 10:30@noon", []),
    "a key of PuTTY": (
        b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPublic-Lines: 2\nAAAA\nPrivate-Lines: 1\nAAAA",
        ["private key"],
    ),
    "a public key": (b"-----BEGIN PUBLIC KEY-----\n" + b"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA" * 3, []),
    "a webhook": (b"https://hooks.slack.com/services/T0ABCDEFG/B0ABCDEFGH/Xk39dfkslE23mmQ8tYz1abcd", ["Slack webhook"]),
    "a webhook of the documentation": (
        b"https://hooks.slack.com/services/T00000000/B00000000/" + b"X" * 24, []
    ),
    "a netrc on one line": (b"machine h.internal login bot password Xk39", ["password of a netrc"]),
    "a netrc of a template": (b"machine h.internal login bot password $TOKEN", []),
    "a login of a registry": (b'{"auth": "cm9ib3Q6WGszOQ=="}', ["login of a registry"]),
    "another auth": (b'{"auth": "required"}', []),
}  # fmt: skip


@pytest.mark.parametrize("title", TEXTS)
def test_kinds(title: str) -> None:
    text, kinds = TEXTS[title]
    assert [found.kind for found in find_secrets(text)] == kinds


@pytest.mark.parametrize("secret", [GITLAB, SENDGRID, f"{GITLAB}{GITLAB[6:]}", f"{GITLAB}{GITLAB[6:] * 2}"])
def test_a_token_in_bytecode_is_found(secret: str) -> None:
    """Where it stands behind its type and its length."""
    code = compile(f"a = {secret!r}\nb = {secret!r}", "a.py", "exec")
    kinds = {found.kind for found in find_secrets(b"\0" + marshal.dumps(code))}
    assert kinds <= {"GitLab token", "SendGrid key"}
    assert kinds


def test_a_finding_is_the_secret_where_it_stands() -> None:
    (found,) = find_secrets(b"url=amqp://shop:Xk39@mq/x")
    assert (found.value, found.start, found.user, found.host) == (b"Xk39", 16, b"shop", b"mq")
