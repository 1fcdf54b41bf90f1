"""The folder that modules are imported from."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._import_root import root_by_imports
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._python_file import read_python

MANAGE = "from django.core.management import execute_from_command_line\n"


@pytest.mark.parametrize(
    ("files", "root"),
    [
        ({"api/main.py": "from models import Shop\n", "api/models.py": "class Shop: ...\n"}, "api"),
        ({"api/main.py": "import models\nmodels.shop()\n", "api/models.py": "def shop(): ...\n"}, "api"),
        ({"api/main.py": "from db.session import get\n", "api/db/session.py": ""}, "api"),
        ({"api/main.py": "from api.models import Shop\n", "api/models.py": "class Shop: ...\n"}, ""),
        # A folder that others import as a package is no root.
        (
            {
                "api/main.py": "from models import Shop\n",
                "api/models.py": "Shop = 1\n",
                "run.py": "from api import main\n",
            },
            "",
        ),
        # The standard library's, and Celery's.
        ({"api/main.py": "import logging\nlogging.getLogger()\n", "api/logging.py": "LEVEL = 1\n"}, ""),
        ({"shop/celery.py": "from celery import Celery\napp = Celery()\n", "shop/wsgi.py": ""}, ""),
        # What lies at the top is meant.
        ({"api/main.py": "from models import Shop\n", "api/models.py": "Shop = 1\n", "models.py": "Shop = 2\n"}, ""),
        ({"site/manage.py": MANAGE, "site/shop/wsgi.py": ""}, "site"),
        ({"site/manage.py": MANAGE, "manage.py": MANAGE}, ""),
        ({"scripts/manage.py": "print()\n", "app.py": ""}, ""),
    ],
)
def test_roots(files: Mapping[str, str], root: str) -> None:
    modules = {path[:-3].replace("/", "."): path for path in files}
    read = {module: read_python(files[path], path, module) for module, path in modules.items()}
    assert root_by_imports(read) == root
