"""What proves a secret: what decodes, what looks drawn by chance, and what stands for one."""

from __future__ import annotations

import base64
import re

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify import _secret_proof as proof

KEY = base64.b64encode(bytes(range(48))).decode()
# title: the body of a PEM block, whether it is a key
BODIES = {
    "on one line": (KEY, True),
    "on several": (f"\n{KEY[:20]}\n{KEY[20:40]}\r\n{KEY[40:]}\n", True),
    "as JSON writes it": (rf"\n{KEY[:20]}\n{KEY[20:]}\n", True),
    "as source code joins it": (f'\\n"\n  "{KEY[:20]}\\n" +\n  "{KEY[20:]}', True),
    "encrypted, with headers": (f"\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A\n\n{KEY}\n", True),
    "of OpenPGP, with a checksum": (f"\nVersion: 1\n\n{KEY}\n=abcd\n", True),
    "words": ("\nput your private key here and nothing else than that, please, really\n", False),
    "dots": ("\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC...\n", False),
    "too short": (f"\n{KEY[:40]}\n", False),
    "one byte again and again": ("\n" + "A" * 64 + "\n", False),
}


@pytest.mark.parametrize("title", BODIES)
def test_private_key(title: str) -> None:
    body, is_key = BODIES[title]
    found = re.match(rb"(?P<body>[\s\S]*)", body.encode())
    assert found is not None
    assert proof.is_private_key(found) is is_key


def part(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


TOKENS = [
    ('{"alg":"HS256"}', '{"sub":"shop"}', True),
    ('{"typ":"JWT"}', '{"sub":"shop"}', False),
    ('{"alg":"HS256"}', "no JSON", False),
    ('{"alg":"HS256"}', '["a"]', False),
    ('{"alg":"HS256"}', '{"sub":"1234567890","name":"John Doe"}', False),
    ('{"alg":"HS256"}', '{"some":"payload"}', False),
]


@pytest.mark.parametrize(("head", "claims", "is_token"), TOKENS)
def test_json_web_token(head: str, claims: str, is_token: bool) -> None:
    found = re.match(rb".*", f"{part(head)}.{part(claims)}.c2ln".encode())
    assert found is not None
    assert proof.is_json_web_token(found) is is_token


@pytest.mark.parametrize("value", [b"Xk39dfkslE23", b"0f1e2d3c4b5a6978", b"a1!b2@c3#d4"])
def test_random(value: bytes) -> None:
    assert proof.is_random(value)


@pytest.mark.parametrize(
    "value", [b"password", b"correcthorsebattery", b"aaaaaaaa1", b"abcd1234efgh", b"12345678", b"get_token_2"]
)
def test_not_random(value: bytes) -> None:
    assert not proof.is_random(value)


@pytest.mark.parametrize(
    "value",
    [
        "$TOKEN",
        "${TOKEN}",
        "${TOKEN:-x}",
        "$(cat /run/x)",
        "$(cat",
        "%(password)s",
        "{password}",
        "{{ password }}",
        "<password>",
        "***",
        "xxx",
        "X" * 4,
        "...",
        "[password]",
        "%s",
    ],
)
def test_reference(value: str) -> None:
    assert proof.is_reference(value.encode())


@pytest.mark.parametrize("value", ["pa$$w0rd", "p%40ss", "50%", "x", "a{1}b", "$2b$12$abcdef"])
def test_no_reference(value: str) -> None:
    assert not proof.is_reference(value.encode())


PASSWORDS = [
    ("shop", "Xk39", "db.internal", True),
    ("shop", "hunter2", "db", True),
    ("shop", "pa$$w0rd", "db", True),
    ("user", "password", "db.internal", False),
    ("shop", "shop", "db", False),
    ("shop", "Xk39", "localhost", False),
    ("shop", "Xk39", "127.0.0.1:5432", False),
    ("shop", "Xk39", "host:80", False),
    ("shop", "Xk39", "example.com", False),
    ("shop", "Xk39", "db.example.org", False),
    ("shop", "${PASS}", "db", False),
    ("<user>", "Xk39", "db", False),
    ("shop", "Xk39", "hosting.internal", True),
    ("shop", "yourpassword", "db", False),
]


@pytest.mark.parametrize(("user", "password", "host", "real"), PASSWORDS)
def test_real_password(user: str, password: str, host: str, real: bool) -> None:
    assert proof.is_real_password(user.encode(), password.encode(), host.encode()) is real


@pytest.mark.parametrize(
    ("login", "real"),
    [("robot:Xk39", True), ("robot", False), ("robot:password", False), (":x", False), ("r:\xff", False)],
)
def test_login(login: str, real: bool) -> None:
    assert proof.is_login(base64.b64encode(login.encode("latin-1"))) is real


def test_entropy() -> None:
    assert proof.entropy(b"aaaa") == 0
    assert proof.entropy(b"abab") == 1
    assert proof.entropy(bytes(range(256))) == 8
