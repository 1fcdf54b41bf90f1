"""Settings of Django."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._description import CERTAIN, Description
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._django import (
    describe_django,
    named_modules,
    settings_files,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._packages import Packages
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._python_code import read_code
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder, Place

Project = Callable[[Mapping[str, str]], Folder]


@pytest.mark.parametrize(
    ("settings", "variables"),
    [
        (
            "ALLOWED_HOSTS = ['.shop.example']\nSECURE_SSL_REDIRECT = True\n",
            {"backend_image_health_headers": {"Host": "shop.example", "X-Forwarded-Proto": "https"}},
        ),
        ("ALLOWED_HOSTS = ['*']\n", {}),
        (
            "import os\nALLOWED_HOSTS = os.environ.get('H', 'a.example,b.example').split(',')\n",
            {"backend_image_health_headers": {"Host": "a.example"}},
        ),
        (
            "STATIC_ROOT = '/app/static'\n",
            {"backend_image_build_steps": [{"command": ["python", "manage.py", "collectstatic", "--noinput"]}]},
        ),
    ],
)
def test_proposals(project: Project, settings: str, variables: dict[str, Any]) -> None:
    code = read_code(BoundedFolder(project({"site1/settings.py": settings, "manage.py": ""}).path))
    found = Description("backend", ".")
    describe_django(code, found, Packages({"whitenoise": Place("requirements.txt", 1)}), {})
    assert found.to_json()["variables"] == variables


def test_modules_that_settings_name(project: Project) -> None:
    files = {
        "config/settings/base.py": "INSTALLED_APPS = ['shop', 'django.contrib.admin']\nROOT_URLCONF = 'config.urls'\n",
        "config/settings/production.py": "from .base import *\nALLOWED_HOSTS = []\n",
        "config/urls.py": "urlpatterns = [path('', include('pages.urls'))]\n",
        "pages/urls.py": "",
        "shop/__init__.py": "",
        "shop/models.py": "",
        "shop/unused.py": "",
    }
    code = read_code(BoundedFolder(project(files).path))
    assert settings_files(code)[0].module == "config.settings.production"
    assert {"config.urls", "shop", "shop.models", "pages.urls"} <= named_modules(code)
    assert "shop.unused" not in named_modules(code)


@pytest.mark.parametrize(
    ("managed", "env"), [("site1.local", {"env": {"DJANGO_SETTINGS_MODULE": "site1.settings"}}), ("site1.settings", {})]
)
def test_collectstatic_by_the_settings_of_the_server(project: Project, managed: str, env: dict[str, Any]) -> None:
    text = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', '{}')\n"
    files = {
        "manage.py": text.format(managed),
        "site1/wsgi.py": text.format("site1.settings"),
        "site1/settings.py": "STATIC_ROOT = '/app/static'\n",
        "site1/local.py": "from .settings import *\n",
    }
    code = read_code(BoundedFolder(project(files).path))
    found = Description("backend", ".")
    found.propose("backend_image_app_module", "site1.wsgi:application", Place("site1/wsgi.py", 1), CERTAIN, "")
    describe_django(code, found, Packages({"whitenoise": Place("requirements.txt", 1)}), {})
    (step,) = found.value("backend_image_build_steps")
    assert {key: value for key, value in step.items() if key == "env"} == env


@pytest.mark.parametrize(
    ("served", "others", "asked"),
    [
        ("local", ["production"], ["config.settings.production", "config.settings.local"]),
        ("dev", ["prod", "test"], ["config.settings.prod", "config.settings.dev"]),
        ("dev", ["test"], []),
        ("production", ["local"], []),
    ],
)
def test_settings_for_developers_are_asked_about(
    project: Project, served: str, others: list[str], asked: list[str]
) -> None:
    files = {f"config/settings/{name}.py": "INSTALLED_APPS = []\n" for name in (served, *others)}
    setting = f"import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings.{served}')\n"
    code = read_code(BoundedFolder(project({**files, "config/wsgi.py": setting}).path))
    found = Description("backend", ".")
    found.propose("backend_image_app_module", "config.wsgi:application", Place("x"), CERTAIN, "")
    describe_django(code, found, Packages(), {})
    told = found.questions.get("backend_image_env", {"candidates": []})
    assert [one["DJANGO_SETTINGS_MODULE"] for one in told["candidates"]] == asked
