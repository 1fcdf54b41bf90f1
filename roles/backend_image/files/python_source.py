"""A Python source file of a package: what it imports, and which files it names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

# What stands before the name of a module on its line where it is imported, or is a text ...
IMPORT_OR_TEXT = re.compile(rb"^\s*(?:from|import)\b|;\s*(?:from|import)\b|:\s*(?:from|import)\b|[\"'][\w.]*$")
# ... or what stands before and after it on another line of an import, in parentheses or after a backslash.
OTHERS = re.compile(rb"\s*(?:[\w.]+(?:\s+as\s+\w+)?\s*,\s*)*(?:[\w.]+\.)?$")
REST = re.compile(rb"[\w.]*\s*(?:as\b.*|[,)#;\\].*)?$")


def is_in(package: str, name: str) -> bool:
    """Tell whether `name` is that of a package or of a module in it."""
    inner = name[len(package) :]
    return name.startswith(package) and (not inner or (inner[0] == "." and inner[1:].replace(".", "").isidentifier()))


def is_docstring(node: ast.AST) -> bool:
    """Tell whether a statement is nothing but a text."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


class Source:
    """A module by its path relative to the folder of the packages; it is parsed only where its bytes make it worth."""

    def __init__(self, site: Path, path: str) -> None:
        """Read the file."""
        self.path = path
        self.content = (site / path).read_bytes()
        self._tree: ast.Module | None = None
        self._found: tuple[list[str], list[str]] | None = None

    def imports(self, folder: str) -> bool:
        """Tell whether it imports the package of a folder, or names it as a text, in any function too."""
        wanted = folder.replace("/", ".")
        if not self._may_name(wanted):
            return False
        return any(is_in(wanted, name) for names in self._names_and_texts() for name in names)

    def needs(self, folder: str) -> bool:
        """Tell whether it cannot be imported without the package of a folder."""
        wanted = folder.replace("/", ".")
        return self._may_name(wanted) and any(is_in(wanted, name) for name in self._imported(self._parsed().body))

    def has_text_of(self, suffix: str, names: set[str]) -> bool:
        """Tell whether a text of it, but no docstring, ends with one of the names of files, or is their suffix."""
        if suffix.encode() + b'"' not in self.content and suffix.encode() + b"'" not in self.content:
            return False
        ends = [re.escape(name.encode()) for name in names]
        if not re.search(rb"(?:%b|[\"'*/}]%b)[\"']" % (b"|".join(ends), re.escape(suffix.encode())), self.content):
            return False
        tails = {text.rpartition("/")[2] for text in self._names_and_texts()[1]}
        return any(tail in names or tail.lstrip("*") == suffix for tail in tails)

    def _may_name(self, module: str) -> bool:
        """Tell in no time that it does not import a module: parsing takes a hundred times as long."""
        word = module.rpartition(".")[2].encode()
        found = self.content.find(word)
        while found >= 0:
            before = self.content[self.content.rfind(b"\n", 0, found) + 1 : found]
            after = found + len(word)
            if IMPORT_OR_TEXT.search(before):
                return True
            if OTHERS.match(before) and REST.match(self.content[after : self._end_of_line(after)]):
                return True
            found = self.content.find(word, after)
        return False

    def _end_of_line(self, place: int) -> int:
        end = self.content.find(b"\n", place)
        return len(self.content) if end < 0 else end

    def _names_and_texts(self) -> tuple[list[str], list[str]]:
        """Return what it imports anywhere, and its texts but docstrings; large trees are walked through only once."""
        if self._found is None:
            nodes: list[ast.AST] = []
            texts: list[str] = []
            waiting: list[Any] = [self._parsed()]
            while waiting:
                value = waiting.pop()
                if isinstance(value, list):
                    waiting += value
                elif isinstance(value, ast.Constant):
                    if isinstance(value.value, str):
                        texts.append(value.value)
                elif isinstance(value, (ast.Import, ast.ImportFrom)):
                    nodes.append(value)
                elif isinstance(value, ast.AST) and not is_docstring(value):
                    waiting += [getattr(value, field, None) for field in value._fields]
            self._found = list(self._imported(nodes)), texts
        return self._found

    def _parsed(self) -> ast.Module:
        if self._tree is None:
            try:
                self._tree = ast.parse(self.content)
            except (SyntaxError, ValueError, RecursionError):
                self._tree = ast.Module(body=[], type_ignores=[])  # for another version of Python, or no Python
        return self._tree

    def _imported(self, nodes: Iterable[ast.AST]) -> Iterator[str]:
        parts = self.path[: -len(".py")].split("/")
        for node in nodes:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                # In a package's __init__ one dot is the package itself, whose name is the folder.
                base = parts[: len(parts) - node.level] if node.level else []
                module = ".".join([*base, *([node.module] if node.module else [])])
                yield module
                yield from (f"{module}.{alias.name}" for alias in node.names)
