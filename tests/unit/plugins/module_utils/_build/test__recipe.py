"""The Dockerfile and the ignore rules of a build. tests/module/test_links.py compares links with BuildKit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._recipe import (
    read_recipe,
    rules_of_folder,
    shown_text,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """A folder with a Dockerfile."""
    made = tmp_path / "context"
    made.mkdir()
    (made / "Dockerfile").write_text("FROM debian:12\n")
    return made


def request(context: Path, **options: Any) -> BuildRequest:
    params = {"name": "app", "tag": "1", "context": str(context), "dockerfile": "Dockerfile", "pull": "missing"}
    made: BuildRequest = BuildRequest.of({**params, **options})
    return made


# title: (files with their texts, options, text of the ignore file, name of the file that it comes from)
IGNORE_FILES: dict[str, tuple[dict[str, str], dict[str, Any], str, str]] = {
    "none": ({}, {}, "", "no ignore file"),
    "of the context": ({".dockerignore": "a"}, {}, "a", "{0}/.dockerignore"),
    "of the Dockerfile": (
        {".dockerignore": "a", "Dockerfile.dockerignore": "b"},
        {},
        "b",
        "{0}/Dockerfile.dockerignore",
    ),
    "empty one of the Dockerfile": (
        {".dockerignore": "a", "Dockerfile.dockerignore": ""},
        {},
        "",
        "{0}/Dockerfile.dockerignore",
    ),
    "of another Dockerfile": ({"Dockerfile.dockerignore": "b", "D": ""}, {"dockerfile": "D"}, "", "no ignore file"),
    "beside a Dockerfile elsewhere": (
        {"d/D": "", "d/.dockerignore": "b", ".dockerignore": "a"},
        {"dockerfile": "d/D"},
        "a",
        "{0}/.dockerignore",
    ),
    "named after a Dockerfile elsewhere": (
        {"d/D": "", "d/D.dockerignore": "b", "D.dockerignore": "c"},
        {"dockerfile": "d/D"},
        "b",
        "{0}/d/D.dockerignore",
    ),
    "given as text": (
        {".dockerignore": "a", "Dockerfile.dockerignore": "b"},
        {"dockerignore_content": "c"},
        "c",
        "{0}/Dockerfile.dockerignore",
    ),
    "given as empty text": (
        {".dockerignore": "a"},
        {"dockerignore_content": ""},
        "",
        "{0}/Dockerfile.dockerignore",
    ),
}


@pytest.mark.parametrize(("files", "options", "text", "source"), IGNORE_FILES.values(), ids=IGNORE_FILES.keys())
def test_ignore_file(files: dict[str, str], options: dict[str, Any], text: str, source: str, context: Path) -> None:
    for name, content in files.items():
        (context / name).parent.mkdir(exist_ok=True)
        (context / name).write_text(content)
    recipe = read_recipe(request(context, **options))
    assert (recipe.ignore_text, recipe.ignore_source) == (text, source.format(context))


def test_dockerfile_given_as_text_is_not_read(context: Path) -> None:
    (context / "Dockerfile").unlink()
    recipe = read_recipe(request(context, dockerfile_content="FROM a"))
    assert (recipe.dockerfile, recipe.dockerfile_text) == (f"{context}/Dockerfile", "FROM a")


def test_line_ends_are_kept(context: Path) -> None:
    (context / "Dockerfile").write_bytes(b"FROM a\r\nRUN b\n")
    assert read_recipe(request(context)).dockerfile_text == "FROM a\r\nRUN b\n"


def test_bytes_that_are_no_text(context: Path) -> None:
    (context / "Dockerfile").write_bytes(b"# caf\xe9\nFROM a\n")
    (context / ".dockerignore").write_bytes(b"# caf\xe9\nb\n")
    recipe = read_recipe(request(context))
    assert (recipe.dockerfile_text, recipe.ignore_text) == ("# caf\udce9\nFROM a\n", "# caf\udce9\nb\n")


def test_shown_text_differs_with_the_bytes() -> None:
    assert shown_text("# café") == "# café"
    shown = [shown_text("# caf\udce9"), shown_text("# caf\\xe9"), shown_text("# caf\udce8")]
    assert [text.split("\n")[0] for text in shown] == ["# caf\\xe9", "# caf\\xe9", "# caf\\xe8"]
    assert len(set(shown)) == 3


# title: (names on disk, name that is asked for, name that is read)
CASES = {
    "as asked": ({"Dockerfile", "dockerfile"}, "Dockerfile", "Dockerfile"),
    "lower case": ({"dockerfile"}, "Dockerfile", "dockerfile"),
    "lower case in a folder": ({"d/dockerfile"}, "d/Dockerfile", "d/dockerfile"),
    "lower case asked": ({"dockerfile"}, "dockerfile", "dockerfile"),
    "another name": ({"Dockerfile.prod"}, "Dockerfile.prod", "Dockerfile.prod"),
}


@pytest.mark.parametrize(("names", "asked", "read"), CASES.values(), ids=CASES.keys())
def test_lower_case(names: set[str], asked: str, read: str, tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
        (tmp_path / f"{name}.dockerignore").write_text(f"{name}.dockerignore")
    recipe = read_recipe(request(tmp_path, dockerfile=asked))
    assert (recipe.dockerfile, recipe.dockerfile_text) == (f"{tmp_path}/{read}", read)
    assert recipe.ignore_text == f"{read}.dockerignore"


def test_lower_case_beside_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").symlink_to("none")
    (tmp_path / "dockerfile").write_text("lower")
    for name in ("Dockerfile", "dockerfile"):
        (tmp_path / f"{name}.dockerignore").write_text(name)
    recipe = read_recipe(request(tmp_path))
    assert (recipe.dockerfile, recipe.dockerfile_text) == (f"{tmp_path}/Dockerfile", "lower")
    assert recipe.ignore_text == "Dockerfile"


def test_other_name_in_lower_case_is_not_found(context: Path) -> None:
    (context / "dockerfile.prod").touch()
    with pytest.raises(ImageError, match=r"^dockerfile: found no file .*/Dockerfile\.prod; name the Dockerfile"):
        read_recipe(request(context, dockerfile="Dockerfile.prod"))


def test_dockerfile_that_is_a_link_to_the_outside(context: Path) -> None:
    (context / "Dockerfile").rename(context.parent / "real")
    (context / "Dockerfile").symlink_to("../real")
    with pytest.raises(
        ImageError, match=f"^dockerfile: {context}/Dockerfile is a link to {context.parent}/real, which"
    ):
        read_recipe(request(context))


def test_dockerfile_that_is_another_for_buildkit(context: Path) -> None:
    (context.parent / "real").write_text("FROM outside\n")
    (context / "Dockerfile").rename(context / "real")
    (context / "Dockerfile").symlink_to("../real")
    recipe = read_recipe(request(context))
    assert recipe.dockerfile_text == "FROM debian:12\n"
    assert [text.split(",")[0] for text in recipe.warnings] == [
        f"dockerfile: {context}/Dockerfile is a link to {context.parent}/real"
    ]


def test_ignore_file_that_is_a_link_to_the_outside(context: Path) -> None:
    (context.parent / "ignore").write_text("a")
    (context / ".dockerignore").symlink_to("../ignore")
    recipe = read_recipe(request(context))
    assert (recipe.ignore_text, recipe.ignore_source) == ("", "no ignore file")
    (warning,) = recipe.warnings
    assert warning.startswith(f"{context}/.dockerignore is a link to {context.parent}/ignore, which BuildKit does not")
    assert "not left out of the image" in warning
    assert "dockerignore_content" in warning
    assert read_recipe(request(context, dockerignore_content="a")).warnings == ()


def test_rules_of_a_folder(context: Path) -> None:
    warnings: list[str] = []
    (context / ".dockerignore").write_text("a")
    assert rules_of_folder(str(context), warnings).judge("a", ())[0] is True
    (context / ".dockerignore").unlink()
    (context / ".dockerignore").symlink_to("/none")
    assert rules_of_folder(str(context), warnings).judge("a", ())[0] is False
    assert len(warnings) == 1


def test_the_rendered_ignore_file_is_named(context: Path) -> None:
    rendered = {f"{context}/Dockerfile": "x", f"{context}/.dockerignore": "a"}
    given = request(context, dockerfile_content="x", dockerignore_content="a", rendered_files=rendered)
    assert read_recipe(given).ignore_source == f"{context}/.dockerignore"
