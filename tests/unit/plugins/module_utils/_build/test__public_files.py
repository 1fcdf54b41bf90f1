"""Which patterns let through the files of the code that are called like secrets and hold none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build import _public_files
from ansible_collections.sovd.prod_images.plugins.module_utils._build._public_files import SKIPPED, public_files
from ansible_collections.sovd.prod_images.plugins.module_utils._build._secret_content import is_judged
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._ignore import IgnoreRules

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
KEY = CERTIFICATE.replace("CERTIFICATE", "PRIVATE KEY")
ROLES = Path(__file__).parents[5] / "roles"


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def test_of_the_code_alone(tmp_path: Path) -> None:
    for name in ("app/a.pem", "app/deep/er/b.pem", "one.pem", "app/tests/c.pem", "app/.venv/d.pem", "other/e.pem"):
        write(tmp_path, name, CERTIFICATE)
    write(tmp_path, "app/server.pem", KEY)
    write(tmp_path, "app/main.py", "")
    (tmp_path / "app" / "link.pem").symlink_to("a.pem")
    (tmp_path / "app" / "folder.pem").mkdir()
    assert public_files(str(tmp_path), ["app", "one.pem", "none"]) == ["app/a.pem", "app/deep/er/b.pem", "one.pem"]
    assert public_files(str(tmp_path), ["app/server.pem"]) == []


def test_names_with_meanings(tmp_path: Path) -> None:
    for name in ("a[1].pem", "b*.pem", "c\\d.pem", " e.pem", "f\n.pem", "g h.pem"):
        write(tmp_path, f"app/{name}", CERTIFICATE)
    patterns = public_files(str(tmp_path), ["app"])
    assert patterns == ["app/ e.pem", "app/a\\[1\\].pem", "app/b\\*.pem", "app/c\\\\d.pem", "app/g h.pem"]
    rules = IgnoreRules("\n".join(["**/*.pem", *(f"!{pattern}" for pattern in patterns)]), "")
    kept = [path for path in ("app/a[1].pem", "app/b*.pem", "app/bc.pem") if not rules.judge(path, ())[0]]
    assert kept == ["app/a[1].pem", "app/b*.pem"]


def test_large_files_and_long_lists_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "app/large.pem", CERTIFICATE + "\n" * (1 << 20))
    assert public_files(str(tmp_path), ["app"]) == []
    monkeypatch.setattr(_public_files, "_MOST", 3)
    for number in range(5):
        write(tmp_path, f"app/{number}.pem", CERTIFICATE)
    assert public_files(str(tmp_path), ["app"]) == ["app/0.pem", "app/1.pem", "app/2.pem"]


def test_the_folders_and_names_are_those_of_the_ignore_file() -> None:
    texts = [
        (ROLES / "_image/templates/dockerignore.j2").read_text().partition("In the code")[2],
        (ROLES / "backend_image/templates/.dockerignore.j2").read_text().partition("block of_its_kind")[2],
    ]
    patterns = {found for text in texts for found in re.findall(r"^\*\*/(\S+)$", text, re.MULTILINE)}
    assert sorted(SKIPPED) == sorted(pattern.rstrip("/") for pattern in patterns if pattern.endswith("/"))
    judged = {"*.pem", "*.key", "*.gpg", "credentials*.json", "service-account*.json"}
    judged |= {"secrets.json", "secrets.yaml", "secrets.yml"}
    assert {pattern for pattern in patterns if is_judged(pattern)} == judged
