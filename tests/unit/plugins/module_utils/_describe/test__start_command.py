"""Commands that start an application."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._start_command import read_command
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Place


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("uvicorn app.main:app --host 0.0.0.0 --port 80", ("uvicorn", "app.main:app", 80, 0, ())),
        ("exec gunicorn -w 3 -b :9000 site1.wsgi", ("gunicorn", "site1.wsgi:application", 9000, 3, ())),
        (
            "python -m gunicorn shop:app -k gevent --threads 4",
            ("gunicorn", "shop:app", 0, 0, ("--worker-class=gevent", "--threads=4")),
        ),
        ("python manage.py migrate && gunicorn shop:app", ("gunicorn", "shop:app", 0, 0, ())),
        ("sh -c 'uvicorn a:b --port ${PORT:-8080}'", ("uvicorn", "a:b", 8080, 0, ())),
        ("poetry run uvicorn a:create_app --factory", ("uvicorn", "a:create_app", 0, 0, ("--factory",))),
        ("PYTHONPATH=. uv run hypercorn a:b", ("hypercorn", "a:b", 0, 0, ())),
        ("fastapi run app/main.py --port 8080", ("uvicorn", "", 8080, 0, ())),
        (
            "fastapi run a.py --workers 2 --root-path /api --reload",
            ("uvicorn", "", 0, 2, ("--root-path=/api",)),
        ),
        ("celery -A a worker -c 3 -Q high,low", ("celery", "a", 0, 3, ("--queues=high,low",))),
        ("celery -A app.worker beat", ("celery_beat", "app.worker", 0, 0, ())),
        ("gunicorn 'shop:create_app(\"prod\")'", ("gunicorn", 'shop:create_app("prod")', 0, 0, ())),
        ("ddtrace-run uvicorn a:b --root-path /api", ("uvicorn", "a:b", 0, 0, ("--root-path=/api",))),
        (
            "gunicorn -t 120 --preload --max-requests=9 a:b",
            ("gunicorn", "a:b", 0, 0, ("--timeout=120", "--preload", "--max-requests=9")),
        ),
        ("gunicorn --timeout $TIMEOUT a:b", ("gunicorn", "a:b", 0, 0, ())),
        ("npm start", None),
        ("python main.py", None),
        ("'", None),
        ("gunicorn " + "--timeout=1 " * 1000 + "a:b", None),
        ("", None),
    ],
)
def test_commands(text: str, told: tuple[object, ...] | None) -> None:
    found = read_command(text, Place("Procfile", 1))
    assert (found and (found.server, found.reference, found.port, found.workers, found.args)) == told


@pytest.mark.parametrize(
    ("text", "folder", "left_out"),
    [
        ("cd api && gunicorn a:b", "api", ()),
        ("sh -c 'cd ./api/src; uvicorn a:b'", "api/src", ()),
        ("gunicorn --chdir api a:b --log-level debug", "api", ()),
        ("uvicorn --app-dir=src a:b", "src", ()),
        ("gunicorn --chdir /app a:b", "", ()),
        ("gunicorn --chdir ../api a:b", "", ()),
        ("newrelic-admin run-program gunicorn a:b", "", ("newrelic-admin", "run-program")),
        ("uvicorn a:b --ssl-keyfile key.pem --reload", "", ("--ssl-keyfile",)),
    ],
)
def test_what_else_it_does(text: str, folder: str, left_out: tuple[str, ...]) -> None:
    found = read_command(text, Place("Procfile", 1))
    assert found is not None
    assert (found.folder, found.left_out) == (folder, left_out)
