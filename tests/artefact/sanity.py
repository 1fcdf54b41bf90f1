"""`ansible-test` of any ansible-core on the artefact, with nothing fetched but packages."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CACHE = Path.home() / ".ansible" / "test" / "cache"
ASK_VERSION = """\
from types import SimpleNamespace
from ansible_test._internal.python_requirements import get_venv_packages
print(get_venv_packages(SimpleNamespace(version={version!r}))["pip"])
"""
BOOTSTRAP = """\
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).with_name("pip-{version}-py3-none-any.whl")))
from pip._internal.cli.main import main
options = [option for option in sys.argv[1:] if option not in ("--no-setuptools", "--no-wheel")]
sys.exit(main(["install", "--upgrade", "--force-reinstall", *options]))
"""


def say(*argv: str | Path) -> str:
    """What a command prints on its standard output."""
    return subprocess.run(argv, capture_output=True, text=True, check=True, timeout=1800).stdout.strip()


def bootstrap_pip(python: Path, version: str) -> None:
    """Write the script by which ansible-test gets pip from PyPI's wheel: its own would come from another host."""
    pip = say(python, "-c", ASK_VERSION.format(version=version))
    script = CACHE / f"get_pip_{pip.replace('.', '_')}.py"
    if script.exists():
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:  # another process may fetch the same
        # By the pip of this Python, since the other one need not have any.
        options = ("--quiet", "--no-deps", "--ignore-requires-python", "--dest", folder)
        say(sys.executable, "-m", "pip", "download", *options, f"pip=={pip}")
        for wheel in Path(folder).iterdir():
            wheel.rename(CACHE / wheel.name)
        (Path(folder) / script.name).write_text(BOOTSTRAP.format(version=pip), encoding="utf-8")
        (Path(folder) / script.name).rename(script)


def extract(artefact: Path, gitignore: Path, place: Path) -> Path:
    """The artefact's files in a folder of the name, and a git repository, that ansible-test demands."""
    folder = place / "ansible_collections" / "sovd" / "prod_images"
    folder.mkdir(parents=True)
    shutil.unpack_archive(artefact, folder)
    shutil.copy(gitignore, folder)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    subprocess.run(["git", "add", "--all"], cwd=folder, check=True)
    return folder


def listed(output: str) -> set[str]:
    """The sanity tests that `--list-tests` names, one word a line; the others are warnings, as about the locale."""
    return set(re.findall(r"^[\w-]+$", output, re.MULTILINE))


def ran(output: str) -> set[str]:
    """The sanity tests that were run."""
    return set(re.findall(r'Running sanity test "([\w-]+)"', output))
