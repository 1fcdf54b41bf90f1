# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a build fetches by URL: named contexts and ADD; asks their servers, each for some seconds (private)."""

from __future__ import annotations

import base64
import hashlib
import http.client
import os
import re
import subprocess
import urllib.error
from contextlib import closing
from typing import Iterable, Mapping
from urllib.parse import unquote, urlsplit

_ANSWER_TIMEOUT = 10  # seconds
_COMMIT = re.compile(r"[0-9a-f]{40}\Z")
_LAYOUT = "oci-layout://"
_UNKNOWN = "not known"


def remote_identities(
    urls: Iterable[str], git: Iterable[str], unknown: Iterable[str], recorded: Mapping[str, str], warnings: list[str]
) -> dict[str, str]:
    """Return what stands behind each URL now, by its text without a password.

    `git` are the ones that are fetched with git, `unknown` words that may be URLs. What does not tell is taken for
    unchanged, as `recorded`, and a sentence about it is added to `warnings`.
    """
    found = {}
    fetched_with_git = set(git)
    for url in sorted({*urls, *unknown}):
        name = re.sub(r"//[^/@]*@", "//", url)
        try:
            found[name] = _identity(url, url in unknown, url in fetched_with_git)
        except LookupError as error:
            found[name] = recorded.get(name, _UNKNOWN)
            warnings.append(
                "{0}: whether this is what was built is not known ({1}), so it is taken for unchanged; pin it by a "
                "checksum or a commit, or use rebuild: always".format(name, error.args[0])
            )
    return found


def _identity(url: str, unknown: bool, with_git: bool) -> str:
    """Return what stands behind an URL; it is `unknown` with variables in it. Raises LookupError."""
    if unknown:
        raise LookupError("its variables are not known before the build")
    return _layout(url) if url.startswith(_LAYOUT) else _ask(url, with_git)


def _ask(url: str, with_git: bool) -> str:
    return _commit(url) if with_git else _version(url)


def _commit(url: str) -> str:
    """Return the commit that a git URL stands for. Raises LookupError without an answer."""
    repository, _hash, fragment = url.partition("#")
    reference = fragment.partition(":")[0] or "HEAD"
    if _COMMIT.match(reference):
        return reference
    asks_nobody = {"GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
    environment = {**asks_nobody, **os.environ, "LC_ALL": "C.UTF-8"}
    try:
        # run_command has no limit of time.
        done = subprocess.run(  # pylint: disable=ansible-bad-function
            ["git", "ls-remote", "--", repository, reference, reference + "^{}"], env=environment, text=True,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=_ANSWER_TIMEOUT, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        raise LookupError("there is no git on the target") from None
    except subprocess.TimeoutExpired:
        raise LookupError("git had no answer within {0} seconds".format(_ANSWER_TIMEOUT)) from None
    commits = sorted({line.split()[0] for line in done.stdout.splitlines() if line.strip()})
    if done.returncode or not commits:
        raise LookupError(
            "git ls-remote does not tell" if done.returncode else "its repository has no {0}".format(reference)
        )
    return " ".join(commits)


def _version(url: str) -> str:
    """Return the entity tag, or time and size, that a server tells of an URL. Raises LookupError without one."""
    from ansible.module_utils.urls import ConnectionError as NotConnectedError  # only where it is needed
    from ansible.module_utils.urls import open_url

    try:
        place, login = _place_and_login(url)
        # A server elsewhere, to which this one may lead, does not get the login.
        asked = open_url(place, method="HEAD", timeout=_ANSWER_TIMEOUT, headers=login, unredirected_headers=list(login))
        with closing(asked) as answer:
            headers = answer.headers
    except urllib.error.HTTPError as error:
        raise LookupError("its server answers {0}".format(error.code)) from None
    except (OSError, ValueError, http.client.HTTPException, NotConnectedError):
        raise LookupError("its server does not answer the target") from None
    if headers.get("ETag"):
        return "ETag {0}".format(headers["ETag"])
    if headers.get("Last-Modified"):
        return "{0}, {1} bytes".format(headers["Last-Modified"], headers.get("Content-Length", "unknown"))
    raise LookupError("its server tells neither ETag nor Last-Modified")


def _place_and_login(url: str) -> tuple[str, dict[str, str]]:
    """Return an URL without user and password, and the header that tells these. Raises ValueError for no URL."""
    parts = urlsplit(url)
    login, at, place = parts.netloc.rpartition("@")
    told = base64.b64encode(unquote(login).encode("utf-8", "surrogateescape")).decode()
    return parts._replace(netloc=place).geturl(), {"Authorization": "Basic " + told} if at else {}


def _layout(url: str) -> str:
    """Return the digest of the index of an OCI layout, or the digest that the URL names. Raises LookupError."""
    path, _at, digest = url[len(_LAYOUT) :].partition("@")
    if digest:
        return digest
    for folder in (path, path.rpartition(":")[0]):
        try:
            with open(os.path.join(folder, "index.json"), "rb") as opened:
                return "sha256:" + hashlib.sha256(opened.read()).hexdigest()
        except OSError:
            continue
    raise LookupError("there is no index.json")
