"""What was cut off the packages of a virtual environment, and how it is put back for some of them.

`CUT/files` has what drop_files.py moved away, `CUT/symbols` what drop_symbols.py cut off, by their paths below LIB.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from drop_symbols import restore_symbols
from module_imports import Cut


@dataclass(frozen=True)
class CutOff:
    """What was cut off the folder `lib`, whose packages are below `site`, and is kept in `folder`."""

    lib: Path
    site: Path
    folder: Path

    def files(self, kind: str) -> list[Path]:
        """Return the files of a kind, `files` or `symbols`, by their paths below the folder of the packages."""
        place = self.folder / kind / self.site.relative_to(self.lib)
        return sorted(path.relative_to(place) for path in place.rglob("*") if path.is_file() or path.is_symlink())

    def packages(self, kind: str) -> set[str]:
        """Return the packages that something was cut off."""
        return {path.parts[0] for path in self.files(kind)}

    def watched(self) -> Cut:
        """Return the files and modules that are not there, as an import would ask for them."""
        files = self.files("files")
        modules = {path.with_suffix("") for path in files if path.suffix == ".py"}
        packages = {path.parent for path in modules if path.name == "__init__"}
        names = [".".join(path.parts) for path in modules | packages]
        return Cut([str(self.site / path) for path in files], names)

    def package_of(self, touched: str) -> str:
        """Return the package of a file or a module that an import has asked for."""
        if touched.startswith(os.sep):
            return Path(touched).relative_to(self.site).parts[0]
        return touched.partition(".")[0]

    def put_back(self, kind: str, packages: Iterable[str]) -> list[Path]:
        """Put back what was cut off some packages, and return the paths of these files."""
        wanted, done = set(packages), []
        for path in self.files(kind):
            if path.parts[0] not in wanted:
                continue
            kept, target = self.folder / kind / self.site.relative_to(self.lib) / path, self.site / path
            if kind == "symbols":
                restore_symbols(target, kept)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(kept, target, follow_symlinks=False)
            done.append(target)
        return done
