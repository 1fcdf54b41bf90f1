"""`ansible-test` finds nothing in the artefact, with no ignore file, and its unit tests pass under its own loader."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from ansible_test._internal.python_requirements import get_venv_packages

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
CACHE = Path.home() / ".ansible" / "test" / "cache"
BOOTSTRAP = """\
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).with_name("pip-{version}-py3-none-any.whl")))
from pip._internal.cli.main import main
options = [option for option in sys.argv[1:] if option not in ("--no-setuptools", "--no-wheel")]
sys.exit(main(["install", "--upgrade", "--force-reinstall", *options]))
"""


@pytest.fixture(scope="module")
def pip_bootstrap(run: Callable[..., str]) -> Path:
    """The script by which ansible-test gets pip, made from PyPI's wheel: its own would come from another host."""
    version = get_venv_packages(SimpleNamespace(version=PYTHON))["pip"]
    script = CACHE / f"get_pip_{version.replace('.', '_')}.py"
    if not script.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(CACHE), f"pip=={version}")
        script.write_text(BOOTSTRAP.format(version=version), encoding="utf-8")
    return script


@pytest.fixture(scope="module")
def extracted(
    root: Path,
    artefact: Path,
    run: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
    pip_bootstrap: Path,
) -> Path:
    """The artefact's files in a folder of the name, and a git repository, that ansible-test demands."""
    assert pip_bootstrap.is_file()
    folder = tmp_path_factory.mktemp("sanity") / "ansible_collections" / "sovd" / "prod_images"
    folder.mkdir(parents=True)
    shutil.unpack_archive(artefact, folder)
    shutil.copy(root / ".gitignore", folder)
    run("git", "init", "--quiet", cwd=folder)
    run("git", "add", "--all", cwd=folder)
    return folder


def test_sanity(extracted: Path, run: Callable[..., str]) -> None:
    # A line with one word is a name; the others are warnings, such as one about the locale.
    listed = set(re.findall(r"^[\w-]+$", run("ansible-test", "sanity", "--list-tests", cwd=extracted), re.MULTILINE))
    assert listed
    output = run(
        "ansible-test", "sanity", "--venv", "--python", PYTHON, "--color", "no", cwd=extracted, live=True, timeout=900
    )
    ran = set(re.findall(r'Running sanity test "([\w-]+)"', output))
    assert ran
    assert ran == listed, f"never ran: {sorted(listed - ran)}"


def test_units(extracted: Path, run: Callable[..., str]) -> None:
    output = run(
        "ansible-test", "units", "--venv", "--python", PYTHON, "--color", "no", cwd=extracted, live=True, timeout=600
    )
    counted = re.search(r"(\d+) passed", output)
    assert counted, "ansible-test did not say how many tests passed"
    assert int(counted[1]) > 0
