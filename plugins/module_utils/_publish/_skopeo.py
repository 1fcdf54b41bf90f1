# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies between two registries by the command skopeo, which proves each digest on the way (private)."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass

from .._registry._client import Client
from .._registry._command import Command, write_private
from .._registry._place import Place

_ADVICE = "see both registries; no tag was written"


@dataclass(frozen=True)
class Skopeo:
    """The command, and within how many seconds a copy has to be made."""

    command: str = "skopeo"
    timeout: int = 3600

    def copy(self, digest: str, source: tuple[Client, Place], target: tuple[Client, Place]) -> None:
        """Copy an image, of all platforms, to the same digest in another repository. Raises ImageError."""
        step = "copying {0} of {1}".format(digest, source[1].name)
        with tempfile.TemporaryDirectory(prefix="sovd.prod_images-") as folder:
            arguments = ["copy", "--all", "--preserve-digests", "--quiet"]
            for side, (client, _place) in (("src", source), ("dest", target)):
                arguments += _access(folder, side, client)
            addresses = ["docker://{0}@{1}".format(place.name, digest) for _client, place in (source, target)]
            # What may pass is judged by the policy of the task, not by a file of this host.
            run = Command("skopeo", self.command, self.timeout, _ADVICE, "set a longer timeout").run
            run(target[1].host, step, ["--insecure-policy", *arguments, *addresses])


def _access(folder: str, side: str, client: Client) -> list[str]:
    """Return the options of one side, whose login and certificate lie in private files of the folder."""
    options = ["--{0}-tls-verify=false".format(side)] if client.plain_http else []
    if client.credentials:
        path = os.path.join(folder, side + ".json")
        write_private(path, client.credentials.to_config(client.host))
        options += ["--{0}-authfile".format(side), path]
    else:
        options.append("--{0}-no-creds".format(side))
    if client.ca_path:
        certificates = os.path.join(folder, side)
        os.mkdir(certificates)
        shutil.copyfile(client.ca_path, os.path.join(certificates, "ca.crt"))
        options += ["--{0}-cert-dir".format(side), certificates]
    return options
