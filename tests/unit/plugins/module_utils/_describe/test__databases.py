"""An address of a database by the drivers among the packages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._databases import is_database, with_databases
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._environment import demanded
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._packages import Packages
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._python_code import read_code
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder, Place

Project = Callable[[Mapping[str, str]], Folder]
DEMANDED = "import os\nURL = os.environ['{}']\n"
HERE = "proof@localhost/proof"


@pytest.mark.parametrize(
    ("text", "packages", "urls"),
    [
        (DEMANDED.format("DATABASE_URL"), ["sqlalchemy", "asyncpg"], {"DATABASE_URL": f"postgresql+asyncpg://{HERE}"}),
        (DEMANDED.format("DATABASE_URL"), ["sqlmodel", "psycopg"], {"DATABASE_URL": f"postgresql+psycopg://{HERE}"}),
        (DEMANDED.format("DATABASE_URL"), ["psycopg2-binary"], {"DATABASE_URL": f"postgresql://{HERE}"}),
        (DEMANDED.format("DATABASE_URL"), ["django", "psycopg"], {"DATABASE_URL": f"postgresql://{HERE}"}),
        (DEMANDED.format("DATABASE_URL"), ["sqlalchemy", "pymysql"], {"DATABASE_URL": f"mysql+pymysql://{HERE}"}),
        (DEMANDED.format("DATABASE_URL"), ["sqlalchemy"], {"DATABASE_URL": "sqlite:///:memory:"}),
        (DEMANDED.format("DATABASE_URL"), [], {"DATABASE_URL": f"postgresql://{HERE}"}),
        (
            DEMANDED.format("DATABASE_URL") + "B = os.environ['ASYNC_DATABASE_URL']\n",
            ["asyncpg", "psycopg2"],
            {
                "DATABASE_URL": f"postgresql://{HERE}",
                "ASYNC_DATABASE_URL": f"postgresql+asyncpg://{HERE}",
            },
        ),
        ("import os\nURL = os.getenv('DATABASE_URL')\n", ["sqlalchemy"], {"DATABASE_URL": "sqlite:///:memory:"}),
        ("import os\nURL = os.getenv('DATABASE_URL')\n", ["sqlalchemy", "asyncpg"], {}),
        ("", ["dj-database-url", "django"], {"DATABASE_URL": "sqlite:///:memory:"}),
        ("", ["django"], {}),
    ],
)
def test_urls(project: Project, text: str, packages: list[str], urls: dict[str, str]) -> None:
    code = read_code(BoundedFolder(project({"app.py": text}).path))
    names = Packages({name: Place("requirements.txt", 1) for name in packages})
    found = with_databases(demanded(code, {"app"}), code, {"app"}, names)
    assert {name: value for name, (value, _place) in found.items()} == urls
    assert all(is_database(value) for value in urls.values())


def test_what_is_no_database() -> None:
    assert not is_database("of the proof")
