"""Nothing of the development environment is in an image, nor in what says how it is started."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.images.conftest import Image
from tests.rig.docker import inspect
from tests.rig.images import Files, build, files_of

FOLDERS = ("infrastructure/compose", "infrastructure/development")
# What is ours in an image; words of packages are theirs.
OURS = ("app/", "etc/nginx/", "usr/share/nginx/")
WORDS = (b"for-development-only", b"sovd-development", b"/@vite/client", b"import.meta.hot")
STARTED = ("--reload", "development", "watchfiles", "vite")
PLANTED = """\
FROM {image}
COPY infrastructure/development/dashboard.json /app/figures.json
COPY <<EOF /app/login.txt
technician for-development-only
EOF
CMD ["uvicorn", "app.main:app", "--reload"]
"""


def of_development(files: Files, root: Path) -> list[str]:
    """Files of an image that are those of the folders of development, whatever they are called, or speak of it."""
    files_of_it = (path for folder in FOLDERS for path in (root / folder).iterdir() if path.is_file())
    texts = [text for path in files_of_it if (text := path.read_bytes())]
    assert len(texts) >= 10
    sizes = {len(text) for text in texts}
    alike = [name for name in files.regular("") if files.members[name].size in sizes and files.read(name) in texts]
    told = [name for name in files.regular(*OURS) if any(word in files.read(name) for word in WORDS)]
    return sorted({*alike, *told})


def words_of_development(image: str) -> list[str]:
    """What an image says about how it is started that is for development."""
    start = json.dumps(json.loads(inspect(image, "{{json .Config}}")))
    return [word for word in STARTED if word in start]


@pytest.mark.parametrize("name", ["slim", "distroless", "frontend"])
def test_nothing_of_it_is_in_an_image(name: str, request: pytest.FixtureRequest, root: Path) -> None:
    image: Image = request.getfixturevalue(name)
    assert len(image.files.regular(*OURS)) > 10
    assert of_development(image.files, root) == []
    assert words_of_development(image.name) == []


def test_what_is_planted_is_found(slim: Image, root: Path, tmp_path: Path) -> None:
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text(PLANTED.format(image=slim.name), encoding="utf-8")
    name = build(root, "planted-development", file=dockerfile)
    with files_of(name, tmp_path) as files:
        assert of_development(files, root) == ["app/figures.json", "app/login.txt"]
    assert words_of_development(name) == ["--reload"]
