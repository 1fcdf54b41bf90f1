"""What a task writes lies in none of the folders that its build reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._places import (
    refuse_places_in_contexts,
    refuse_standard_output,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._build._recipe import read_recipe
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._state import State
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError

# title: (options, state_dir, ignore file, beginning of the message or None)
CASES: dict[str, tuple[dict[str, Any], str, str, str | None]] = {
    "elsewhere": ({}, "state", "", None),
    "above": ({}, "", "", None),
    "beside, with the same beginning": ({}, "context-state", "", None),
    "inside": ({}, "context/d/state", "", "state_dir: found {0}/context/d/state in the folder {0}/context of context,"),
    "the context itself": ({}, "context", "*", "state_dir: found {0}/context in the folder"),
    "by a link": ({}, "link/state", "", "state_dir: found {0}/link/state in the folder"),
    "inside and left out": ({}, "context/d/state", "d", None),
    "inside and left out with an exception": ({}, "context/d/state", "*\n!**/*.py", None),
    "inside and kept by an exception": ({}, "context/d/state", "*\n!**/*.log", "state_dir: found"),
    "inside and the names of runs kept": ({}, "context/d/state", "*\n!**/*.runs", "state_dir: found"),
    "in a named context": ({"build_contexts": {"n": "{0}/n"}}, "n/s", "", "state_dir: found {0}/n/s in the folder {0}"),
    "output": ({"outputs": ["type=image", "type=local,dest={0}/context/o"]}, "state", "", "outputs[1]: found {0}/"),
    "output left out": ({"outputs": ["{0}/context/o"]}, "state", "o", None),
    "output elsewhere": ({"outputs": ["{0}/o", "type=image"]}, "state", "", None),
    "cache": ({"cache_to": ["type=local,dest={0}/context/o"]}, "state", "", "cache_to[0]: found {0}/context/o in"),
    "cache of a registry": ({"cache_to": ["registry.example/cache"]}, "state", "", None),
}  # fmt: skip


def fill(value: Any, folder: Path) -> Any:
    if isinstance(value, dict):
        return {key: fill(item, folder) for key, item in value.items()}
    return [fill(item, folder) for item in value] if isinstance(value, list) else value.format(folder)


@pytest.mark.parametrize(("options", "state_dir", "ignore", "message"), CASES.values(), ids=CASES.keys())
def test_place(options: dict[str, Any], state_dir: str, ignore: str, message: str | None, tmp_path: Path) -> None:
    for name in ("context", "n"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to("context")
    params = {"name": "app", "tag": "1", "context": f"{tmp_path}/context", "dockerfile": "D", "pull": "missing"}
    texts = {"dockerfile_content": "FROM scratch", "dockerignore_content": ignore}
    request = BuildRequest.of({**params, **texts, **fill(options, tmp_path)})
    state = State(str(tmp_path / state_dir), "app:1", "engine")
    if message is None:
        assert refuse_places_in_contexts(request, read_recipe(request), state) is None
        return
    with pytest.raises(ImageError) as raised:
        refuse_places_in_contexts(request, read_recipe(request), state)
    assert str(raised.value).startswith(message.format(tmp_path))
    assert "name a place elsewhere, or leave it out by the ignore file" in str(raised.value)


def test_standard_output() -> None:
    params = {"name": "app", "tag": "1", "context": "c", "dockerfile": "D", "pull": "missing"}
    assert refuse_standard_output(BuildRequest.of({**params, "outputs": ["/folder"]})) is None
    with pytest.raises(ImageError, match=r"^outputs\[1\]: found '-', which is written to the output of the docker"):
        refuse_standard_output(BuildRequest.of({**params, "outputs": ["/folder", "-"]}))
