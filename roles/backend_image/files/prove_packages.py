"""Prove on the runtime image that all can be imported that could be before the virtual environment was cut down.

Where it cannot, the cut is taken back for that package: PROVEN gets its files, by their absolute paths.
Ends with a message where an extension module lacks a shared library that a Debian package would bring.
Usage: prove_packages.py CUT PROVEN EXCLUDED; EXCLUDED is a JSON list of modules that are left out with all below them.
"""

from __future__ import annotations

import importlib.util
import json
import py_compile
import shutil
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from pathlib import Path

from cut_off import CutOff
from module_imports import Outcome, import_all
from package_modules import find_modules
from shared_libraries import debian_package, lacking_library

KINDS = ("files", "symbols")


def is_suspect(outcome: Outcome, modules_cut: Iterable[str]) -> bool:
    """Tell whether a failure may come from the cut: not where a module is absent that never was there."""
    if not outcome.error:
        return False
    return bool(outcome.touched) or not outcome.lacks or outcome.lacks in modules_cut


def packages_to_restore(outcome: Outcome, cut: CutOff) -> set[str]:
    """Return the packages whose cut may be why a module cannot be imported: its own, and those it asked for."""
    return {outcome.module.partition(".")[0], *(cut.package_of(touched) for touched in outcome.touched)}


def take_back(cut: CutOff, suspects: Sequence[Outcome], kind: str, proven: Path) -> list[Outcome]:
    """Put back the cut of the packages for which that helps, and return the suspects that it helped."""
    packages = cut.packages(kind)
    suspects = [outcome for outcome in suspects if packages_to_restore(outcome, cut) & packages]
    names = [outcome.module for outcome in suspects]
    if not names:
        return []
    put_back = cut.put_back(kind, {package for outcome in suspects for package in packages_to_restore(outcome, cut)})
    restored = import_all(names, cut.watched(), 1)
    helped = [one for one in suspects if not restored[one.module].error]
    wanted = {package for outcome in helped for package in packages_to_restore(outcome, cut)}
    keep([path for path in put_back if path.relative_to(cut.site).parts[0] in wanted], proven)
    for package in sorted(wanted & packages):
        because = [one for one in helped if package in packages_to_restore(one, cut)]
        print(f"Taken back: the cut of {package} ({kind}), without which {told(because)}")
    return helped


def keep(put_back: Iterable[Path], proven: Path) -> None:
    """Copy files that were put back to where the image takes them from, modules with their bytecode."""
    for path in put_back:
        target = proven / path.relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)
        if path.suffix == ".py":
            bytecode = proven / Path(importlib.util.cache_from_source(str(path))).relative_to("/")
            mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
            py_compile.compile(str(path), str(bytecode), str(path), invalidation_mode=mode, quiet=2)


def told(outcomes: Sequence[Outcome]) -> str:
    """Return what became of the first of some modules, and how many others there are."""
    first = outcomes[0]
    others = f", and {len(outcomes) - 1} more" if len(outcomes) > 1 else ""
    return f"{first.module} could not be imported: {first.error}{others}"


def library_faults(site: Path, failures: Iterable[Outcome]) -> list[str]:
    """Return a message for each extension module that lacks a shared library."""
    messages = []
    for one in failures:
        library = lacking_library(site, one.module, one.error)
        if library:
            messages.append(
                f"{one.module}: the runtime image lacks what it needs: {one.error}\n"
                f"  Add the Debian package that has {library}, most likely {debian_package(library)}, to "
                "backend_image_apt_runtime_packages,\n"
                f"  or leave the module out, if nothing uses it: backend_image_proof_exclude: [{one.module}]"
            )
    return messages


def prove(cut: CutOff, proven: Path, excluded: Sequence[str]) -> None:
    """Import everything, take back what broke, and end where something cannot be mended here."""
    concerned = concerned_packages(cut)
    modules = [name for name in find_modules(cut.site) if name.partition(".")[0] in concerned]
    modules = [name for name in modules if not is_excluded(name, excluded)]
    watched = cut.watched()
    failures = [outcome for outcome in import_all(modules, watched).values() if outcome.error]
    for kind in KINDS:
        suspects = [outcome for outcome in failures if is_suspect(outcome, watched.modules)]
        helped = take_back(cut, suspects, kind, proven)
        failures = [outcome for outcome in failures if outcome not in helped]
    for one in failures:
        if one.ended:
            print(f"Not imported, before the cut neither: {one.module} {one.error}")
    print(f"Imported {len(modules) - len(failures)} modules; {len(failures)} cannot be, with or without the cut.")
    faults = library_faults(cut.site, failures)
    if faults:
        raise SystemExit("\n".join(faults))


def concerned_packages(cut: CutOff) -> set[str]:
    """Return the packages that something was cut off, and those that need shared libraries.

    A module of another one that imports a folder of tests has kept it in its place.
    """
    native = {path.relative_to(cut.site).parts[0].partition(".")[0] for path in cut.site.rglob("*.so")}
    return native.union(*(cut.packages(kind) for kind in KINDS))


def is_excluded(module: str, excluded: Sequence[str]) -> bool:
    """Tell whether a module is left out, by its own name or by that of a package above it."""
    return any(module == name or module.startswith(name + ".") for name in excluded)


def main() -> None:
    """Prove, and tell what was found."""
    site = Path(sysconfig.get_path("platlib"))
    cut = CutOff(Path(sys.prefix) / "lib", site, Path(sys.argv[1]))
    proven = Path(sys.argv[2])
    proven.mkdir(exist_ok=True)
    prove(cut, proven, json.loads(sys.argv[3]))


if __name__ == "__main__":
    main()
