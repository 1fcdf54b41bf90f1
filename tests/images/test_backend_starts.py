"""The backend image starts fast, from the bytecode that is in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from tests.images.backend_claims import no_lasting_bytecode
from tests.images.conftest import Image
from tests.images.served import PATIENCE, PORT, PYTHON, stdlib_of
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, fetch, output_of, until
from tests.rig.databases import SETTINGS
from tests.rig.docker import docker, inspect
from tests.rig.images import build, files_of

EPOCH = 1700000000
# Of Dockerfile.prod, where the first bytecode is made.
FIRST_COMPILED = "# The runtime image may have no shell"
# Every source gets another time first. A link such as Debian's own sitecustomize.py belongs to the base.
USED_BYTECODE = """
import json, os, pathlib, subprocess, sys, sysconfig
for folder in (sysconfig.get_path("stdlib"), "/opt/venv/lib", "/app"):
    for path in pathlib.Path(folder).rglob("*.py"):
        if not path.is_symlink():
            os.utime(path, (1, 1))
script = '''
import json, os, sys
import app.main
specs = [getattr(module, "__spec__", None) for module in list(sys.modules.values())]
origins = {spec.origin or "" for spec in specs if spec}
print(json.dumps([path for path in origins if path.endswith(".py") and not os.path.islink(path)]))
'''
done = subprocess.run([sys.executable, *sys.argv[1:], "-v", "-c", script], capture_output=True, text=True, check=True)
matches = {line.rpartition(" matches ")[2] for line in done.stderr.splitlines() if " matches " in line}
origins = json.loads(done.stdout.splitlines()[-1])
print(json.dumps([len(origins), sorted(set(origins) - matches)]))
"""
# The least processor time of each: neighbours of the machine only add to it, and not to both alike.
IMPORT_TIMES = """
import json, resource, subprocess, sys
def seconds(*options):
    def used():
        return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    start = used()
    subprocess.run([sys.executable, *options, "-c", "import app.main"], check=True)
    return used() - start
seconds()
print(json.dumps([[seconds(), seconds("-X", "pycache_prefix=/tmp/none")] for _ in range(5)]))
"""


def compiled_at_start(image: str, *options: str) -> tuple[int, list[str]]:
    """How many modules came from a source file, and which of those without the bytecode of the image."""
    answer = output_of(image, PYTHON, "-c", USED_BYTECODE, *options, options=(*SETTINGS, "--user=0"))
    imported, compiled = json.loads(answer.splitlines()[-1])
    return imported, compiled


def test_bytecode_is_used_whatever_time_its_source_has(backend: Image) -> None:
    imported, compiled = compiled_at_start(backend.name)
    assert imported > 300
    assert compiled == []


def test_bytecode_lasts_in_a_build_with_a_fixed_time(root: Path, tmp_path: Path, slim: Image) -> None:
    """Python then compares with the source by default, which a container whose files get other times pays for."""
    text = (root / "backend" / "Dockerfile.prod").read_text(encoding="utf-8")
    assert text.count(FIRST_COMPILED) == 1
    file = tmp_path / "Dockerfile.prod"
    file.write_text(text.replace(FIRST_COMPILED, f"ENV SOURCE_DATE_EPOCH={EPOCH}\n{FIRST_COMPILED}"), encoding="utf-8")
    image = build(root / "backend", "fixed-time", f"--build-arg=SOURCE_DATE_EPOCH={EPOCH}", file=file)
    with files_of(image, tmp_path) as files:
        assert no_lasting_bytecode(files, stdlib_of(image)) == []
        same = [name for name in slim.files.members if name.endswith(".pyc") and name in files.members]
        assert len(same) > 1000
        assert [name for name in same if slim.files.read(name) != files.read(name)] == []
    assert inspect(image, "{{.Created}}") == "2023-11-14T22:13:20Z"
    assert compiled_at_start(image)[1] == []


def test_unused_bytecode_is_noticed(slim: Image) -> None:
    imported, compiled = compiled_at_start(slim.name, "-X", "pycache_prefix=/tmp/none")
    assert len(compiled) == imported


def test_bytecode_halves_the_time_of_the_import(slim: Image, tell: Callable[[str], None]) -> None:
    pairs = json.loads(
        output_of(slim.name, PYTHON, "-c", IMPORT_TIMES, options=(*SETTINGS, *HARDENED)).splitlines()[-1]
    )
    with_bytecode, without = (min(times) for times in zip(*pairs, strict=True))
    tell(f"import app.main takes {without / with_bytecode:.2f} times as long without bytecode, at least 2")
    assert without >= 2 * with_bytecode


def test_the_application_starts_and_answers(backend: Image) -> None:
    with container(backend.name, options=(*HARDENED, *SETTINGS, "--env=WEB_CONCURRENCY=1")) as name:
        until(lambda: fetch(name, PORT, "/health/live")[0] == 200, PATIENCE, name)
        assert fetch(name, PORT, "/health/ready")[0] == 503
        mapped = docker("exec", name, PYTHON, "-c", "print(open('/proc/1/maps').read())")
        assert {"uvloop", "httptools"} <= set(re.findall(r"site-packages/(\w+)/", mapped))
