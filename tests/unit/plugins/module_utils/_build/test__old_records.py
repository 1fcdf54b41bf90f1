"""Records of images that are gone from the engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ansible_collections.sovd.prod_images.plugins.module_utils._build._old_records import remove_old_records
from ansible_collections.sovd.prod_images.plugins.module_utils._build._state import State
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine


def test_only_records_of_images_that_are_gone_are_removed(app: Any) -> None:
    app.run()
    engine, folder = Engine(app.docker.params), Path(app.state.folder)
    (record,) = app.state.read()
    others = {name: State(str(folder), f"{name}:1", engine.address) for name in ("same", "gone", "building")}
    others["elsewhere"] = State(str(folder), "elsewhere:1", "tcp://host")
    for name, state in others.items():
        image = record.image if name == "same" else replace(record.image, id=f"sha256:{name}")
        with state.building(1):
            state.write(replace(record, image=image))
    (folder / "notes.json").write_text("of someone else")
    with others["building"].building(1):
        remove_old_records(engine, str(folder))
    left = {name for name, state in others.items() if state.read()}
    assert left == {"same", "building", "elsewhere"}
    assert (len(app.state.read()), (folder / "notes.json").exists()) == (1, True)


def test_a_build_removes_them(app: Any) -> None:
    app.run()
    gone = State(app.state.folder, "gone:1", Engine(app.docker.params).address)
    (record,) = app.state.read()
    with gone.building(1):
        gone.write(replace(record, image=replace(record.image, id="sha256:0")))
    app.dockerfile.write_text("FROM scratch\nLABEL a=b\n")
    app.run()
    assert gone.read() == []
