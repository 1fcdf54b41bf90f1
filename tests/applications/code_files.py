"""Applications with files in their code that are no modules: which of them reach the image, and which are told of."""

from __future__ import annotations

from tests.applications.case import Case

# What an application reads at run time, and what no image gets.
READ = {
    "README.md": "text\n",
    "certificates/bundle.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    "data/places.dump": "rows\n",
    "schemas/credentials.schema.json": '{"type": "object", "properties": {"password": {"type": "string"}}}\n',
    "templates/Dockerfile.j2": "FROM {{ image }}\n",
}
LEFT_OUT = {
    ".env.example": "DEBUG=1\n",
    "certificates/server.pem": "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
    "tests/test_nothing.py": "def test_nothing() -> None: ...\n",
}
CODE_FILES = {
    "readsfiles": Case(
        {"/files": r"^\[" + ",".join(f'"{name}"' for name in sorted(READ)) + "]"},
        planted={f"app/{name}": text for name, text in {**READ, **LEFT_OUT}.items()},
        said=r"by the ignore file: 3\. .*\*\*/\*\.pem: app/certificates/server\.pem.*\*\*/\.env\.\*: app/\.env\.example"
        r".*\*\*/tests: app/tests",
        shape="certificates, schemas and templates that are read at run time",
    ),
    "templates named like modules": Case(
        {"/health": "well"},
        source="plain",
        planted={"app/scaffold/{{cookiecutter.name}}/model.py": "class {{ x }}:\n", "app/old.py": "print 'x'\n"},
        shape="files named `*.py` that are no Python",
    ),
}
