"""Applications that are packages themselves, or whose packages are named in other ways than by one list."""

from __future__ import annotations

from tests.applications.case import Case
from tests.rig.images import CA_BUNDLE

# The versions are in the metadata of the installed packages alone.
SHOP = {"backend_image_code": [], "backend_image_app_module": "shop.main:app"}
BY_UV = {"backend_image_installer": "uv"}
UV = f"pip install uv && export SSL_CERT_FILE={CA_BUNDLE} && uv "
POETRY = f"pip install poetry && export REQUESTS_CA_BUNDLE={CA_BUNDLE} && poetry install --only main"

INSTALLED = {
    "srclayout": Case(
        {"/v": r'"v":"1.2.3","eps":\["hello"\]'}, {**SHOP, **BY_UV}, locks=(("uv", "lock"),),
        shape="uv, src/ layout, metadata and entry points", plain=UV + "sync --locked --no-dev",
    ),
    "pylock": Case(
        {"/v": r'"v":"1.2.3","eps":\["hello"\]'},
        {**SHOP, "backend_image_installer": "pylock", "backend_image_pylock": "pylock.shop.toml"},
        source="srclayout",
        locks=(("uv", "export", "--format", "pylock.toml", "--output-file", "pylock.shop.toml"),),
        shape="pylock.toml (PEP 751)",
        plain="pip install .",
    ),
    "workspace": Case(
        {"/v": '"x":5'}, {**SHOP, **BY_UV, "backend_image_code": ["shop"]}, locks=(("uv", "lock"),),
        shape="uv workspace", plain=UV + "sync --locked --no-dev",
    ),
    "poetrypath": Case(
        {"/v": '"x":6,"v":"1.2.3","core":"/opt/venv/'}, {**SHOP, "backend_image_installer": "poetry"},
        locks=(("poetry", "lock"),), shape="Poetry, path dependency with develop = true", plain=POETRY,
    ),
    "reqe": Case({"/v": '"v":"1.2.3"'}, SHOP, shape="-e . in requirements.txt"),
    "reqe by pip": Case(
        {"/v": '"v":"1.2.3"'}, {**SHOP, "backend_image_resolver": "pip"}, source="reqe", shape="the same by pip",
        is_wish=True,
    ),
    "reqsr": Case({"/health": "true"}, shape="-r and -c in requirements.txt"),
    "reqdir": Case(
        {"/health": "true"}, {"backend_image_requirements": ["requirements/production.txt"]},
        shape="requirements in a folder", plain="pip install -r requirements/production.txt",
    ),
    "dynamic": Case(
        {"/health": '"v":"4.5.6"'},
        {
            "backend_image_code": [],
            "backend_image_app_module": "dynamic.main:app",
            "backend_image_project_version": "4.5.6",
        },
        shape="setuptools-scm, dependencies and readme from files",
        plain="SETUPTOOLS_SCM_PRETEND_VERSION=4.5.6 pip install -r requirements.txt",
    ),
    "djangoadmin": Case(
        {
            "/admin/login/": "/static/admin/css/base.[0-9a-f]{12}.css",
            "/static/staticfiles.json": '"admin/css/base.css"',
        },
        {
            "backend_image_code": ["site1", "manage.py"],
            "backend_image_app_module": "site1.wsgi:application",
            "backend_image_server": "gunicorn",
            "backend_image_home": "/tmp",
            "backend_image_health_headers": {"Host": "shop.example"},
            "backend_image_build_steps": [
                {"command": ["python", "manage.py", "collectstatic", "--noinput"], "env": {"SECRET_KEY": "x"}}
            ],
        },
        headers={"Host": "shop.example"},
        shape="Django's admin, collectstatic, WhiteNoise",
    ),
}  # fmt: skip
