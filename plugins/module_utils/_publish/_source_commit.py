# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commit of the source that an image is built from, by git (private to the collection)."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass

from .._buildkit._errors import ImageError

_TIMEOUT = 60  # seconds
_MOST = 5  # files that a message names


@dataclass(frozen=True)
class SourceCommit:
    """A commit by its SHA, whether the tree has changes that are not in it, and where it was cloned from, or ''."""

    sha: str
    dirty: bool
    origin: str = ""

    @property
    def tag(self) -> str:
        """The tag that says which source an image is of, which for a dirty tree is no commit's."""
        return self.sha + "-dirty" if self.dirty else self.sha


def read_commit(folder: str, allow_dirty: bool) -> SourceCommit:
    """Return the commit of the working tree that holds the folder, of which only the folder's files count.

    Raises ImageError for what is no git tree, and for a dirty one that is not allowed.
    """
    sha = _git(folder, "rev-parse", "--verify", "HEAD^{commit}").strip()
    changed = _git(folder, "status", "--porcelain", "--untracked-files=normal", "--", ".").splitlines()
    if changed and not allow_dirty:
        raise ImageError(
            "source: {0} has changes that are not in the commit {1} ({2}{3}), so its SHA would lie; commit them, or "
            "set allow_dirty".format(folder, sha, ", ".join(changed[:_MOST]), " …" if len(changed) > _MOST else "")
        )
    origin = _git(folder, "config", "--get", "remote.origin.url", good=(0, 1)).strip()
    return SourceCommit(sha, bool(changed), _without_login(origin))


def _git(folder: str, *arguments: str, good: tuple[int, ...] = (0,)) -> str:
    if not os.path.isdir(folder):
        raise ImageError("source: found no folder {0}; name the one that the image is built from".format(folder))
    try:
        # run_command would replace what is no text.
        done = subprocess.run(  # pylint: disable=ansible-bad-function
            ["git", "-C", folder, *arguments], capture_output=True, text=True, timeout=_TIMEOUT, check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8", "GIT_OPTIONAL_LOCKS": "0"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ImageError("source: cannot run git ({0}); install it on the target".format(error)) from error
    if done.returncode not in good:
        said = done.stderr.strip().splitlines()
        raise ImageError(
            "source: git cannot read {0} ({1}); name a folder of a git working tree with a commit, or leave source "
            "out and name the tags".format(folder, said[0] if said else "it printed nothing")
        )
    return done.stdout


def _without_login(origin: str) -> str:
    """Return an address without the user and password that may stand in it."""
    scheme, separator, rest = origin.partition("://")
    host, slash, path = rest.partition("/")
    return scheme + separator + host.rpartition("@")[2] + slash + path if separator else origin
