"""Which files that are called like secrets are known to hold none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._secret_content import holds_no_secret, is_judged


def pem(*labels: str) -> bytes:
    return "".join(f"-----BEGIN {one}-----\nMIIBszCCAVmgAwIBAgIUaaaa\n-----END {one}-----\n" for one in labels).encode()


SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$ref": "definitions.json/credentials_definition",
    "title": "Credentials of a mirror",
    "type": "object",
    "required": ["password", "api_token"],
    "properties": {
        "password": {"type": "string", "minLength": 8, "description": "never in a log"},
        "api_token": {"type": "string", "pattern": "^[A-Za-z0-9]{40}$"},
        "private": {"type": "boolean", "default": True},
    },
}
AWS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
PUBLIC = {
    "a bundle of certificates": ("global-bundle.pem", b"# Amazon RDS\n" + pem("CERTIFICATE", "CERTIFICATE")),
    "a public key": ("jwt.pem", pem("PUBLIC KEY")),
    "a public key, called key": ("jwt.key", pem("RSA PUBLIC KEY")),
    "parameters": ("dh.pem", pem("DH PARAMETERS")),
    "a note": ("README.pem", b"Put the certificate here.\n"),
    "nothing": ("empty.pem", b""),
    "a binary keyring": ("archive.gpg", b"\x99\x01\x0d\x04" + bytes(200)),
    "a keyring as a text": ("archive.gpg", pem("PGP PUBLIC KEY BLOCK")),
    "a schema": ("credentials.schema.json", json.dumps(SCHEMA).encode()),
    "a schema of accounts": ("service-account-schema.json", json.dumps(SCHEMA, indent=1).encode()),
    "names of secrets": ("secrets.json", b'{"secrets": ["db", "smtp"], "retries": 3}'),
    "names of secrets in YAML": ("secrets.yaml", b"# what to ask the vault for\nmounts:\n  - db\n  - smtp\n"),
}
SECRET = {
    "a private key": ("server.pem", pem("PRIVATE KEY")),
    "a key behind its certificate": ("server.pem", pem("CERTIFICATE", "RSA PRIVATE KEY")),
    "an encrypted key": ("server.key", pem("ENCRYPTED PRIVATE KEY")),
    "a key of OpenSSH": ("deploy.pem", pem("OPENSSH PRIVATE KEY")),
    "a key of PuTTY's kind": ("deploy.pem", b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAAAA\n"),
    "a block of another kind": ("x.pem", pem("VAULT TOKEN")),
    "a key without a frame": ("fernet.key", b"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=\n"),
    "bytes": ("server.pem", b"\x30\x82\x04\xa4\x02\x01\x00"),
    "a keyring of secret keys": ("archive.gpg", b"\x95\x03\x98\x04" + bytes(200)),
    "an encrypted file": ("passwords.gpg", b"\x85\x01\x0c\x03" + bytes(200)),
    "keys as a text": ("archive.gpg", pem("PGP PRIVATE KEY BLOCK")),
    "an account of Google": ("service-account.json", json.dumps({"private_key": pem("PRIVATE KEY").decode()}).encode()),
    "a client of OAuth": ("credentials.json", b'{"installed": {"client_id": "a", "client_secret": "x"}}'),
    "a key of AWS": ("credentials.json", json.dumps({"aws": [AWS_KEY]}).encode()),
    "no JSON": ("credentials.json", b"password = x"),
    "a password": ("secrets.yml", b"db:\n  password: hunter2\n"),
    "a key in a comment": ("secrets.yml", f"# was {AWS_KEY}\n".encode()),
    "a vault": ("secrets.yml", b"$ANSIBLE_VAULT;1.1;AES256\n" + b"3132333435363738" * 5 + b"\n"),
}


@pytest.mark.parametrize(("name", "content"), PUBLIC.values(), ids=PUBLIC)
def test_public(name: str, content: bytes) -> None:
    assert is_judged(name)
    assert holds_no_secret(name, content)


@pytest.mark.parametrize(("name", "content"), SECRET.values(), ids=SECRET)
def test_secret(name: str, content: bytes) -> None:
    assert is_judged(name)
    assert not holds_no_secret(name, content)


@pytest.mark.parametrize("name", [".env", "id_rsa", "store.p12", "store.jks", "a.json", "secrets.json.py"])
def test_other_names_are_not_judged(name: str) -> None:
    assert not is_judged(name)
    assert not holds_no_secret(name, b"")
