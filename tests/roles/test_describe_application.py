"""The playbook that describes an application, and the one that builds by its description; no engine is needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.slow
SHOP = {
    "requirements.txt": "flask\ngunicorn\n",
    "shop.py": "from flask import Flask\napp = Flask(__name__)\n@app.get('/health')\ndef health(): return 'well'\n",
    "fly.toml": "[http_service]\ninternal_port = 8080\n",
}
Run = Callable[..., str]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The folder of an application."""
    folder = tmp_path / "shop"
    folder.mkdir()
    for name, text in SHOP.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def described(run: Run, folder: Path, *words: str) -> str:
    return run("ansible-playbook", "playbooks/describe_application.yml", "-e", f"application={folder}", *words)


def test_it_is_written_once_and_shown_again(run: Run, shop: Path, tmp_path: Path) -> None:
    written = tmp_path / "written"
    said = described(run, shop, "-e", f"write_to={written}", "-e", "backend_image_tag=next")
    assert "fly.toml:2" in said
    assert "your variables" in said
    variables = written / "group_vars" / "all" / "application.yml"
    values = yaml.safe_load(variables.read_text(encoding="utf-8"))
    assert values["backend_image_source"] == str(shop)
    assert values["backend_image_port"] == 8080
    changed = variables.read_text(encoding="utf-8").replace("8080", "8081")
    variables.write_text(changed, encoding="utf-8")
    said = described(run, shop, "-e", f"write_to={written}")
    assert "-backend_image_port: 8081" in said
    assert "+backend_image_port: 8080" in said
    assert variables.read_text(encoding="utf-8") == changed
    run("ansible-playbook", "build.yml", "--tags", "render", cwd=written, ANSIBLE_CONFIG="ansible.cfg")
    assert "EXPOSE 8081" in (shop / "Dockerfile.prod").read_text(encoding="utf-8")


def test_an_explicit_variable_wins(run: Run, shop: Path) -> None:
    words = ["--tags", "render", "-e", f"application={shop}", "-e", "backend_image_port=9001"]
    run("ansible-playbook", "playbooks/build_prod_images.yml", *words)
    text = (shop / "Dockerfile.prod").read_text(encoding="utf-8")
    assert "EXPOSE 9001" in text
    assert '"gunicorn", "shop:app"' in text


def test_no_build_with_an_open_question(run: Run, shop: Path) -> None:
    (shop / "requirements.txt").write_text("flask\n", encoding="utf-8")
    assert "OPEN backend_image_server: found no server for wsgi" in described(run, shop)
    words = ["--tags", "render", "-e", f"application={shop}"]
    with pytest.raises(BaseException, match="backend_image_server: found no server for wsgi"):
        run("ansible-playbook", "playbooks/build_prod_images.yml", *words)
    assert not (shop / "Dockerfile.prod").exists()
    run("ansible-playbook", "playbooks/build_prod_images.yml", *words, "-e", "backend_image_server=gunicorn")
    assert (shop / "Dockerfile.prod").exists()
