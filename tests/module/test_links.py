"""Links, letter case and odd bytes of the Dockerfile and of ignore files: the module reads what BuildKit reads.

Each case is a folder with a Dockerfile that copies it whole. The same folder is built by the docker command alone, and
what that image holds is compared with what the module says that its inputs are: the files, and the Dockerfile.
"""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._recipe import read_recipe, rules_of_folder
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._context import read_entries
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._ignore import IgnoreRules

from tests.rig.docker import ask_docker
from tests.rig.plays import Result

TAKES_NO_ODD_NAMES = 28  # release of Docker
COPY_ONE = "FROM scratch\nCOPY a /b\n"
COPY_ALL = "FROM scratch\nCOPY . /\n"
Tree = dict[str, str | bytes | None]

# title: what lies in the case's folder, by path: a text, bytes, "-> target" for a link, None for a folder.
# {0} is the case's folder, "c" the context, "n" the named context that some Dockerfiles copy.
DOCKERFILES: dict[str, Tree] = {
    "inside": {"c/Dockerfile": "-> real", "c/real": COPY_ALL},
    "inside, in a folder": {"c/Dockerfile": "-> d/real", "c/d/real": COPY_ALL},
    "a chain": {"c/Dockerfile": "-> l", "c/l": "-> real", "c/real": COPY_ALL},
    "by a linked folder": {"c/Dockerfile": "-> l/real", "c/l": "-> d", "c/d/real": COPY_ALL},
    "by a linked folder outside": {"c/Dockerfile": "-> l/real", "c/l": "-> ../d", "d/real": COPY_ALL},
    "outside": {"c/Dockerfile": "-> ../real", "real": COPY_ALL},
    "outside by its whole path": {"c/Dockerfile": "-> {0}/real", "real": COPY_ALL},
    "inside by its whole path": {"c/Dockerfile": "-> {0}/c/real", "c/real": COPY_ALL},
    "inside, from a root of its own": {"c/Dockerfile": "-> /real", "c/real": COPY_ALL},
    "above the root": {"c/Dockerfile": "-> ../../real", "c/real": COPY_ALL},
    "outside, and another inside": {"c/Dockerfile": "-> ../real", "real": COPY_ALL, "c/real": COPY_ONE},
    "a circle": {"c/Dockerfile": "-> Dockerfile"},
    "none": {"c/other": COPY_ALL},
    "in lower case": {"c/dockerfile": COPY_ALL, "c/dockerfile.dockerignore": "secret"},
    "in lower case, with another's ignore file": {"c/dockerfile": COPY_ALL, "c/Dockerfile.dockerignore": "secret"},
    "in lower case, a link": {"c/dockerfile": "-> real", "c/real": COPY_ALL},
    "in lower case, beside a link that leads nowhere": {
        "c/Dockerfile": "-> none",
        "c/dockerfile": COPY_ALL,
        "c/Dockerfile.dockerignore": "secret",
    },
    "in lower case, beside a folder": {"c/Dockerfile": None, "c/dockerfile": COPY_ALL},
    "Latin-1": {"c/Dockerfile": b"# caf\xe9\nFROM scratch\nCOPY . /\n"},
}  # fmt: skip
IGNORE_FILES: dict[str, Tree] = {
    "a file": {"c/.dockerignore": "secret"},
    "inside": {"c/.dockerignore": "-> real", "c/real": "secret"},
    "outside": {"c/.dockerignore": "-> ../real", "real": "secret"},
    "outside by its whole path": {"c/.dockerignore": "-> {0}/real", "real": "secret"},
    "inside by its whole path": {"c/.dockerignore": "-> {0}/c/real", "c/real": "secret"},
    "inside, from a root of its own": {"c/.dockerignore": "-> /real", "c/real": "secret"},
    "a circle": {"c/.dockerignore": "-> .dockerignore"},
    "nowhere": {"c/.dockerignore": "-> none"},
    "a folder": {"c/.dockerignore": None},
    "a linked folder": {"c/.dockerignore": "-> d", "c/d/x": ""},
    "of the Dockerfile, inside": {"c/Dockerfile.dockerignore": "-> real", "c/real": "secret"},
    "of the Dockerfile, outside": {"c/Dockerfile.dockerignore": "-> ../real", "real": "secret", "c/.dockerignore": "a"},
    "of the Dockerfile, nowhere": {"c/Dockerfile.dockerignore": "-> none", "c/.dockerignore": "a"},
    "of the Dockerfile, a circle": {"c/Dockerfile.dockerignore": "-> Dockerfile.dockerignore", "c/.dockerignore": "a"},
    "of the Dockerfile, a folder": {"c/Dockerfile.dockerignore": None, "c/.dockerignore": "a"},
    "of what the Dockerfile links to": {"c/Dockerfile": "-> r", "c/r": COPY_ALL, "c/r.dockerignore": "secret"},
    "of the Dockerfile, a link": {"c/Dockerfile": "-> r", "c/r": COPY_ALL, "c/Dockerfile.dockerignore": "secret"},
    "Latin-1 in a comment": {"c/.dockerignore": b"# caf\xe9\nsecret\n"},
    "Latin-1 in a pattern": {"c/.dockerignore": b"caf\xe9\nsecret\n", "c/caf\udce9": ""},
    "Latin-1 in a pattern with a glob": {"c/.dockerignore": b"caf\xe9*\nsecret\n", "c/caf\udce9x": ""},
}  # fmt: skip
NAMED: dict[str, Tree] = {
    title: {
        **{path.replace("c/", "n/", 1): (what.replace("/c/", "/n/") if isinstance(what, str) else what)
           for path, what in tree.items()},
        "n/secret": "", "n/a": "", "c/Dockerfile": "FROM scratch\nCOPY --from=n . /\n",
    }
    for title, tree in IGNORE_FILES.items() if "Dockerfile" not in title
}  # fmt: skip
CASES = {
    **{f"Dockerfile {title}": tree for title, tree in DOCKERFILES.items()},
    **{f"ignore file {title}": {"c/Dockerfile": COPY_ALL, **tree} for title, tree in IGNORE_FILES.items()},
    **{f"ignore file of a named context {title}": tree for title, tree in NAMED.items()},
}


def make(folder: Path, tree: Tree) -> None:
    """Make what the case needs, with a file and a secret in the context."""
    for path, what in {"c/a": "", "c/secret": "", **tree}.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if what is None:
            place.mkdir()
        elif isinstance(what, bytes):
            place.write_bytes(what)
        elif what.startswith("-> "):
            place.symlink_to(what[len("-> ") :].format(folder))
        else:
            place.write_text(what)


def built(folder: Path) -> set[str] | None:
    """The paths of all files and links that plain BuildKit copies, or None where it finds no Dockerfile."""
    named = [f"--build-context=n={folder}/n"] if (folder / "n").is_dir() else []
    output = f"--output=type=tar,dest={folder}/o.tar"
    done = ask_docker("buildx", "build", f"--file={folder}/c/Dockerfile", *named, output, f"{folder}/c")
    if done.code:
        assert "failed to read dockerfile" in done.text or "invalid UTF-8" in done.text, done.text
        return None
    with tarfile.open(folder / "o.tar") as opened:
        return {member.name for member in opened if not member.isdir()}


def read(folder: Path) -> tuple[set[str] | None, list[str]]:
    """The same as the module reads it, and its warnings."""
    params = {"name": "x", "tag": "1", "context": f"{folder}/c", "dockerfile": "Dockerfile", "pull": "missing"}
    try:
        recipe = read_recipe(BuildRequest.of(params))
    except ImageError as error:
        return (None, []) if str(error).startswith("dockerfile: ") else (set(), [str(error)])
    warnings = list(recipe.warnings)
    place, rules = folder / "c", IgnoreRules(recipe.ignore_text, recipe.ignore_source)
    if "--from=n" in recipe.dockerfile_text:
        place, rules = folder / "n", rules_of_folder(f"{folder}/n", warnings)
    if recipe.dockerfile_text == COPY_ONE:
        return {"b"}, warnings
    found = read_entries(str(place), rules).descriptions
    return {path for path, what in found.items() if not what.startswith("folder ")}, warnings


@pytest.fixture(scope="module")
def compared(named_contexts: bool, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, Any, list[str]]]:
    """By title: what BuildKit copied, what the module read, and its warnings."""
    root = tmp_path_factory.mktemp("links")
    folders = {
        title: root / str(number) for number, title in enumerate(CASES) if named_contexts or "named" not in title
    }
    for title, folder in folders.items():
        make(folder, CASES[title])
    with ThreadPoolExecutor(4) as pool:
        theirs = dict(zip(folders, pool.map(built, folders.values()), strict=True))
    return {title: (theirs[title], *read(folder)) for title, folder in folders.items()}


@pytest.mark.parametrize("title", CASES)
def test_module_reads_what_buildkit_reads(
    title: str, compared: dict[str, tuple[Any, Any, list[str]]], engine_release: int
) -> None:
    theirs, ours, _warnings = compared[title]
    if theirs is None and any("\udce9" in path for path in CASES[title]):
        assert engine_release >= TAKES_NO_ODD_NAMES
        return
    assert ours == (
        theirs and {path.encode(errors="surrogateescape").decode(errors="backslashreplace") for path in theirs}
    )


@pytest.mark.parametrize("title", [title for title in CASES if "ignore file" in title])
def test_ignored_file_in_the_image_is_a_warning(title: str, compared: dict[str, tuple[Any, Any, list[str]]]) -> None:
    theirs, _ours, warnings = compared[title]
    link = any("-> " in str(what) for path, what in CASES[title].items() if "ignore" in path)
    lost = "secret" in (theirs or ()) and link and "folder" not in title.rpartition(" a ")[2]
    assert ["is a link to" in warning and "not left out" in warning for warning in warnings] == [True] * lost


def test_play_warns_and_the_image_holds_the_secret(
    image: str, build: Callable[[dict[str, Any]], dict[str, Any]], tmp_path: Path
) -> None:
    make(tmp_path, {"c/Dockerfile": COPY_ALL, **IGNORE_FILES["outside"]})
    options = {"name": image, "context": f"{tmp_path}/c", "state_dir": f"{tmp_path}/state"}
    result = build(options)
    (warning,) = result["warnings"]
    assert warning.startswith(
        f"{tmp_path}/c/.dockerignore is a link to {tmp_path}/real, which BuildKit does not follow"
    )
    (tmp_path / "c" / "secret").write_text("new")
    changed = build(options)
    assert [(reason["kind"], reason["name"]) for reason in changed["reasons"]] == [("file", "secret")]
    assert changed["image_changed"] is True
    (tmp_path / "real").write_text("nothing of this is read")
    assert build(options)["changed"] is False


def test_odd_bytes_in_a_play(image: str, play: Callable[..., list[Result]], tmp_path: Path) -> None:
    context = tmp_path / "c"
    make(tmp_path, {"c/Dockerfile": b"# caf\xe9\nFROM scratch\nCOPY a /\n"})
    options = {"name": image, "tag": "odd", "context": str(context), "state_dir": f"{tmp_path}/state"}
    task = {"sovd.prod_images.image_build": options, "diff": True}
    given = {"sovd.prod_images.image_build": {**options, "dockerignore_content": "secret\n"}, "diff": True}
    other = {"ansible.builtin.shell": f"printf '# caf\\350\\nFROM scratch\\nCOPY a /\\n' > {context}/Dockerfile"}
    first, again, without, _other, changed = play(task, task, given, other, task)
    assert [result.get("msg", "") for result in (first, again, without, changed)] == [""] * 4
    assert (first["changed"], again["changed"], without["changed"], changed["changed"]) == (True, False, True, True)
    assert ("dockerfile", "Dockerfile") in [(reason["kind"], reason["name"]) for reason in changed["reasons"]]
    assert "caf\\xe8\n" in changed["diff"]["after"]
