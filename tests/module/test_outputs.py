"""Further outputs hold what is in the image, and are written by a build only."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

TASK = "sovd.prod_images.image_build"


def test_folder_and_tar_hold_what_is_in_the_image(
    image: str, play: Callable[..., list[dict[str, Any]]], docker: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a file").write_text(image)
    wanted = {
        "name": image,
        "context": f"{tmp_path}/source",
        # Differs each time that it is run, so outputs of another run would hold another text.
        "dockerfile_content": (
            "FROM python:3.11-slim AS made\nRUN cat /proc/sys/kernel/random/uuid > /uuid\n"
            "FROM scratch\nCOPY --from=made /uuid /\nCOPY . /\n"
        ),
        "state_dir": f"{tmp_path}/state",
        "outputs": [f"type=local,dest={tmp_path}/folder", f"type=tar,dest={tmp_path}/image.tar"],
        "rebuild": "always",
    }
    predicted, first = play({TASK: wanted, "check_mode": True}, {TASK: wanted})
    assert (predicted["changed"], first["changed"]) == (True, True), first
    assert (tmp_path / "folder" / "a file").read_text() == image
    docker("create", "--name", f"{image}-reader", image, "none")
    try:
        docker("cp", f"{image}-reader:/uuid", f"{tmp_path}/uuid")
    finally:
        docker("rm", f"{image}-reader")
    uuid = (tmp_path / "uuid").read_text()
    assert (tmp_path / "folder" / "uuid").read_text() == uuid
    with tarfile.open(tmp_path / "image.tar") as opened:
        file = opened.extractfile("uuid")
        assert file is not None
        assert file.read().decode() == uuid
    (tmp_path / "image.tar").unlink()
    (again,) = play({TASK: {**wanted, "rebuild": "when_changed"}})
    assert (again["changed"], again["reasons"]) == (False, [])
    assert not (tmp_path / "image.tar").exists()
