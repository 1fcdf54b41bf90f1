"""The rules of ignore files. tests/module compares the same table with real builds."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._ignore import IgnoreRules

# title: (ignore file, files that are kept, files that are left out)
CASES: dict[str, tuple[str, list[str], list[str]]] = {
    "nothing": ("", ["a", "d/b"], []),
    "comments only": ("# a\n#d\n", ["a", "d/b"], []),
    "plain name": ("a", ["b", "d/a"], ["a"]),
    "folder": ("d", ["a"], ["d/b", "d/e/f"]),
    "folder with slash": ("d/", ["a"], ["d/b"]),
    "leading slash": ("/a", ["d/a"], ["a"]),
    "two leading slashes": ("//a", ["d/a"], ["a"]),
    "leading dot": ("./a", ["d/a"], ["a"]),
    "way back": ("d/../a", ["d/a"], ["a"]),
    "out of the context": ("../a", ["a", "d/a"], []),
    "the root": (".", ["a", "d/b"], []),
    "a slash": ("/", ["a", "d/b"], []),
    "blanks around": ("  a  ", ["b"], ["a"]),
    "blank within": ("a b", ["a", "b"], ["a b"]),
    "tab behind": ("a\t", ["b"], ["a"]),
    "empty lines": ("\n\na\n\n", ["b"], ["a"]),
    "CRLF": ("a\r\nd\r\n", ["b"], ["a", "d/c"]),
    "byte order mark": ("\ufeffa", ["b"], ["a"]),
    "byte order mark before a comment": ("\ufeff# c\na", ["b"], ["a"]),
    "comment that is not in column one": ("  # c", ["a"], ["# c"]),
    "letter case": ("readme.md", ["README.md"], ["readme.md"]),
    "Dockerfile and ignore file": ("Dockerfile\n.dockerignore", ["a"], ["Dockerfile"]),
    # globs
    "star": ("*.py", ["a", "d/x.py"], ["x.py"]),
    "star stops at slash": ("d/*", ["a"], ["d/b", "d/e/f"]),
    "star in the middle": ("d/*/f", ["d/b", "d/e/g"], ["d/e/f"]),
    "everything": ("*", [], ["a", "d/b"]),
    "question mark": ("a?", ["a", "abc"], ["ab"]),
    "question mark is no slash": ("a?b", ["a/b"], ["axb"]),
    "class": ("[a-c]", ["d"], ["a", "b", "c"]),
    "negated class": ("[^a]1", ["a1"], ["b1"]),
    "exclamation mark in a class": ("[!a]1", ["b1"], ["a1", "!1"]),
    "named class": ("[[:digit:]]1", ["a1", "d1"], ["21"]),
    "escaped bracket in a class": ("[\\]a]1", ["b1"], ["]1", "a1"]),
    "dot is a dot": ("a.b", ["axb"], ["a.b"]),
    "characters of expressions": ("a+(b)$*", ["aab", "ab"], ["a+(b)$"]),
    "bar without glob": ("a|b", ["a", "b"], ["a|b"]),
    "bar with a glob is an alternative": ("x|b*", ["a", "c"], ["x", "xy", "x|b", "cb", "a|b"]),
    "braces with a glob are a repetition": ("a{2}*", ["a{2}", "ab"], ["aa", "aab"]),
    "braces in front": ("{1,}*", [], ["{1,}", "ab"]),
    "braces without numbers": ("{a}*", ["a"], ["{a}", "{a}b"]),
    "unicode": ("é*", ["e"], ["é", "éa"]),
    # escapes
    "escaped star": ("a\\*b", ["axb"], ["a*b"]),
    "escaped exclamation mark": ("\\!x", ["x"], ["!x"]),
    "escaped hash": ("\\#x", ["x"], ["#x"]),
    "escaped letter": ("\\ab", ["ab"], []),
    # **
    "two stars and a name": ("**/x", ["xy", "d/yx"], ["x", "d/x", "d/e/x/z"]),
    "name and two stars": ("a/**", ["b"], ["a/b", "a/c/d"]),
    "two stars between": ("a/**/b", ["a/c", "b"], ["a/b", "a/x/b", "a/x/y/b"]),
    "two stars alone": ("**", [], ["a", "d/b"]),
    "two stars are a beginning": ("a**", ["b"], ["a", "abc/def"]),
    "two stars are an end": ("**foo", ["foox"], ["foo", "xfoo", "d/yfoo"]),
    "two stars and a glob": ("**/*.py", ["a"], ["x.py", "d/x.py"]),
    "two stars on both sides": ("**/d/**", ["a", "d2/a"], ["d/a", "x/d/a"]),
    # exceptions
    "exception": ("*\n!a", ["a"], ["b", "d/a"]),
    "exception in the wrong order": ("!a\n*", [], ["a", "b"]),
    "exception below a folder": ("d\n!d/a", ["d/a"], ["d/b"]),
    "exception for a folder": ("*\n!d", ["d/a", "d/e/f"], ["b"]),
    "exception by glob": ("d\n!**/keep.txt", ["d/keep.txt", "d/e/keep.txt"], ["d/b", "d/e/f"]),
    "exception by extension": ("*\n!**/*.py", ["x.py", "d/x.py"], ["a", "d/a"]),
    "exception with a blank": ("*\n! a", ["a"], ["b"]),
    "exception from an exception": ("*\n!d\nd/a", ["d/b"], ["d/a", "c"]),
    "folder taken back": ("*\n!d\nd", [], ["d/a"]),
    "exception deep in a folder": (
        "**/node_modules\n!a/b/node_modules/x/y",
        ["a/b/node_modules/x/y"],
        ["a/b/node_modules/z", "node_modules/x"],
    ),
    "exception out of the context": ("!../../a", ["b"], ["a"]),
    "exception that excepts nothing": ("a\n!b", ["b"], ["a"]),
    "two exclamation marks": ("!!a\n*\n!!a", ["!a"], ["a"]),
}
INVALID = [
    "!",
    "a\n!",
    "! ",
    "!/",
    "[a",
    "[]a]",
    "[^]a]",
    "a[",
    "[a-]",
    "[-a]",
    "a\\",
    "[\\",
    "[a\\",
    "*[",
    "[z-a]x",
    "\\xa",
    "[[:none:]]",
]
# pattern file and a file that it keeps without its content: BuildKit's walk keeps it, its reader does not
EMPTIED = [("*\n!d/a\nd", "d/a"), ("**\n!b/c\nb", "b/c")]


def walk(rules: IgnoreRules, files: list[str]) -> set[str]:
    """Return the `files` that are kept, asked in the way in which a context is read."""

    def below(folder: str, parent: tuple[bool, ...]) -> set[str]:
        kept = set()
        depth = folder.count("/") + 1 if folder else 0
        for path in {
            "/".join(file.split("/")[: depth + 1]) for file in files if file.startswith(folder + "/" * bool(folder))
        }:
            ignored, match = rules.judge(path, parent)
            if path not in files:
                if not ignored or rules.may_keep_below(path):
                    kept |= below(path, match)
            elif not ignored:
                kept.add(path)
        return kept

    return below("", rules.root())


@pytest.mark.parametrize(("text", "kept", "left_out"), CASES.values(), ids=CASES.keys())
def test_case(text: str, kept: list[str], left_out: list[str]) -> None:
    rules = IgnoreRules(text, ".dockerignore")
    assert walk(rules, kept + left_out) == set(kept)


@pytest.mark.parametrize("text", INVALID)
def test_invalid_pattern_is_named(text: str) -> None:
    with pytest.raises(ImageError) as raised:
        IgnoreRules(text, "app/.dockerignore")
    assert str(raised.value).startswith("app/.dockerignore: found the pattern '")


@pytest.mark.parametrize(("text", "path"), EMPTIED)
def test_file_without_content(text: str, path: str) -> None:
    rules = IgnoreRules(text, ".dockerignore")
    assert walk(rules, [path]) == {path}
    assert rules.hides_content(path)


def test_kept_files_have_their_content() -> None:
    hidden = {
        title: path
        for title, (text, kept, _left_out) in CASES.items()
        for path in kept
        if IgnoreRules(text, ".dockerignore").hides_content(path)
    }
    assert not hidden


def test_folder_that_no_exception_reaches_is_not_entered() -> None:
    rules = IgnoreRules("*\n!app/src", ".dockerignore")
    assert [rules.may_keep_below(path) for path in ("app", "node_modules", "app/src", "app/dist")] == [
        True,
        False,
        True,
        False,
    ]
