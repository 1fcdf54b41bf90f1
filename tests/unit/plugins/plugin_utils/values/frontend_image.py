"""Right and wrong values of the variables of the role frontend_image."""

from __future__ import annotations

from typing import Any

from . import image

RIGHT: dict[str, list[Any]] = {
    **image.of_role("frontend_image", image.RIGHT),
    "frontend_image_health_path": ["/health", "/up~now/2"],
    "frontend_image_node_image": ["node:20-alpine"],
    "frontend_image_nginx_image": ["nginx:alpine", "registry.example:5000/nginx@sha256:" + "0" * 64],
    "frontend_image_package_manager": ["npm", "pnpm", "yarn"],
    "frontend_image_pnpm_version": ["", "10.34.9", "11.0.0-rc.1", 10],
    "frontend_image_secret_env": [{}],
    "frontend_image_scripts_of": [[], ["esbuild", "@swc/core", "JSONStream"]],
    "frontend_image_own_scripts": [[], ["prepare"]],
    "frontend_image_build_dir": [".", "apps/web"],
    "frontend_image_ignore_scripts": [False, "no"],
    "frontend_image_build_script": ["build", "build:prod", "build-it"],
    "frontend_image_output_dir": ["dist", "out/page", ".output/public", "docs/.vitepress/dist"],
    "frontend_image_source_date_epoch": ["", 268521856, "1767225600"],
    "frontend_image_api_base_url": ["/api", "/", "https://api.example/v1"],
    "frontend_image_build_env": [
        {},
        {"VITE_TITLE": "Müller & Söhne \u2013 日本 €", "VITE_SIZE": 3, "VITE_TAB": "a\tb", "VITE_ON": False},
    ],
    "frontend_image_precompress": [[], ["css", "js"]],
    "frontend_image_inline_hashes": ["always", "never"],
    "frontend_image_web_root": ["/usr/share/nginx/html", "/srv/page"],
    "frontend_image_worker_processes": ["auto", "2", 4],
    "frontend_image_worker_connections": [16, 65535],
    "frontend_image_shutdown_timeout": ["1m30s", "300ms", "20", "1d"],
}
WRONG: dict[str, list[Any]] = {
    **image.of_role("frontend_image", image.WRONG),
    "frontend_image_health_path": ["", "/", "health", "/a b", "/health?x=1"],
    "frontend_image_node_image": ["node:20:alpine", ""],
    "frontend_image_nginx_image": ["Nginx", None],
    "frontend_image_package_manager": ["bun"],
    "frontend_image_pnpm_version": ["latest", 10.3],
    "frontend_image_secret_env": [{"token": "NPM-TOKEN"}, {"a b": "A"}, {"unknown": "TOKEN"}, ["token"]],
    "frontend_image_scripts_of": ["esbuild", [""], ["-g"], ["a b"], ["@swc"]],
    "frontend_image_own_scripts": [["build"]],
    "frontend_image_build_dir": ["", "/apps", "../web", "apps/", "my app"],
    "frontend_image_ignore_scripts": ["some"],
    "frontend_image_build_script": ["", "build prod", "build; id", "-build"],
    "frontend_image_output_dir": ["", "/dist", "../dist", "dist/", "my dist", ".", "dist/..", "./dist"],
    "frontend_image_source_date_epoch": ["yesterday", "2026-11-27", -1, "0", 268521855],
    "frontend_image_api_base_url": ["", "api", "ftp://api.example", "/a b", "/$x"],
    "frontend_image_build_env": [{"VITE-TITLE": "x"}, {"A": "x\ny"}, {"A": ["x"]}, {"A": 1.5}, {"A": None}, ["A=1"]],
    "frontend_image_inline_hashes": ["yes"],
    "frontend_image_precompress": ["css", [".css"], ["tar.gz"]],
    "frontend_image_web_root": ["", "/", "srv/page", "/srv/my page"],
    "frontend_image_worker_processes": ["0", "many", "1000", [2]],
    "frontend_image_worker_connections": [15, 65536],
    "frontend_image_shutdown_timeout": ["", "20 s", "1.5h", "30s1m", "soon"],
}
