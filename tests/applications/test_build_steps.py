"""Steps of the user on the code: what they see, what they leave in the image, and what they cannot reach."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.applications.building import build_source
from tests.applications.case import SOURCES
from tests.rig.cleanup import unique
from tests.rig.containers import output_of
from tests.rig.docker import docker, inspect
from tests.rig.images import CA_BUNDLE
from tests.rig.package_index import USER, package_index, write_wheel

pytestmark = pytest.mark.slow
PASSWORD = "hunter2-of-a-step"
# Fetches what only a password and the given authority open; ends with 7 where there is no network.
FETCH = """\
import base64, os, sys, urllib.error, urllib.request
import starlette  # one of the packages
token = base64.b64encode(f"{os.environ['WHO']}:{os.environ['TOKEN']}".encode()).decode()
request = urllib.request.Request(sys.argv[1], headers={"Authorization": "Basic " + token})
try:
    answer = urllib.request.urlopen(request, timeout=120).read()
except urllib.error.URLError as error:
    print(error)
    raise SystemExit(7)
for folder in sys.argv[2:]:
    os.makedirs(folder, exist_ok=True)
    open(os.path.join(folder, "fetched"), "wb").write(answer)
"""


def test_steps_on_the_code(tmp_path: Path, tool_environment: dict[str, str]) -> None:
    source = tmp_path / "source"
    shutil.copytree(SOURCES / "plain", source)
    (source / "app" / "fetch.py").write_text(FETCH, encoding="utf-8")
    with package_index(tmp_path / "index", PASSWORD) as index:
        write_wheel(index.folder, "goods", "")
        step = {"secrets": ["token"], "env": {"WHO": USER}}
        note = "echo '$x \"y\"' > alone"
        fetch = ["python", "app/fetch.py", index.url]
        steps = [
            {**step, "command": f"code=0\npython app/fetch.py {index.url} || code=$?\n[ $code = 7 ]\n{note}"},
            {
                **step,
                "command": [*fetch, "app/models", "/opt/models"],
                "network": "default",
                "outputs": ["/opt/models"],
            },
        ]
        bundle = tmp_path / "bundle.pem"
        bundle.write_bytes(index.trusted.read_bytes() + (CA_BUNDLE.read_bytes() if CA_BUNDLE.is_file() else b""))
        variables = {
            "backend_image_ca_bundle": str(bundle),
            "backend_image_secrets": [{"id": "token", "type": "env", "env": "OF_THE_TASK"}],
            "backend_image_secret_env": {"token": "TOKEN"},
            "backend_image_build_steps": steps,
        }
        name = unique("steps")
        environment = {**tool_environment, "OF_THE_TASK": PASSWORD}
        built = build_source(name, source, variables, environment)
        assert built.code == 0, built.text[-6000:]
        again = build_source(name, source, variables, environment)
        assert "unchanged" in again.text.rpartition("Report the image]")[2]
    assert "goods" in output_of(built.image, "cat", "app/models/fetched")
    assert "goods" in output_of(built.image, "cat", "/opt/models/fetched")
    assert output_of(built.image, "cat", "alone").strip() == '$x "y"'
    assert output_of(built.image, "sh", "-c", "env; ls -ld /opt/models").split().count("TOKEN") == 0
    assert PASSWORD not in built.text + docker("history", "--no-trunc", built.image) + inspect(
        built.image, "{{json .}}"
    )


def test_a_step_that_fails_leaves_no_tag(tmp_path: Path, tool_environment: dict[str, str]) -> None:
    source = tmp_path / "source"
    shutil.copytree(SOURCES / "plain", source)
    variables = {"backend_image_build_steps": [{"command": ["python", "-c", "raise SystemExit('no models')"]}]}
    built = build_source(unique("steps"), source, variables, tool_environment)
    assert built.code != 0
    assert "no models" in built.text
    assert docker("image", "ls", "--quiet", built.image) == ""
