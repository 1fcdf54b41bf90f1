"""Values that the roles write into a Dockerfile, and those that image_build hands on, are what a container has."""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ansible_collections.sovd.prod_images.plugins.plugin_utils._dockerfile_word import dockerfile_word

from tests.rig.cleanup import unique
from tests.rig.containers import output_of
from tests.rig.docker import docker, inspect
from tests.unit.plugins.plugin_utils.test__dockerfile_word import WORDS

CASES = int(os.environ.get("DOCKERFILE_VALUES_CASES", "400"))
SEED = int(os.environ.get("DOCKERFILE_VALUES_SEED", "20261127"))
BASE = "python:3.11-slim"
SIGNS = "\"'\\$`{}<>#=%!~^&|;()[]*? \t\r\v\f\x01\x1b\x7f\x85\xa0\u2028\u3000\ufeffabcüé€☃日😀"
PRINT = "import json, os; print(json.dumps(dict(os.environ)))"


def values() -> dict[str, str]:
    """The values of the table and many more by chance, the same ones for the same seed, by names of variables."""
    chance = random.Random(SEED)
    texts = [*WORDS, *("".join(chance.choices(SIGNS, k=chance.randint(1, 12))) for _ in range(CASES)), "x" * 65000]
    return {f"V_{number}": text for number, text in enumerate(texts)}


def differences(wanted: dict[str, str], found: dict[str, str]) -> list[tuple[str, str | None]]:
    return [(text, found.get(name)) for name, text in wanted.items() if found.get(name) != text]


def test_buildkit_gives_back_what_is_written(tmp_path: Path) -> None:
    wanted, image = values(), f"{unique('values')}:1"
    lines = [f"{word} {name}={dockerfile_word(text)}" for name, text in wanted.items() for word in ("ENV", "LABEL")]
    (tmp_path / "Dockerfile").write_text("\n".join([f"FROM {BASE}", *lines, ""]), encoding="utf-8", newline="")
    docker("buildx", "build", "--quiet", f"--tag={image}", str(tmp_path))
    config = json.loads(inspect(image, "{{json .Config}}"))
    assert differences(wanted, dict(each.split("=", 1) for each in config["Env"])) == []
    assert differences(wanted, config["Labels"]) == []
    assert differences(wanted, json.loads(output_of(image, "python", "-c", PRINT))) == []


def test_a_step_of_the_build_has_the_arguments_that_are_written(tmp_path: Path) -> None:
    wanted = dict(list(values().items())[:60])
    lines = [f"ARG {name}={dockerfile_word(text)}" for name, text in wanted.items()]
    step = ["python", "-c", "import json, os; json.dump(dict(os.environ), open('/out', 'w'))"]
    lines = [f"FROM {BASE} AS made", *lines, f"RUN {json.dumps(step)}", "FROM scratch", "COPY --from=made /out /out"]
    (tmp_path / "Dockerfile").write_text("\n".join([*lines, ""]), encoding="utf-8", newline="")
    docker("buildx", "build", f"--output=type=local,dest={tmp_path}/result", str(tmp_path))
    assert differences(wanted, json.loads((tmp_path / "result" / "out").read_text())) == []


def test_labels_and_arguments_arrive_as_they_are(play: Callable[..., list[dict[str, Any]]], tmp_path: Path) -> None:
    # What looks like a template is one to Ansible.
    plain = {name: text for name, text in values().items() if not re.search("{[{%#]", text) and len(text) < 100}
    wanted, image = {**dict(list(plain.items())[:60]), "LINES": "a\nb\n"}, unique("given")
    lines = [f"FROM {BASE} AS made", *(f"ARG {name}" for name in wanted)]
    context = tmp_path / "context"
    context.mkdir()
    (context / "Dockerfile").write_text("\n".join([*lines, *(f"ENV {name}=${name}" for name in wanted), ""]))
    options = {"name": image, "context": str(context), "state_dir": f"{tmp_path}/state"}
    (built,) = play({"sovd.prod_images.image_build": {**options, "build_args": wanted, "labels": wanted}})
    assert built["changed"], built
    config = json.loads(inspect(image, "{{json .Config}}"))
    assert differences(wanted, dict(each.split("=", 1) for each in config["Env"])) == []
    assert differences(wanted, config["Labels"]) == []


def test_the_words_of_commands_arrive_as_they_are(tmp_path: Path) -> None:
    wanted = [*(text for text in values().values() if len(text) < 100), "a\nb"][:200]
    image, words = f"{unique('words')}:1", json.dumps(wanted)
    lines = ["FROM scratch", f"ENTRYPOINT {words}", f"CMD {words}", f"HEALTHCHECK CMD {words}", ""]
    (tmp_path / "Dockerfile").write_text("\n".join(lines))
    docker("buildx", "build", "--quiet", f"--tag={image}", str(tmp_path))
    config = json.loads(inspect(image, "{{json .Config}}"))
    assert (config["Entrypoint"], config["Cmd"], config["Healthcheck"]["Test"]) == (wanted, wanted, ["CMD", *wanted])
