"""Keeps what is made anew of each module that Ansible runs, in each play, although no file of it has changed.

Ansible sends a module as a zip archive. To find what belongs into it, it parses all files of it, 130 for image_build,
and the Python that runs it compiles the fifty files of Ansible in it. Each Python that the tests start loads this by
PYTHONPATH. What is kept is known by the content of the file that it was made of.
Only what Python has loaded by then, or has built in, is imported, since each further import would delay each start.

The garbage collector runs less often: Ansible forks for each task, where a collection copies the pages that it touches.
Without that a play of 136 cases of a role takes a sixth more of the processors' time (65 s instead of 56).
"""

from __future__ import annotations

import _imp
import builtins
import gc
import marshal
import os
import sys
import zipimport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PLACE = os.path.join(os.environ.get("PYTHONPYCACHEPREFIX", ""), "ansiballz", str(sys.implementation.cache_tag))
BYTECODE, IMPORTS = 0x5A69700D, 0x496D700D  # keys of hashes that nobody else compares
COMPILER = "_compile_source"  # of zipimport: (path in the archive, source)
NAMER = "_fix_co_filename"  # of _imp: (code, path)
FINDER = "ansible.executor.module_common"
ONLY_AST = 0x400  # ast.PyCF_ONLY_AST


def keep(path: str, content: bytes) -> None:
    """Write it where no reader sees half of it; who may not write does the work again."""
    part = f"{path}.{os.getpid()}"
    try:
        os.makedirs(PLACE, exist_ok=True)
        with open(part, "wb") as opened:
            opened.write(content)
        os.replace(part, path)
    except OSError:
        pass


def place_of(key: int, source: bytes) -> str:
    """Return the place of what is made of a source; the key tells what that is."""
    return os.path.join(PLACE, _imp.source_hash(key, source).hex())


def compile_zipped(path: str, source: bytes) -> object:
    """Return the code of a file in an archive, from an earlier run where there was one."""
    kept = place_of(BYTECODE, source)
    try:
        with open(kept, "rb") as opened:
            code = marshal.loads(opened.read())
    except (OSError, ValueError, EOFError, TypeError):
        code = compiled_zipped(path, source)
        keep(kept, marshal.dumps(code))
    else:
        named(code, path)
    return code


def compile_imports(source: Any, filename: Any, mode: str, flags: int = 0, *others: Any, **options: Any) -> Any:
    """Compile as Python does; where Ansible looks for the imports of a file, these alone."""
    if flags == ONLY_AST and isinstance(source, bytes) and sys._getframe(1).f_globals.get("__name__") == FINDER:
        kept = place_of(IMPORTS, source)
        try:
            with open(kept, "rb") as opened:
                source = opened.read()
        except OSError:
            whole = compiled(source, filename, mode, flags, *others, **options)
            keep(kept, imports_of(whole))
            return whole
    return compiled(source, filename, mode, flags, *others, **options)


def imports_of(tree: Any) -> bytes:
    """Return a file with the imports of this one; what it can do without stays below its top."""
    import ast

    found = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    lines = [ast.unparse(node) if node in tree.body else f"if True: {ast.unparse(node)}" for node in found]
    return "\n".join([*lines, ""]).encode()


compiled = builtins.compile
compiled_zipped = getattr(zipimport, COMPILER)
named = getattr(_imp, NAMER)
if "PYTHONPYCACHEPREFIX" in os.environ:
    gc.set_threshold(100_000, 50, 100)
    setattr(zipimport, COMPILER, compile_zipped)
    builtins.compile = compile_imports
