# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An address of a database that the import of an application takes, by the drivers it has; no I/O (private).

Schemes are those of SQLAlchemy, https://docs.sqlalchemy.org/en/20/core/engines.html#database-urls, and of
dj-database-url, which knows no drivers.
"""

from __future__ import annotations

import ast

from .._project._folder import Place
from ._packages import Packages
from ._python_code import PythonCode

PLACEHOLDER = "postgresql://proof@localhost/proof"
_MEMORY = "sqlite:///:memory:"
# Packages, the scheme of SQLAlchemy, and that of dj-database-url.
_DRIVERS = (
    (("psycopg2", "psycopg2-binary"), "postgresql", "postgresql"),
    (("psycopg",), "postgresql+psycopg", "postgresql"),
    (("asyncpg",), "postgresql+asyncpg", "postgresql"),
    (("mysqlclient",), "mysql", "mysql"),
    (("pymysql",), "mysql+pymysql", "mysql"),
    (("aiomysql",), "mysql+aiomysql", "mysql"),
    (("asyncmy",), "mysql+asyncmy", "mysql"),
)
_NAME = "DATABASE_URL"


def is_database(value: str) -> bool:
    """Tell whether a value is an address of a database."""
    return value == _MEMORY or value.startswith("sqlite+") or value.endswith("://proof@localhost/proof")


def with_databases(
    wanted: dict[str, tuple[str, Place]], code: PythonCode, modules: set[str], packages: Packages
) -> dict[str, tuple[str, Place]]:
    """Return what is demanded, each database by a driver that is there, with one that is read where it is set."""
    known = dict(wanted)
    place = None if _NAME in known else _read_at(code, modules, packages)
    if place:
        known[_NAME] = (PLACEHOLDER, place)
    for name, (value, where) in known.items():
        if value == PLACEHOLDER:
            known[name] = (_url(name, [*known], packages, name in wanted), where)
    return known


def _read_at(code: PythonCode, modules: set[str], packages: Packages) -> Place | None:
    """Return where the usual name is read though it need not be set: the proof of the build sets it anyway."""
    if packages.has("asyncpg"):
        return None
    for module in sorted(modules):
        file = code.files[module]
        for node in ast.walk(file.tree):
            if isinstance(node, ast.Constant) and node.value == _NAME:
                return Place(file.path, node.lineno)
    return packages.names.get("dj-database-url")


def _url(name: str, names: list[str], packages: Packages, is_demanded: bool) -> str:
    is_django = packages.has("django")
    of_async = "ASYNC" in name.upper() or not any("ASYNC" in one.upper() for one in names)
    found = [one for one in _DRIVERS if packages.has(*one[0])]
    if of_async:
        found.sort(key=lambda one: not one[1].endswith(("+asyncpg", "+aiomysql", "+asyncmy")))
    if not found:
        asynchronous = packages.has("aiosqlite") and not is_django
        free = "sqlite+aiosqlite:///:memory:" if asynchronous else _MEMORY
        return PLACEHOLDER if is_demanded and not packages.has("sqlalchemy", "sqlmodel", "django") else free
    scheme = found[0][2] if is_django else found[0][1]
    has_sqlalchemy = packages.has("sqlalchemy", "sqlmodel", "flask-sqlalchemy", "alembic")
    if scheme == "postgresql" and not is_django and has_sqlalchemy:
        scheme = "postgresql+psycopg2"  # from 2.1 on SQLAlchemy takes psycopg where no driver is named
    return scheme + "://proof@localhost/proof"
