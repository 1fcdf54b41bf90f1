"""Trees as they stand on disks: what each ignore file has to keep out of a build, and what it has to leave in."""

from __future__ import annotations

ANYWHERE_GONE = (
    *(".git/config", "vendored/.git/HEAD", ".gitignore", "deep/er/.gitignore", ".env", "deep/er/.env"),
    *(".env.example", "deep/er/.env.example", ".env.production", "README.md", "deep/er/README.md", "Makefile"),
    *("deep/er/Makefile", "docker-compose.yml", "deep/er/docker-compose.yml", "compose.override.yml", "Dockerfile"),
    *("deep/er/Dockerfile", "Dockerfile.prod", "deep/er/Dockerfile.prod", ".dockerignore", "tests/a.txt"),
    *("deep/er/tests/a.txt", ".ssh/known_hosts", "deep/id_rsa", "id_ed25519", "certs/server.key", "certs/server.pem"),
    *("certs/store.p12", "deep/.aws/credentials", "credentials.json", ".netrc", "deep/.npmrc", "secrets.yml"),
    *("secrets/token", "backups/prod.dump", "backups/dump-of-monday.sql", "backups/all.sql.gz", "dev.sqlite3"),
    *("deep/app.log", ".github/workflows/ci.yml", ".gitlab-ci.yml", ".ci/run", ".idea/a.xml", ".vscode/a.json"),
    *("terraform.tfstate", "deep/kubeconfig"),
)
ANYWHERE_KEPT = (
    *("src/lib/a.txt", "src/bin/a.txt", "src/charts/a.txt", "src/build/a.txt", "src/secrets/a.txt", "src/env/a.txt"),
    *("src/logs/a.txt", "src/data/seed.sql", "src/keys.txt", "src/latest.txt", "src/Dockerfile_reader.txt"),
)
GONE = {
    "backend": (
        *ANYWHERE_GONE,
        *("__pycache__/a.cpython-311.pyc", "app/__pycache__/a.cpython-311.pyc", "app/a.pyc", "app/a.pyo", "app/a.pyd"),
        *("alembic/versions/0001_first.pyc", "alembic/versions/__pycache__/0001.cpython-311.pyc", "conftest.py"),
        *("htmlcov/index.html", "app/htmlcov/index.html", "coverage.json", "app/coverage.json", ".coverage"),
        *("app/.coverage", ".venv/pyvenv.cfg", "app/venv/pyvenv.cfg", ".mypy_cache/a", "app/.pytest_cache/a"),
        *("app/.env", "app/deep/server.pem", "app/signing.key", "app/credentials-live.json", "app/.ssh/id_rsa"),
        *("app/node_modules/a/index.js", "app/.git/config", "app/.idea/a.xml", "app/tests/test_a.py", "app/debug.log"),
    ),
    "frontend": (
        *ANYWHERE_GONE,
        *("node_modules/react/index.js", "packages/ui/node_modules/a.js", "dist/index.html", "packages/ui/dist/a.js"),
        *("coverage/index.html", "packages/ui/coverage/index.html", "stats.html", "packages/ui/stats.html"),
        *("a.test.ts", "src/deep/a.test.ts", "a.test.tsx", "src/deep/a.test.tsx", "src/a.spec.ts", ".vite/a"),
        *("src/__snapshots__/a.snap", ".env.local", "tsconfig.tsbuildinfo"),
        *(".next/a", ".nuxt/a", ".svelte-kit/a", ".angular/cache/a", ".output/a", "out/index.html", "apps/web/.next/a"),
        *("apps/web/out/a.html", "apps/web/dist/a.js", "storybook-static/index.html", "docs/.vitepress/cache/a"),
        *("apps/web/node_modules/a/src/a.js", "src/app/.env", "app/deep/server.pem"),
    ),
}
KEPT = {
    "backend": (
        *ANYWHERE_KEPT,
        *("app/main.py", "app/contest.py", "app/tests.py", "app/credentials.py", "app/secrets.py", "app/dist/a.py"),
        *("app/coverage/report.py", "alembic.ini", "alembic/env.py", "alembic/versions/0001_first.py"),
        *("requirements.txt", "uv.lock", "poetry.lock", "pyproject.toml"),
        # In the code they may be what it reads.
        *("app/README.md", "app/templates/Dockerfile", "app/templates/Dockerfile.j2", "app/templates/compose.yml"),
        *("app/templates/.gitignore", "app/data/places.sqlite3", "app/data/first.dump", "alembic/README.md"),
        *("app/build/a.py", "app/schemas/docker-compose.schema.json", "alembic/Makefile"),
    ),
    "frontend": (
        *ANYWHERE_KEPT,
        *("src/main.tsx", "src/test.ts", "src/testing.ts", "src/contest.tsx", "src/env.d.ts", "src/e2e/a.ts"),
        *("index.html", "public/favicon.svg", "vite.config.ts", "tsconfig.json", "package.json", "package-lock.json"),
        *("pnpm-lock.yaml", "yarn.lock"),
        # Pages and scripts that are named like what is left out.
        *("app/coverage/page.js", "app/tests/page.js", "app/out/page.js", "src/dist/a.ts", "pages/Dockerfile.md"),
        *("public/vendor/jquery/dist/jquery.min.js", "docs/README.md", "deep/Dockerfile.md", "deep/Dockerfile.mdx"),
        *("apps/web/app/coverage/page.js", "packages/ui/src/tests/a.js", "build/webpack.config.js"),
    ),
}
