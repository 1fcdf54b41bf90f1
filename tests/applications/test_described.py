"""The applications of the other tests and shapes of public repositories are described as they are built."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._applications import describe

from tests.applications.case import SOURCES, Case
from tests.applications.cases import CASES
from tests.applications.described import DESCRIBED
from tests.applications.described_row import rows_of
from tests.applications.front_end import FRONT_ENDS, FrontEnd
from tests.applications.front_ends import PAGES
from tests.applications.page import PAGE
from tests.applications.public_shapes import SHAPES

# Written in the case as a variable of run time, or with other words for the same.
SAME: dict[str, dict[str, Any]] = {
    "probe": {"backend_image_health_headers": {"Host": "api.example", "X-Forwarded-Proto": "https"}},
    "djangoadmin": {
        "backend_image_code": ["manage.py", "site1"],
        "backend_image_build_steps": [
            {"command": ["python", "manage.py", "collectstatic", "--noinput"], "env": {"SECRET_KEY": "of the build"}}
        ],
    },
}
# A port that the test chose.
CHOSEN = {"probe": {"backend_image_port"}}
LOCKS = {"uv": "uv.lock", "poetry": "poetry.lock"}


def laid_out(case: Case | FrontEnd, source: Path, folder: Path) -> Path:
    """A copy of the source of a case with what the test plants, and an empty file for each lock that it makes."""
    shutil.copytree(source, folder)
    for name, text in case.planted.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for words in getattr(case, "locks", ()):
        name = words[-1] if words[-1].endswith(".toml") else LOCKS[words[0]]
        (folder / name).write_text(
            '[[packages]]\nname = "shop"\ndirectory = { path = "." }\n' if "pylock" in name else ""
        )
    if isinstance(case, FrontEnd) and not any((folder / name).exists() for name in ("pnpm-lock.yaml", "yarn.lock")):
        (folder / "package-lock.json").write_text("{}", encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", CASES)
def test_backends(name: str, tmp_path: Path) -> None:
    """Each variable that a case needs is proposed, or asked for."""
    case = CASES[name]
    found = describe(str(laid_out(case, SOURCES / (case.source or name), tmp_path / "shop")))
    assert [(one.kind, one.path, one.problems) for one in found] == [("backend", ".", [])]
    proposed = {"backend_image_health_path": "/health"} if "celery" not in str(case.variables) else {}
    wanted: dict[str, Any] = {} if case.is_wish else {**proposed, **case.variables, **SAME.get(name, {})}
    asked = {*found[0].questions}
    assert asked <= {*wanted}, "nothing else is asked for"
    got = found[0].to_json()["variables"]
    assert {variable: got.get(variable) for variable in wanted if variable not in asked | CHOSEN.get(name, set())} == {
        variable: value for variable, value in wanted.items() if variable not in asked | CHOSEN.get(name, set())
    }


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str, tmp_path: Path) -> None:
    page = PAGES[name]
    found = describe(str(laid_out(page, FRONT_ENDS / (page.source or name), tmp_path / "shop")))
    assert [(one.kind, one.path, one.problems, one.questions) for one in found] == [("page", ".", [], {})]
    wanted: Mapping[str, Any] = {} if page.is_wish else page.variables
    got = found[0].to_json()["variables"]
    if name == "angular":  # its case leaves out what its page does not need
        got["nginx_conf_csp"] = {key: got["nginx_conf_csp"][key] for key in page.variables["nginx_conf_csp"]}
    assert {variable: got.get(variable) for variable in wanted} == dict(wanted)


def test_nine_of_ten_need_nothing_but_their_folder(tmp_path: Path) -> None:
    """Of each application and public shape once: the share of those that are described without a question."""
    every: dict[Path, Case | FrontEnd] = {}
    every |= {SOURCES / (case.source or name): case for name, case in CASES.items() if not case.is_wish}
    every |= {FRONT_ENDS / (page.source or name): page for name, page in PAGES.items() if not page.is_wish}
    asking = [
        source.name
        for number, (source, case) in enumerate(every.items())
        if any(one.questions for one in describe(str(laid_out(case, source, tmp_path / str(number) / "shop"))))
    ]
    asking += [name for name, shape in SHAPES.items() if shape.asks]
    count = len(every) + len(SHAPES)
    share = 1 - len(asking) / count
    print(f"{share:.0%} of {count} need nothing but their folder; asked: {asking}")
    assert share >= 0.9


@pytest.mark.parametrize("name", SHAPES)
def test_public_shapes(name: str, tmp_path: Path) -> None:
    shape = SHAPES[name]
    for path, text in shape.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    found = describe(str(tmp_path))
    assert [one.problems for one in found] == [[] for one in found]
    asked = [variable for one in found for variable in one.questions]
    assert sorted(asked) == sorted(shape.asks)
    got = {variable: value for one in found for variable, value in one.to_json()["variables"].items()}
    assert {variable: got.get(variable) for variable in shape.variables} == dict(shape.variables)


def test_the_table_of_what_was_built() -> None:
    """docs/applications.md has a row for each: at least nine of ten are built and pass, and the others ask."""
    rows = rows_of(PAGE.read_text(encoding="utf-8"))
    assert [*rows] == [*DESCRIBED]
    good = {name for name, cells in rows.items() if cells[3] == "none" and cells[5:] == ("passed", "yes")}
    asking = {name for name, cells in rows.items() if cells[3].startswith("`") and cells[4] == "none"}
    assert {*rows} == good | asking
    assert len(good) >= 0.9 * len(rows)
