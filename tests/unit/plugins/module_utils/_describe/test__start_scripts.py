"""Scripts of the shell that start an application."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._start_scripts import started_by_script
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]
BOOT = "#!/bin/sh\ncelery -A shop worker &\nexec gunicorn -b :5000 shop:app\n"


@pytest.mark.parametrize(
    ("files", "words", "told"),
    [
        ({"boot.sh": BOOT}, ["./boot.sh"], ("gunicorn", 5000, "boot.sh:3")),
        ({"boot.sh": BOOT}, ["sh", "/srv/app/boot.sh"], ("gunicorn", 5000, "boot.sh:3")),
        ({"bin/start": BOOT}, ["bin/start"], ("gunicorn", 5000, "bin/start:3")),
        (
            {"entrypoint.sh": 'python manage.py migrate\nexec "$@"\n'},
            ["/entrypoint.sh", "uvicorn", "a:b", "--port", "9000"],
            ("uvicorn", 9000, "entrypoint.sh:2"),
        ),
    ],
)
def test_started(project: Project, files: Mapping[str, str], words: list[str], told: tuple[str, int, str]) -> None:
    found = started_by_script(BoundedFolder(project(files).path), words)
    assert found is not None
    assert (found.server, found.port, str(found.place)) == told


@pytest.mark.parametrize("words", [[], ["./gone.sh"], ["gunicorn", "a:b"], ["../boot.sh"], ["sh", "-c", "echo"]])
def test_nothing_is_started(project: Project, words: list[str]) -> None:
    folder = BoundedFolder(project({"other.sh": BOOT, "boot.sh": "# exec gunicorn a:b\necho\n"}).path)
    assert started_by_script(folder, words) is None
