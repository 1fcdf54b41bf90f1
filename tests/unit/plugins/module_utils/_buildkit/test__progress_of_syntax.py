"""What a build said whose frontend cannot be fetched. The transcript is of a real build."""

from __future__ import annotations

from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._progress import Progress

SYNTAX = """\
#1 [internal] load build definition from Dockerfile
#1 DONE 0.0s

#2 resolve image config for docker-image://localhost:1/x:1
#2 ERROR: failed to do request: Head "https://localhost:1/v2/x/manifests/1": dial tcp 127.0.0.1:1: connection refused
------
 > resolve image config for docker-image://localhost:1/x:1:
------
Dockerfile:1
--------------------
   1 | >>> # syntax=localhost:1/x:1
   2 |     FROM scratch
--------------------
ERROR: failed to solve: failed to resolve source metadata for localhost:1/x:1: failed to do request: Head
"""


def test_syntax_that_cannot_be_fetched() -> None:
    progress = Progress()
    for line in SYNTAX.splitlines():
        progress.read(line)
    said = progress.explain("Dockerfile", "# syntax=localhost:1/x:1")
    assert said.startswith("the image localhost:1/x:1, by which the Dockerfile is to be read (# syntax=")
    assert "connection refused" in said
    assert progress.steps() == {"total": 0, "cached": 0}
