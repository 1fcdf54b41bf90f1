"""Requirement files without the packages of the source, and what these need in their place."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pytest

# The requirements of a package `shop` of the folder, with its extras, and lines that are left of them.
NEEDED: list[tuple[list[str], list[str], set[str]]] = [
    (["fastapi>=1"], [], {"fastapi>=1"}),
    (["redis; extra == 'cache'"], [], {"redis; python_version < '3'"}),
    (["redis; extra == 'cache'"], ["cache"], {"redis; python_version >= '3'"}),
    (["x; (os_name == 'nt') and extra == \"Cache\""], ["cache"], {"x; (os_name == 'nt') and python_version >= '3'"}),
    (["shop[cache]; extra == 'all'", "redis; extra == 'cache'"], ["all"], {"redis; python_version >= '3'"}),
    (["core[fast]", "x"], [], {"x", "orjson; python_version >= '3'"}),
]  # fmt: skip


def install(site: Path, name: str, requirements: list[str], folder: Path) -> None:
    metadata = site / f"{name}-1.dist-info"
    metadata.mkdir(parents=True)
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1", *(f"Requires-Dist: {one}" for one in requirements)]
    (metadata / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (metadata / "direct_url.json").write_text(json.dumps({"url": folder.as_uri()}), encoding="utf-8")


def run(folder: Path, files: list[str], local: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> Path:
    target = folder / "target"
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["", str(target), json.dumps(files), json.dumps(local)])
    monkeypatch.setattr(
        sys, "path", [str(folder / "site"), *[path for path in sys.path if "site-packages" not in path]]
    )
    importlib.import_module("third_party_requirements").main()
    return target


@pytest.mark.parametrize(("requirements", "extras", "lines"), NEEDED)
def test_what_the_packages_of_the_source_need(
    requirements: list[str], extras: list[str], lines: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requirements.txt").write_text("-e .\n./libs/core\n", encoding="utf-8")
    install(tmp_path / "site", "shop", requirements, tmp_path)
    install(tmp_path / "site", "core", ["orjson; extra == 'fast'"], tmp_path / "libs" / "core")
    target = run(tmp_path, ["requirements.txt"], {".": extras, "libs/core": []}, monkeypatch)
    left = set((target / "of-local-packages.txt").read_text(encoding="utf-8").splitlines())
    assert left - {"orjson; python_version < '3'"} == lines
    assert (target / "requirements.txt").read_text(encoding="utf-8").split() == []


def test_other_lines_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = (
        "# why\n-r b.txt\n-c c.txt\n--index-url https://a.example\n-f wheels\n-e git+https://a.example/x#egg=x\n"
        "./v/x.whl\na==1 \\\n --hash=sha256:1\n.\n"
    )
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "a.txt").write_text(told, encoding="utf-8")
    install(tmp_path / "site", "shop", ["fastapi"], tmp_path)
    target = run(tmp_path, ["r/a.txt"], {".": []}, monkeypatch)
    assert [line for line in (target / "r" / "a.txt").read_text(encoding="utf-8").splitlines() if line] == [
        "--requirement b.txt", "--constraint c.txt", "--index-url https://a.example", "--find-links wheels",
        "git+https://a.example/x#egg=x", "./v/x.whl", "a==1   --hash=sha256:1",
    ]  # fmt: skip
    assert (target / "of-local-packages.txt").read_text(encoding="utf-8") == "", "no line without a hash beside one"
