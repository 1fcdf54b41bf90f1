"""The installed artefact decides as the checkout does: what would change, why, and the fingerprint of what was read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


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
