# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a registry answers, asked by the engine's command line, and the push (private to the collection)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .._buildkit._errors import ImageError
from ._engine import Engine, read_json

_ANSWER_TIMEOUT = 60  # seconds
_PUSHED = re.compile(r"digest: (sha256:[0-9a-f]{64}) size")


@dataclass(frozen=True)
class RegistryAnswer:
    """The digest that a registry has under a name, the platforms behind it, and the error where there is no digest."""

    digest: str | None = None
    platforms: tuple[str, ...] = ()
    error: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the registry answered: with a digest, or that it has none under the name."""
        return self.digest is not None or self.error.endswith(": not found")


def ask_registry(engine: Engine, reference: str, timeout: int = _ANSWER_TIMEOUT) -> RegistryAnswer:
    """Ask the registry for `reference`; without an answer within `timeout` seconds that is the error."""
    arguments = ["buildx", "imagetools", "inspect", "--format={{json .Manifest}}", reference]
    try:
        late = "no answer within {0} seconds".format(timeout)
        done = engine.run(arguments, check=False, timeout=timeout, late=late)
    except ImageError as error:
        return RegistryAnswer(error=str(error))
    if done.returncode:
        return RegistryAnswer(error=_last_line(done.stderr))
    manifest = read_json(done.stdout, engine.command[0])
    platforms = [entry.get("platform") or {} for entry in manifest.get("manifests") or []]
    parts = [[entry.get(key) for key in ("os", "architecture", "variant")] for entry in platforms]
    return RegistryAnswer(manifest["digest"], tuple("/".join(filter(None, names)) for names in parts))


def push_image(engine: Engine, reference: str, timeout: int) -> str:
    """Push `reference` and return its digest; `timeout` is in seconds. Raises ImageError with what was printed."""
    late = (
        "timeout: the push of {0} was cancelled after {1} seconds; raise the timeout, or see whether the registry "
        "is stuck".format(reference, timeout)
    )
    done = engine.run(["image", "push", reference], check=False, timeout=timeout, late=late)
    found = _PUSHED.search(done.stdout)
    if done.returncode or not found:
        raise ImageError(
            "push: the registry refused {0} or did not answer ({1}); log in, and see that the registry runs and "
            "the repository exists. The image is on the engine, and the next run pushes it".format(
                reference, _last_line(done.stderr)
            )
        )
    return found.group(1)


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return re.sub(r"\AERROR: ", "", lines[-1].strip()) if lines else "it printed nothing"
