"""What is told of an application that could not start, before its image has a tag."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

APPLICATION = {
    "app/__init__.py": "",
    "app/main.py": "import os\nSETTING = os.environ['SETTING']\nclass create:\n    app = print",
    "app/exits.py": "import sys\nsys.exit(3)",
    "app/lacks.py": "import sovd_absent",
    "app/threads.py": "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\napp = 1",
    "src/inner.py": "app = 1",
}
SETTINGS: dict[str, Any] = {
    "program": sys.executable, "modules": {}, "application": "", "folder": ".", "environment": {"SETTING": "x"},
    "excluded": [],
}  # fmt: skip


def start(programs: Path, place: Path, **settings: Any) -> tuple[int, str]:
    for name, text in APPLICATION.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    (place / "start.json").write_text(json.dumps({**SETTINGS, **settings}), encoding="utf-8")
    command = [sys.executable, "-B", str(programs / "start_application.py"), "start.json"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False, timeout=300)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "settings",
    [
        {"application": "app.main:create.app"},
        {"application": "app.main:create(1)"},
        {"application": "app.main"},
        {"application": "app.threads:app"},
        {"application": "inner:app", "folder": "src"},
        {"application": "app.lacks:app", "excluded": ["app.lacks"]},
        {"program": "sh", "modules": {"json": "backend_image_loop"}},
    ],
)
def test_what_starts(programs: Path, tmp_path: Path, settings: dict[str, Any]) -> None:
    assert start(programs, tmp_path, **settings) == (0, "")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"application": "app.main:app"}, "app.main has no app, which backend_image_app_module 'app.main:app' names"),
        ({"application": "app.wrong:app"}, "app.wrong, the application, cannot be imported: ModuleNotFoundError: No"),
        ({"application": "app.lacks:app"}, "ModuleNotFoundError: No module named 'sovd_absent'"),
        ({"application": "app.lacks:app"}, "backend_image_proof_exclude: [app.lacks]"),
        ({"application": "app.exits:app"}, "cannot be imported: SystemExit: 3"),
        ({"application": "app.main:create.app", "environment": {}}, "KeyError: 'SETTING'"),
        ({"application": "app.main:create.app", "environment": {}}, "placeholders for them in backend_image_proof_env"),
        ({"program": "/absent/gunicorn"}, "found no program '/absent/gunicorn' that the user may run"),
        ({"modules": {"sovd_absent": "backend_image_loop"}}, "backend_image_loop: sovd_absent cannot be imported: "),
    ],
)
def test_what_does_not(programs: Path, tmp_path: Path, settings: dict[str, Any], said: str) -> None:
    code, told = start(programs, tmp_path, **settings)
    assert code == 1
    assert "The container could not start: " in told
    assert said in told
