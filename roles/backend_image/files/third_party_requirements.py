"""Take the packages of the source out of requirement files, and list what these packages need themselves.

So the layer of the packages of others is decided by names and versions, and no line of code changes it.
Usage: third_party_requirements.py TARGET FILES LOCAL; FILES is a JSON list, LOCAL a JSON mapping of paths to extras. It
runs in the folder of the source, by the environment that the packages of the source are installed in.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

from requirement_lines import Line, local_requirement, read_lines

OPTIONS = {"include": "--requirement ", "constraint": "--constraint ", "links": "--find-links "}
EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
OF_LOCAL = "of-local-packages.txt"


def rewritten(line: Line) -> str:
    """Return a line for the packages of others, empty for a package of the source."""
    local = local_requirement(line.value) if line.kind in ("requirement", "editable") else None
    if local and not local.is_archive:
        return ""
    return OPTIONS.get(line.kind, "") + line.value


def canonical(name: str) -> str:
    """Return a name as it is compared: https://packaging.python.org/en/latest/specifications/name-normalization/."""
    return re.sub(r"[-_.]+", "-", name).lower()


def extras_by_name(source: Path, found: Iterable[Distribution], local: Mapping[str, list[str]]) -> dict[str, set[str]]:
    """Return for each package of the source the extras that are asked for, those that they ask of each other too."""
    packages = {canonical(one.metadata["Name"]): one for one in found}
    by_path = {str((source / path).resolve()): extras for path, extras in local.items()}
    asked = {name: {canonical(extra) for extra in by_path.get(place_of(one), [])} for name, one in packages.items()}
    grew = True
    while grew:
        grew = False
        for name, one in packages.items():
            for other, extras in needed(one, asked[name]):
                if other in asked and not extras <= asked[other]:
                    asked[other] |= extras
                    grew = True
    return asked


def place_of(package: Distribution) -> str:
    """Return the folder that a package was installed from."""
    url = json.loads(package.read_text("direct_url.json") or "{}").get("url", "")
    return str(url).replace("file://", "").rstrip("/")


def needed(package: Distribution, extras: set[str]) -> list[tuple[str, set[str]]]:
    """Return name and extras of each requirement of a package that holds with these extras."""
    found = []
    for requirement in package.requires or []:
        marker = EXTRA.search(requirement)
        match = NAME.match(requirement)
        if match and (not marker or canonical(marker[1]) in extras):
            found.append(
                (canonical(match[1]), {canonical(word.strip()) for word in (match[2] or "").split(",") if word})
            )
    return found


def requirements_of(found: Iterable[Distribution], asked: Mapping[str, set[str]]) -> list[str]:
    """Return what the packages of the source need of others; what depends on extras holds always or never."""
    lines = set()
    for one in found:
        extras = asked[canonical(one.metadata["Name"])]
        for requirement in one.requires or []:
            match = NAME.match(requirement)
            if match and canonical(match[1]) not in asked:
                lines.add(with_extras(requirement, extras))
    return sorted(lines)


def with_extras(requirement: str, extras: set[str]) -> str:
    """Return a requirement with a comparison that is true or false for each extra that its marker asks about."""
    return EXTRA.sub(lambda extra: f"python_version {'>=' if canonical(extra[1]) in extras else '<'} '3'", requirement)


def main() -> None:
    """Write the files."""
    target, files, local = Path(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3])
    hashed = False
    for name in files:
        lines = read_lines(Path(name).read_text(encoding="utf-8"))
        hashed = hashed or any("--hash=" in line.value for line in lines)
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text("".join(f"{rewritten(line)}\n" for line in lines), encoding="utf-8")
    found = [one for one in distributions() if place_of(one)]
    # A file with hashes lists all that is needed, since a requirement without one is refused beside it.
    of_local = [] if hashed else requirements_of(found, extras_by_name(Path.cwd(), found, local))
    (target / OF_LOCAL).write_text("".join(f"{line}\n" for line in of_local), encoding="utf-8")


if __name__ == "__main__":
    main()
