"""The secrets of a file: by name, form and place, of any size."""

from __future__ import annotations

import hashlib
import io
from typing import IO, Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify import _file_secrets
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._file_secrets import (
    FileSecrets,
    SecretRules,
    compile_rules,
    is_published,
    read_secrets,
)

SITE = "/venv/lib/python3.11/site-packages"
URL = b"db = 'postgres://shop:Xk39dfksl2E9@db.internal/shop'"
DOCUMENTED = b"db = 'postgres://scott:tiger@db.internal/shop'"
NAMED = b'SECRET_KEY = "Xk39dfkslE23mmQ8"'
TOKEN = b"glpat-Xk39dfkslE23mmQ8tYz1"


def kinds(content: bytes, path: str, rules: SecretRules | None = None) -> set[str]:
    return {kind for kind, _digest in read_secrets(io.BytesIO(content), path, rules or SecretRules()).found}


@pytest.mark.parametrize(
    ("path", "content", "found"),
    [
        ("/srv/a.py", TOKEN, {"GitLab token"}),
        (f"{SITE}/a.py", TOKEN, {"GitLab token"}),
        ("/srv/a.py", URL, {"password in a URL"}),
        (f"{SITE}/a.py", URL, {"password in a URL"}),
        ("/srv/a.py", DOCUMENTED, {"password in a URL"}),
        (f"{SITE}/a.py", DOCUMENTED, set()),
        ("/srv/a.py", NAMED, {"value with the name of a secret"}),
        (f"{SITE}/a.py", NAMED, set()),
        ("/srv/a.bin", b"\0" + NAMED, set()),
        ("/srv/.env", b"A=1", {"environment file"}),
        ("/srv/.env", TOKEN, {"GitLab token"}),
        ("/srv/a.so", TOKEN, {"GitLab token"}),
        ("/srv/a.so.1", b"\x7fELF" + TOKEN, set()),
        ("/srv/a", b"\x7fELF\0" + TOKEN, {"GitLab token"}),
    ],
)
def test_by_place(path: str, content: bytes, found: set[str]) -> None:
    assert kinds(content, path) == found


@pytest.mark.parametrize(
    "path",
    [
        f"{SITE}/a.py",
        "/usr/lib/a",
        "/lib/a",
        "/usr/share/doc/a",
        "/var/lib/dpkg/info/a.md5sums",
        "/app/node_modules/a/b.js",
    ],
)
def test_published(path: str) -> None:
    assert is_published(path)


@pytest.mark.parametrize("path", ["/srv/lib/a", "/app/usr/lib/a", "/etc/a", "/home/a/share/b"])
def test_not_published(path: str) -> None:
    assert not is_published(path)


def test_digests_of_the_secret_and_of_the_file() -> None:
    found = read_secrets(io.BytesIO(b"x " + TOKEN), "/a", SecretRules())
    secret, file = (hashlib.sha256(each).hexdigest() for each in (TOKEN, b"x " + TOKEN))
    assert found == FileSecrets(frozenset({("GitLab token", secret)}), file)


def test_patterns_of_the_user() -> None:
    rules = compile_rules([], ["shop-[0-9]{4}"], ["^/srv/known$"])
    assert kinds(b"shop-1234", "/a", rules) == {"shop-[0-9]{4}"}
    assert rules.allow("/srv/known")
    assert not rules.allow("/srv/unknown")


@pytest.mark.parametrize("before", range(60))
def test_a_secret_across_the_border_of_blocks_is_found(before: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_file_secrets, "BLOCK", 32)
    monkeypatch.setattr(_file_secrets, "OVERLAP", len(TOKEN) + 1)
    assert kinds(b" " * before + TOKEN + b" " * 9, "/a") == {"GitLab token"}
    assert kinds(b" " * before + TOKEN[:-1] + b" " * 9, "/a") == set()


def test_a_file_is_never_held_whole() -> None:
    class Endless(io.RawIOBase):
        """A file of 60 MiB that counts what is asked for at once."""

        left, largest = 60 << 20, 0

        def read(self, size: int = -1) -> bytes:
            self.largest = max(self.largest, size if size >= 0 else self.left)
            given = min(size, self.left)
            self.left -= given
            return b"\0" * given

    endless: Any = Endless()
    stream: IO[bytes] = endless
    assert read_secrets(stream, "/a", SecretRules()).found == frozenset()
    assert endless.left == 0
    assert endless.largest <= _file_secrets.BLOCK
