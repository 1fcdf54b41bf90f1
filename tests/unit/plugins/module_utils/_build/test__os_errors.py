"""What an error of the operating system means for the user of a build."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._os_errors import explain_os_error

STATE_DIR = "/srv/state"
# error, how its message begins
ERRORS = [
    (OSError(errno.ENOSPC, "No space left on device"), "state_dir: found that /srv/state cannot be read or written"),
    (OSError(errno.EACCES, "Permission denied", "/srv/state/x.log"), "state_dir: found that /srv/state/x.log cannot"),
    (OSError(errno.ENOTDIR, "Not a directory", "/srv"), "state_dir: found that /srv cannot be read or written (Not"),
    (OSError(errno.EACCES, "Permission denied", b"/srv/statement"), "found that /srv/statement cannot be used (Per"),
    (OSError(errno.ENOENT, "No such file", "/tmp/x"), "found that /tmp/x cannot be used (No such file)"),
    (OSError(errno.EXDEV, "Invalid link", "/tmp/x", None, "/srv/state/y"), "state_dir: found that /srv/state/y cannot"),
    (OSError(errno.EMFILE, "Too many open files"), "found that the system refuses what the task needs (Too many open"),
    (OSError("timed out"), "found that the system refuses what the task needs (timed out); see"),
    (OSError(errno.E2BIG, "Argument list too long", "docker"), "build_args, labels, environment: found more than the"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "message"), ERRORS)
def test_place_is_named(error: OSError, message: str) -> None:
    assert explain_os_error(error, STATE_DIR).startswith(message)


def test_state_dir_of_a_home() -> None:
    error = OSError(errno.EROFS, "Read-only file system", str(Path("~/.local/x").expanduser()))
    assert explain_os_error(error, "~/.local/x").startswith("state_dir: found that ")
