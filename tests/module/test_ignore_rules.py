"""The ignore rules and the reading of a context, compared with what BuildKit itself copies into an image.

Each case is a folder with an ignore file. Many of them are named contexts of one build, since each named context has
its own ignore file, and what BuildKit copied is read from the build's tar. An engine without named contexts gets a
build for each case, and fewer cases.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import random
import re
import stat
import tarfile
from pathlib import Path
from types import ModuleType

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._context import read_entries
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._ignore import IgnoreRules

from tests.rig.docker import Answer, ask_docker

RANDOM_CASES = int(os.environ.get("IGNORE_RULES_CASES", "240"))
RANDOM_CASES_ONE_BY_ONE = 100
SEED = int(os.environ.get("IGNORE_RULES_SEED", "20261124"))
CASES_PER_BUILD = 120  # an image has at most 127 layers
REFUSED_ASKED = 10  # refused random ignore files of which BuildKit is asked as well, each in a build of its own

NAMES = (
    *("a", "b", "ab", "foo", "bar", "yfoo", "Foo", "x.py", "README.md", "readme.md", ".env", "a b", "é", "日本", "!x"),
    *("#c", "[a]", "a*b", "a?b", "a\\b", "a-b", "a]b", "^a", "a.b", "a+b", "(a)", "{a}", "a$", "a|b", "node_modules"),
)
MODES = (0o600, 0o755, 0o640, 0o4755, 0o444)
FOLDER_MODES = (0o700, 0o1777, 0o555)
LINK_TARGETS = ("a", "../b", "nowhere", "/etc/passwd")
GLOBS = (
    *("*", "**", "?", "*.py", "**/*.py", "[ab]", "[^a]", "[!a]", "[a-f]*", "*a*", "**foo", "foo**", "**a**", "a**b"),
    *("a{2}", "{1,}"),
)
ODD_PARTS = (
    *("..", ".", "", "\\*", "\\a", "\\!x", "\\[a]", "a\\*b", "[[:alpha:]]", "[\\]a]", "[a\\-z]*", "[]a]", "[a", "a]b"),
    *("\\", "!"),
)
ODD_LINES = ("# a comment", " # no comment", "#", "", "   ", "\t", "\\")


def load_unit_table() -> ModuleType:
    """Return the module of the unit tests, whose table is to be what BuildKit does."""
    path = Path(__file__).parent.parent / "unit" / "plugins" / "module_utils" / "_buildkit" / "test__ignore.py"
    spec = importlib.util.spec_from_file_location("ignore_unit_table", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLE = load_unit_table()


def make_tree(folder: Path, chance: random.Random, depth: int = 0) -> list[str]:
    """Fill `folder` and return the paths in it, relative to it."""
    paths = []
    for name in chance.sample(NAMES, chance.randint(1, 5) if depth else chance.randint(2, 7)):
        path = folder / name
        paths.append(name)
        kind = chance.random()
        if kind < 0.45 and depth < 3:
            path.mkdir()
            below = make_tree(path, chance, depth + 1) if chance.random() < 0.85 else []
            paths += [f"{name}/{found}" for found in below]
            path.chmod(chance.choice(FOLDER_MODES) if chance.random() < 0.2 else 0o755)
        elif kind < 0.55:
            path.symlink_to(chance.choice(LINK_TARGETS))
        else:
            path.write_bytes(chance.randbytes(chance.randint(0, 3)))
            path.chmod(chance.choice(MODES) if chance.random() < 0.3 else 0o644)
    return paths


def make_pattern(paths: list[str], chance: random.Random) -> str:
    """Return one line of an ignore file, mostly about something that is there."""
    parts = chance.choice(paths).split("/")
    for _ in range(chance.choice((0, 1, 1, 2))):
        place = chance.randrange(len(parts))
        change = chance.random()
        if change < 0.5:
            parts[place] = chance.choice(GLOBS)
        elif change < 0.65:
            parts.insert(place, chance.choice(("**", "*", ".", "..")))
        elif change < 0.75:
            parts[place] = chance.choice(ODD_PARTS)
        elif change < 0.85:
            parts[place] = parts[place].swapcase()
        else:
            parts = parts[: place + 1]
    line = "/".join(parts)
    for sign, share in (("/", 0.1), ("./", 0.05), (" ", 0.03), ("!", 0.35), (" ", 0.05)):
        line = sign + line if chance.random() < share else line
    for sign, share in (("/", 0.07), ("/**", 0.07), ("/*", 0.05), ("  ", 0.04)):
        line = line + sign if chance.random() < share else line
    return line


def make_ignore_file(paths: list[str], chance: random.Random) -> str:
    """Return the text of an ignore file."""
    lines = [make_pattern(paths, chance) for _ in range(chance.randint(1, 6))]
    if chance.random() < 0.25:
        lines.insert(0, chance.choice(("*", "**", "*/", "/")))
    if chance.random() < 0.15:
        lines.insert(chance.randint(0, len(lines)), chance.choice(ODD_LINES))
    text = ("\r\n" if chance.random() < 0.1 else "\n").join(lines)
    return ("\ufeff" if chance.random() < 0.05 else "") + text + chance.choice(("", "\n"))


def make_random_cases(folder: Path, count: int) -> list[Path]:
    """Make `count` folders with an ignore file each, the same ones for the same seed."""
    chance = random.Random(SEED)
    contexts = []
    for number in range(count):
        context = folder / f"case {number}"
        context.mkdir()
        paths = make_tree(context, chance)
        (context / ".dockerignore").write_bytes(make_ignore_file(paths, chance).encode())
        contexts.append(context)
    return contexts


def make_case(context: Path, text: str, files: list[str]) -> Path:
    """Make one folder that holds `files` and an ignore file with `text`."""
    context.mkdir()
    for name in files:
        (context / name).parent.mkdir(parents=True, exist_ok=True)
        (context / name).write_text(name)
    (context / ".dockerignore").write_bytes(text.encode())
    return context


def build(folder: Path, contexts: list[Path]) -> Answer:
    """Copy each context into an image, a single one without a name; `folder`/out.tar is what it holds."""
    (folder / "empty").mkdir(exist_ok=True)
    if len(contexts) == 1:
        main, named, copies = contexts[0], [], ["COPY . /0/\n"]
    else:
        main = folder / "empty"
        named = [f"--build-context=c{number}={context}" for number, context in enumerate(contexts)]
        copies = [f"COPY --link --from=c{number} . /{number}/\n" for number in range(len(contexts))]
    (folder / "Dockerfile").write_text("FROM scratch\n" + "".join(copies))
    files = [f"--file={folder}/Dockerfile", f"--output=type=tar,dest={folder}/out.tar", str(main)]
    return ask_docker("buildx", "build", "--progress=plain", *named, *files)


def read_image(archive: Path) -> dict[int, dict[str, str]]:
    """Return what each context became in the image, described as `read_entries` describes it."""
    found: dict[int, dict[str, str]] = {}
    with tarfile.open(archive) as opened:
        for member in opened:
            number, _slash, path = member.name.rstrip("/").partition("/")
            entries = found.setdefault(int(number), {})
            mode = f"{stat.S_IMODE(member.mode):04o}"
            if member.issym():
                entries[path] = f"link {member.linkname}"
            elif member.isdir():
                entries[path] = f"folder {mode}"
            else:
                content = opened.extractfile(member)
                assert content is not None, member.name
                entries[path] = f"file {mode} {hashlib.sha256(content.read()).hexdigest()}"
    for entries in found.values():
        entries.pop("", None)
    return found


def read_context(context: Path) -> dict[str, str] | None:
    """Return what the module reads, or None where it refuses the ignore file."""
    text = (context / ".dockerignore").read_bytes().decode()
    try:
        return dict(read_entries(str(context), IgnoreRules(text, "ignore file")).descriptions)
    except ImageError:
        return None


def explain_refusal(output: str, contexts: list[Path]) -> str:
    """Return the ignore file that made a build fail, and the end of the build's output."""
    last = "\n".join(output.splitlines()[-3:])
    guilty = re.search(r"^ > \[context c(\d+)\]", output, re.MULTILINE)
    return f"{(contexts[int(guilty.group(1))] / '.dockerignore').read_bytes()!r}\n{last}" if guilty else last


def explain(context: Path, ours: dict[str, str], theirs: dict[str, str]) -> str:
    """Return the ignore file and each path that differs."""
    differing = [path for path in sorted({*ours, *theirs}) if ours.get(path) != theirs.get(path)]
    lines = [f"    {path!r}: read as {ours.get(path)}, copied as {theirs.get(path)}" for path in differing]
    return "\n".join([f"{context.name}: {(context / '.dockerignore').read_bytes()!r}", *lines])


def find_differences(folder: Path, expected: dict[Path, dict[str, str]], together: bool) -> list[str]:
    """Return an explanation of each context that BuildKit copies in another way than it was read."""
    contexts, differences = list(expected), []
    size = CASES_PER_BUILD if together else 1
    for start in range(0, len(contexts), size):
        batch = contexts[start : start + size]
        done = build(folder, batch)
        assert done.code == 0, f"BuildKit refuses what is read: {explain_refusal(done.text, batch)}"
        image = read_image(folder / "out.tar")
        differences += [
            explain(context, expected[context], image.get(number, {}))
            for number, context in enumerate(batch)
            if expected[context] != image.get(number, {})
        ]
    return differences


def test_table_of_unit_tests(named_contexts: bool, tmp_path: Path) -> None:
    cases = [(text, kept + left_out) for text, kept, left_out in TABLE.CASES.values()]
    cases += [(text, [path]) for text, path in TABLE.EMPTIED]
    contexts = [make_case(tmp_path / f"case {number}", *case) for number, case in enumerate(cases)]
    expected = {context: read_context(context) or {} for context in contexts}
    assert not find_differences(tmp_path, expected, named_contexts)


@pytest.mark.parametrize("text", TABLE.INVALID)
def test_invalid_pattern_fails_in_both(text: str, tmp_path: Path) -> None:
    context = make_case(tmp_path / "case", f"q\n{text}", ["a"])
    assert read_context(context) is None
    assert build(tmp_path, [context]).code != 0


def test_random_cases(named_contexts: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count = RANDOM_CASES if named_contexts else RANDOM_CASES_ONE_BY_ONE
    read = {context: read_context(context) for context in make_random_cases(tmp_path, count)}
    valid = {context: entries for context, entries in read.items() if entries is not None}
    refused = [context for context in read if read[context] is None]
    with capsys.disabled():
        print(f"\n    seed {SEED}: {len(valid)} ignore files to compare with BuildKit, {len(refused)} refused")
    differences = find_differences(tmp_path, valid, named_contexts)
    assert not differences, f"seed {SEED}: {len(differences)} differences\n" + "\n".join(differences[:10])
    accepted = [context for context in refused[:REFUSED_ASKED] if build(tmp_path, [context]).code == 0]
    texts = [(context / ".dockerignore").read_bytes() for context in accepted]
    assert not accepted, f"seed {SEED}: BuildKit accepts what is refused: {texts}"
