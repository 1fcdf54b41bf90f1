"""What stands behind the URLs that a build fetches, as a server and a repository of this machine tell it."""

from __future__ import annotations

import base64
import os
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._remote_sources import remote_identities

USER = base64.b64encode(b"user:hu/sh").decode()


class Handler(SimpleHTTPRequestHandler):
    """Serves files; tells nothing about one, and an entity tag of another."""

    def send_header(self, keyword: str, value: str) -> None:
        if self.path.endswith("/silent") and keyword == "Last-Modified":
            return
        if self.path.endswith("/tagged") and keyword == "Last-Modified":
            keyword, value = "ETag", '"one"'
        super().send_header(keyword, value)

    def send_head(self) -> BinaryIO | BytesIO | None:
        """Refuse a file that is for one user alone, and send elsewhere for another file."""
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", f"http://localhost:{self.connection.getsockname()[1]}/private")
            self.end_headers()
            return None
        if self.path == "/private" and self.headers["Authorization"] != f"Basic {USER}":
            self.send_error(401)
            return None
        return super().send_head()

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server of the folder."""
    monkeypatch.setenv("no_proxy", "*")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://user:hu%2Fsh@127.0.0.1:{running.server_port}"
        running.shutdown()


def ask(
    *urls: str, git: tuple[str, ...] = (), unknown: tuple[str, ...] = (), recorded: dict[str, str] | None = None
) -> tuple[dict[str, str], list[str]]:
    """Return the identities and the warnings."""
    warnings: list[str] = []
    return remote_identities([*urls, *git], git, unknown, recorded or {}, warnings), warnings


def test_file(server: str, tmp_path: Path) -> None:
    for name in ("file", "tagged", "silent"):
        (tmp_path / name).write_text("abc")
        os.utime(tmp_path / name, (0, 0))
    named = server.replace("user:hu%2Fsh@", "")
    found, warnings = ask(f"{named}/file", f"{named}/tagged", f"{named}/silent", f"{named}/none")
    assert found == {
        f"{named}/file": "Thu, 01 Jan 1970 00:00:00 GMT, 3 bytes",
        f"{named}/tagged": 'ETag "one"',
        f"{named}/silent": "not known",
        f"{named}/none": "not known",
    }
    assert ["neither ETag nor" in text or "answers 404" in text for text in warnings] == [True, True]
    assert "use rebuild: always" in warnings[0]


def test_file_for_one_user(server: str, tmp_path: Path) -> None:
    (tmp_path / "private").write_text("abc")
    os.utime(tmp_path / "private", (0, 0))
    named = server.replace("user:hu%2Fsh@", "")
    found, warnings = ask(f"{server}/private")
    assert (found, warnings) == ({f"{named}/private": "Thu, 01 Jan 1970 00:00:00 GMT, 3 bytes"}, [])
    found, (refused,) = ask(server.replace("hu%2Fsh", "other") + "/private")
    assert found == {f"{named}/private": "not known"}
    assert "answers 401" in refused
    assert "other" not in refused


def test_user_is_not_told_to_another_server(server: str, tmp_path: Path) -> None:
    (tmp_path / "private").write_text("abc")
    _found, (warning,) = ask(f"{server}/moved")
    assert "answers 401" in warning


def test_what_does_not_answer_is_taken_for_unchanged() -> None:
    url = "http://user:hush@127.0.0.1:1/a"
    found, (warning,) = ask(url, recorded={"http://127.0.0.1:1/a": "recorded"})
    assert found == {"http://127.0.0.1:1/a": "recorded"}
    assert warning.startswith("http://127.0.0.1:1/a: whether this is what was built is not known (its server does not")
    assert "hush" not in warning


def test_url_with_unknown_variables() -> None:
    found, (warning,) = ask(unknown=("https://example.org/$A",))
    assert found == {"https://example.org/$A": "not known"}
    assert "variables are not known before the build" in warning


def test_repository(tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
        command = ["git", "-C", str(tmp_path), *identity, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "-q", "-b", "main")
    git("commit", "-q", "--allow-empty", "-m", "one")
    git("tag", "v1")
    first = git("rev-parse", "HEAD")
    git("commit", "-q", "--allow-empty", "-m", "two")
    second = git("rev-parse", "HEAD")
    url = f"file://{tmp_path}"
    urls = (url, f"{url}#main:folder", f"{url}#v1", f"{url}#{first}", f"{url}#none")
    found, (warning,) = ask(git=urls)
    assert [found[each] for each in urls] == [second, second, first, first, "not known"]
    assert "its repository has no none" in warning


def test_repository_without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    _found, (warning,) = ask(git=("https://example.org/a.git",))
    assert "there is no git on the target" in warning


def test_layout(tmp_path: Path) -> None:
    (tmp_path / "index.json").write_text("{}")
    layout = f"oci-layout://{tmp_path}"
    found, warnings = ask(layout, f"{layout}:1", f"{layout}@sha256:0", "oci-layout:///none")
    assert (
        found[layout]
        == found[f"{layout}:1"]
        == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )
    assert (found[f"{layout}@sha256:0"], found["oci-layout:///none"]) == ("sha256:0", "not known")
    assert len(warnings) == 1
