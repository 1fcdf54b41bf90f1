"""Sets of variables that reach each branch of the templates, rendered in one run; nothing is built from them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SECRETS = [{"id": name, "type": "env", "env": name.upper()} for name in ("token", "settings")]
# What the files that are found in a source say, where one of them must say something.
TEXTS = {
    "requirements.txt": "-e .\ngit+ssh://git@git.example/goods.git\n",
    "pylock.toml": '[[packages]]\nname = "shop"\ndirectory = {path = "."}\n',
    "pip.conf": "[global]\n",
}
PUBLIC_KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBF\n-----END PGP PUBLIC KEY BLOCK-----\n"
# By name: the files that the source has to have, and the variables.
VARIANTS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "pip and pnpm": (
        ("requirements.txt", "pyproject.toml", "pip.conf", "README.md", "pnpm-lock.yaml"),
        {
            "backend_image_resolver": "pip",
            "backend_image_ssh_known_hosts": ["git.example ssh-ed25519 AAAA"],
            "backend_image_build_options": {"ssh": ["default"]},
            "backend_image_install_env": {"PIP_NO_BINARY": "none"},
            "backend_image_project_version": "1.2.3",
            "backend_image_install_args": ["--no-deps"],
            "backend_image_runtime_image": "debian:bookworm-slim",
            "backend_image_apt_runtime_packages": ["libpq5", "python3"],
            "backend_image_build_args": {"BUILD_NUMBER": "7"},
            "backend_image_env": {"SITE": 'north "1" $HOME'},
            "backend_image_server": "gunicorn",
            "backend_image_init": True,
            "backend_image_port_from_environment": True,
            "backend_image_home": "/tmp",
            "backend_image_syntax": "docker/dockerfile:1",
            "frontend_image_syntax": "docker/dockerfile:1",
            "frontend_image_port": 8080,
            "nginx_conf_nginx_version": "1.22.0",
            "nginx_conf_rate_limit": "20r/s",
            "nginx_conf_csp_by_path": {"/api/docs": {"default-src": ["'self'"]}},
        },
    ),
    "uv and yarn": (
        ("pyproject.toml", "uv.lock", "yarn.lock"),
        {
            "backend_image_installer": "uv",
            "backend_image_uv_image": "",
            "backend_image_server": "celery",
            "backend_image_health_command": ["python", "-c", "raise SystemExit(0)"],
            "backend_image_secrets": SECRETS,
            "backend_image_secret_env": {"token": "UV_INDEX_SHOP_PASSWORD"},
            "backend_image_build_steps": [
                {"command": ["python", "manage.py", "collectstatic", "--noinput"], "env": {"SECRET_KEY": "x"}},
                {
                    "command": "python -m app.models > log",
                    "network": "default",
                    "secrets": ["token"],
                    "outputs": ["/opt/models"],
                },
            ],
            "backend_image_secret_targets": {"settings": "/root/.netrc"},
            "frontend_image_secrets": SECRETS,
            "frontend_image_secret_targets": {"settings": "/root/.npmrc"},
            "frontend_image_build_args": {"BUILD_NUMBER": "7"},
            "frontend_image_build_env": {"VITE_SITE": 'north "1" $HOME'},
            "frontend_image_inline_hashes": "always",
            "nginx_conf_backend_url": "https://backend.internal:8443",
            "nginx_conf_trusted_proxies": ["10.0.0.0/8"],
            "nginx_conf_ipv6": True,
        },
    ),
    "pylock": (
        ("pylock.toml", "pyproject.toml", "package-lock.json"),
        {"backend_image_installer": "pylock", "backend_image_code": []},
    ),
    "poetry and npm": (
        ("pyproject.toml", "poetry.lock", "package-lock.json"),
        {
            "backend_image_installer": "poetry",
            "backend_image_apt_build_packages": ["gcc", "libc6-dev"],
            "backend_image_runtime_packages": ["libpq5"],
            "backend_image_apt_sources": [
                {
                    "name": "pgdg",
                    "uri": "https://apt.example/pgdg",
                    "suite": "bookworm-pgdg",
                    "key_file": "/etc/key.asc",
                },
                {"name": "flat", "uri": "https://apt.example/flat", "suite": "./", "key": PUBLIC_KEY},
            ],
            "backend_image_command": ["python", "-m", "app", "--port", "${PORT}"],
            "backend_image_entrypoint": ["tini", "--"],
            "backend_image_strip": False,
            "backend_image_stdlib_bytecode": False,
            "backend_image_drop_files": [],
            "backend_image_drop_folders": [],
            "frontend_image_ignore_scripts": False,
            "nginx_conf_api_location": "",
            "nginx_conf_websocket_location": "",
            "nginx_conf_hsts_max_age": 0,
        },
    ),
}


def render(folder: Path, run: Callable[..., str]) -> dict[str, Path]:
    """By name the folder with what the roles render for a variant."""
    hosts, folders = {}, {}
    for name, (files, variables) in VARIANTS.items():
        place = folder / name.replace(" ", "-")
        source, folders[name] = place / "source", place / "rendered"
        source.mkdir(parents=True)
        for file in (*files, "package.json", "app", "alembic", "alembic.ini"):
            (source / file).write_text(TEXTS.get(file, ""), encoding="utf-8")
        hosts[name.replace(" ", "_")] = {
            "backend_image_source": str(source),
            "frontend_image_source": str(source),
            "backend_image_render_dir": str(folders[name] / "backend"),
            "frontend_image_render_dir": str(folders[name] / "frontend"),
            "nginx_conf_dest": str(folders[name] / "nginx.conf"),
            **variables,
        }
    local = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    inventory = folder / "hosts.yml"
    inventory.write_text(json.dumps({"all": {"hosts": hosts, "vars": local}}), encoding="utf-8")
    run(
        *("ansible-playbook", "--inventory", str(inventory), "--tags", "render", str(HERE / "render.yml")),
        ANSIBLE_COLLECTIONS_PATH=str(HERE.parents[1] / "playbooks" / "collections"),
    )
    return folders
