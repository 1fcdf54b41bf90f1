"""What a layer's entries are taken for, and which of them look like secrets."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._file_secrets import compile_rules
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._layers import (
    Entry,
    Layer,
    read_layer,
)

KEY = b"AKIA" + b"A" * 16  # no key of AWS, by a pattern of the user only
RULES = compile_rules([r"/\.env$", "^/run/secrets/"], ["AKIA[A-Z]{16}", "ghp_[a-z]{4}"], [r"\.so$"])


def member(name: str, **fields: Any) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def pack(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def kinds(layer: Layer) -> dict[str, set[str]]:
    return {path: {kind for kind, _digest in secrets.found} for path, secrets in layer.secrets.items()}


def read(*members: tuple[tarfile.TarInfo, bytes]) -> Layer:
    return read_layer(io.BytesIO(pack(*members)), RULES)


def test_entries_are_told_by_path_with_their_kind_and_rights() -> None:
    layer = read(
        (member("./srv/", type=tarfile.DIRTYPE, mode=0o755), b""),
        (member("srv/app.py", mode=0o644, uid=7, gid=8), b"text"),
        (member("bin", type=tarfile.SYMTYPE, linkname="usr/bin", mode=0o777), b""),
        (member("srv/again.py", type=tarfile.LNKTYPE, linkname="srv/app.py", mode=0o644, uid=7, gid=8), b""),
        (member("dev/null", type=tarfile.CHRTYPE, mode=0o666), b""),
    )
    assert layer.entries == {
        "/srv": Entry("folder", 0o755, 0, 0, 0),
        "/srv/app.py": Entry("file", 0o644, 7, 8, 4),
        "/bin": Entry("link", 0o777, 0, 0, 0),
        "/srv/again.py": Entry("file", 0o644, 7, 8, 4),
        "/dev/null": Entry("file", 0o666, 0, 0, 0),
    }
    assert layer.secrets == {}


@pytest.mark.parametrize("compress", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_packed_layer_is_the_same(compress: Callable[[bytes], bytes]) -> None:
    layer = read_layer(io.BytesIO(compress(pack((member("key"), b"x" + KEY)))), RULES)
    assert kinds(layer) == {"/key": {"AKIA[A-Z]{16}"}}


def test_what_is_no_layer_is_refused() -> None:
    with pytest.raises(tarfile.ReadError):
        read_layer(io.BytesIO(b"(\xb5/\xfd" + b"x" * 2000), RULES)


SECRETS: dict[str, tuple[list[tuple[tarfile.TarInfo, bytes]], dict[str, set[str]]]] = {
    "by name": ([(member("srv/.env"), b"A=1")], {"/srv/.env": {r"/\.env$", "environment file"}}),
    "by its form": ([(member("srv/a"), b"glpat-Xk39dfkslE23mmQ8tYz1")], {"/srv/a": {"GitLab token"}}),
    "an empty file is where a secret was mounted": ([(member("run/secrets/token"), b"")], {}),
    "by content, each pattern": ([(member("a"), KEY + b" ghp_abcd")], {"/a": {"AKIA[A-Z]{16}", "ghp_[a-z]{4}"}}),
    "allowed path": ([(member("lib/tls.so"), KEY)], {}),
    "a symbolic link holds nothing": ([(member(".env", type=tarfile.SYMTYPE, linkname="/dev/null"), b"")], {}),
    "a hard link has the name of a secret": (
        [(member("a"), b"A=1"), (member(".env", type=tarfile.LNKTYPE, linkname="a"), b"")],
        {"/.env": {r"/\.env$"}},  # its content was read under the other name
    ),
    "a hard link to an empty file": (
        [(member("a"), b""), (member(".env", type=tarfile.LNKTYPE, linkname="./a"), b"")],
        {},
    ),
    "a hard link to a secret": (
        [(member("a"), KEY), (member("b", type=tarfile.LNKTYPE, linkname="a"), b"")],
        {"/a": {"AKIA[A-Z]{16}"}, "/b": {"AKIA[A-Z]{16}"}},
    ),
    "an account file": ([(member("etc/passwd"), KEY)], {"/etc/passwd": {"AKIA[A-Z]{16}"}}),
}


@pytest.mark.parametrize("title", SECRETS)
def test_secrets(title: str) -> None:
    members, found = SECRETS[title]
    assert kinds(read(*members)) == found


def test_texts_of_the_account_files_are_kept() -> None:
    layer = read((member("etc/passwd"), b"root:x:0:0::/:"), (member("etc/group"), b"root:x:0:"), (member("a"), b"b"))
    assert layer.texts == {"/etc/passwd": "root:x:0:0::/:", "/etc/group": "root:x:0:"}


def test_the_records_of_packages_are_kept() -> None:
    record = "lib/site-packages/a-1.dist-info/RECORD"
    assert read((member(record), b"a.py,,"), (member("lib/a/RECORD"), b"x")).texts == {f"/{record}": "a.py,,"}


def test_account_files_are_kept_where_nothing_is_a_secret() -> None:
    rules = compile_rules([], [], ["."])
    assert read_layer(io.BytesIO(pack((member("etc/passwd"), b"a"))), rules).texts == {"/etc/passwd": "a"}
