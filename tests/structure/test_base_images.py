"""What the roles build from by default is what the role `base_images` prepares by default."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
DOCKERFILES = ("backend/Dockerfile.prod", "frontend/Dockerfile.prod")


def test_the_host_is_prepared_with_the_images_of_both_dockerfiles() -> None:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in DOCKERFILES]
    built_from = [image for text in texts for image in re.findall(r"^ARG \w+_IMAGE=([^$\n]+)$", text, re.MULTILINE)]
    defaults = yaml.safe_load((ROOT / "roles" / "base_images" / "defaults" / "main.yml").read_text(encoding="utf-8"))
    assert sorted(defaults["base_images_wanted"]) == sorted(built_from)


def test_a_recipe_of_a_wheel_names_the_version_that_its_lock_has() -> None:
    recipes = yaml.safe_load((ROOT / "roles" / "base_images" / "vars" / "main.yml").read_text(encoding="utf-8"))
    name = next(image for image in recipes["_base_images_recipes"] if image.startswith("astral/uv:"))
    version = name.partition(":")[2]
    recipe = (ROOT / "roles" / "base_images" / "vars" / "recipes" / "uv.yml").read_text(encoding="utf-8")
    lock = (ROOT / "roles" / "base_images" / "files" / "pip" / "uv.txt").read_text(encoding="utf-8")
    assert f"program: uv-{version}.data/" in recipe
    assert lock.startswith(f"uv=={version} ")
