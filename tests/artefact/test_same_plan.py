"""The installed artefact and each environment decide as the checkout does: what would change, why, and by what."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def plan(output: str) -> list[dict[str, Any]]:
    """What each image build of a play decided, from the output of the JSON callback."""
    document = json.loads(output[output.index("{") :])
    results = [
        result
        for play in document["plays"]
        for task in play["tasks"]
        for result in task["hosts"].values()
        if "fingerprint" in result
    ]
    return [{key: result[key] for key in ("changed", "reasons", "fingerprint")} for result in results]


def test_the_installed_playbook_plans_the_same(
    copy_tree: Callable[[Path], None], installed: Path, run: Callable[..., str], tmp_path: Path
) -> None:
    checkout, elsewhere = tmp_path / "checkout", tmp_path / "elsewhere"
    copy_tree(checkout)
    elsewhere.mkdir()
    environment = {"ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json", "ANSIBLE_COLLECTIONS_PATH": str(installed)}
    here = plan(run("ansible-playbook", "playbooks/build_prod_images.yml", "--check", cwd=checkout, **environment))
    sources = [f"--extra-vars={name}_image_source='{checkout / name}'" for name in ("backend", "frontend")]
    installed_playbook = ("ansible-playbook", "sovd.prod_images.build_prod_images", "--check", *sources)
    there = plan(run(*installed_playbook, cwd=elsewhere, **environment))
    assert len(here) == 2, "the playbook did not decide about two images"
    assert there == here


@pytest.mark.slow
def test_no_setting_of_an_environment_starts_a_builder(
    run: Callable[..., str], copy_tree: Callable[[Path], None], tmp_path: Path
) -> None:
    copy_tree(tmp_path)
    environment = {"ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json"}
    command = ("ansible-playbook", "playbooks/build_prod_images.yml", "--check")
    own = plan(run(*command, cwd=tmp_path, **environment))
    assert len(own) == 2
    for name in ("staging", "production"):
        inventory = ("--inventory", f"inventories/{name}")
        assert plan(run(*command, *inventory, cwd=tmp_path, **environment)) == own
        changed = ("--extra-vars", '{"frontend_environment": {"BACKEND_URL": "http://other"}}')
        assert plan(run(*command, *inventory, *changed, cwd=tmp_path, **environment)) == own
