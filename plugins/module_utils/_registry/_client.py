# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to one registry: TLS, login, and what goes wrong (private to the collection).

https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md, and for tokens
https://distribution.github.io/distribution/spec/auth/token/
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, Iterator, Mapping, NoReturn

from .._buildkit._errors import ImageError
from ._credentials import Credentials, find_credentials
from ._refusal import RegistryError, explain

_LARGEST = 1 << 25  # bytes of an answer that is kept in memory
_CHALLENGE = re.compile(r'(\w+)="([^"]*)"')
_MOST_ATTEMPTS = 10  # with redirections
_ATTEMPTS, _PAUSE = 3, 1.0  # of a question that the registry is too busy for, and seconds between them
BUSY = (429, 500, 502, 503, 504)  # the registry of Docker gives 500 where two write the same at once
_UNSETTLED = b"BLOB_UNKNOWN"  # or this, of a blob that it has, while another writes the same one again
_MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Answer:
    """What a registry answered; the names in `headers` are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Question:
    """One request. `path` begins with `/v2/`, or is an address that the registry gave; `step` says what it is for.

    A `body` that is a file is `size` bytes; `good` are the statuses that are no failure, and
    `again` tells whether it is asked again where the registry is busy.
    """

    method: str
    path: str
    step: str
    body: bytes | IO[bytes] | None = None
    size: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    good: tuple[int, ...] = (200,)
    again: bool = True

    @property
    def length(self) -> int:
        """The bytes of the body."""
        return len(self.body) if isinstance(self.body, bytes) else self.size

    def to_request(self, url: str, authorization: str) -> urllib.request.Request:
        """Return what is sent to `url`, with a body from its beginning."""
        if self.body is not None and not isinstance(self.body, bytes):
            self.body.seek(0)
        request = urllib.request.Request(url, data=self.body, method=self.method)
        for name, value in self.headers.items():
            request.add_header(name, value)
        if self.body is not None:
            request.add_header("Content-Length", str(self.length))
            if "Content-Type" not in self.headers:
                request.add_header("Content-Type", "application/octet-stream")
        if authorization:
            request.add_header("Authorization", authorization)
        return request


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves a redirection to the client, which must not show its login elsewhere."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """Follow nothing."""


class Client:
    """One registry at `host`, and who asks it; `timeout` is the seconds without a sign of life."""

    def __init__(
        self,
        host: str,
        credentials: Credentials | None = None,
        ca_path: str | None = None,
        plain_http: bool = False,
        timeout: int = 60,
    ) -> None:
        """Prepare the requests; nothing is asked yet. Raises ImageError for a file that holds no certificates."""
        self.host = host
        self.credentials = credentials
        self.ca_path = ca_path
        self.plain_http = plain_http
        self.sent = 0  # bytes of bodies that the registry took
        self._timeout = timeout
        self._root = "{0}://{1}".format("http" if plain_http else "https", host)
        self._authorization = ""  # what the header Authorization holds, once the registry asked for it
        handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
        handlers.append(urllib.request.HTTPSHandler(context=_trust(ca_path)))
        if host.partition(":")[0] in ("127.0.0.1", "localhost"):
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    @classmethod
    def of(cls, host: str, params: Mapping[str, Any]) -> Client:
        """Return the client for the options REGISTRY_OPTIONS in the module's `params`."""
        timeout = params["registry_timeout"]
        if timeout < 1:
            raise ImageError("registry_timeout: found {0}; set a number of seconds from 1 on".format(timeout))
        credentials = find_credentials(host, dict(params))
        return cls(host, credentials, params["registry_ca_path"], params["registry_plain_http"], timeout)

    def request(self, question: Question) -> Answer:
        """Ask and return the answer, whose status is one of the good ones. Raises RegistryError that names the step."""
        with self.open(question) as (answer, stream):
            content = stream.read(_LARGEST + 1) if question.method != "HEAD" else b""
            if len(content) > _LARGEST:
                raise RegistryError(self.host, question.step, "its answer is larger than 32 MiB", "see what lies there")
            return Answer(answer.status, answer.headers, content)

    @contextmanager
    def open(self, question: Question) -> Iterator[tuple[Answer, IO[bytes]]]:
        """Ask as `request` does, and lend the body as a stream."""
        try:
            with self._ask(question) as response:
                found = {name.lower(): value for name, value in response.headers.items()}
                self.sent += question.length
                yield Answer(response.status, found, b""), response
        except (OSError, http.client.HTTPException) as error:
            self._lost(error, question.step)

    def _ask(self, question: Question) -> Any:
        """Return the open response, after logins, redirections and pauses."""
        url = question.path if "://" in question.path else self._root + question.path
        login_tried = False
        for attempt in range(1, _MOST_ATTEMPTS + 1):
            own = url.startswith(self._root + "/")  # no other gets the login
            response = self._open(question.to_request(url, self._authorization if own else ""))
            if response.status in question.good:
                return response
            if response.status in _MOVED and question.method in ("GET", "HEAD"):
                url = self._redirected(url, response.headers["Location"] or "", question.step)
                continue
            content = response.read(_LARGEST)
            if response.status == 401 and not login_tried and own:
                login_tried = True
                if self._log_in(response.headers, question.step):
                    continue
            passing = response.status in BUSY or _UNSETTLED in content
            if not passing or not question.again or attempt >= _ATTEMPTS:
                login = self.credentials.origin if self.credentials else ""
                cause, advice = explain(response.status, content, login)
                raise RegistryError(self.host, question.step, cause, advice, status=response.status)
            time.sleep(_PAUSE)
        raise RegistryError(self.host, question.step, "it redirects without end", "see its setup")

    def _redirected(self, url: str, location: str, step: str) -> str:
        """Return where a redirection leads, which may not leave TLS."""
        target = urllib.parse.urljoin(url, location)
        if not target.startswith("https://") and not (self.plain_http and target.startswith("http://")):
            raise RegistryError(self.host, step, "it redirects to {0!r}, without TLS".format(target), "see its setup")
        return target

    def _open(self, request: urllib.request.Request) -> Any:
        try:
            return self._opener.open(request, timeout=self._timeout)
        except urllib.error.HTTPError as error:  # an answer as any other
            return error

    def _log_in(self, headers: Any, step: str) -> bool:
        """Prepare what the registry asks for, and tell whether asking again can help."""
        challenge = headers.get("WWW-Authenticate") or ""
        if challenge.lower().startswith("bearer "):
            self._authorization = "Bearer " + self._token(dict(_CHALLENGE.findall(challenge)), step)
            return True
        if self.credentials is None or self.credentials.identity_token:
            return False
        before, self._authorization = self._authorization, self.credentials.basic
        return before != self._authorization

    def _token(self, challenge: dict[str, str], step: str) -> str:
        """Return a token of the server that the registry names."""
        realm = challenge.get("realm", "")
        if not realm.startswith("https://") and not (self.plain_http and realm.startswith("http://")):
            raise RegistryError(
                self.host, step, "it names {0!r} for a login, without TLS".format(realm), "see its setup"
            )
        query = {key: challenge[key] for key in ("service", "scope") if challenge.get(key)}
        data, headers = None, {}
        if self.credentials and self.credentials.identity_token:
            form = {"grant_type": "refresh_token", "refresh_token": self.credentials.identity_token, **query}
            data = urllib.parse.urlencode({**form, "client_id": "sovd.prod_images"}).encode()
            url = realm
        else:
            url = "{0}?{1}".format(realm, urllib.parse.urlencode(query)) if query else realm
            headers = {"Authorization": self.credentials.basic} if self.credentials else {}
        request = urllib.request.Request(url, data=data, headers=headers)
        with self._open(request) as response:
            content = response.read(_LARGEST)
            if response.status != 200:
                login = self.credentials.origin if self.credentials else ""
                raise RegistryError(self.host, step, *explain(response.status, content, login))
        try:
            document = json.loads(content)
            return str(document.get("token") or document["access_token"])
        except (ValueError, KeyError, AttributeError) as error:
            raise RegistryError(self.host, step, "its login server gave no token", "see its log") from error

    def _lost(self, error: Exception, step: str) -> NoReturn:
        """Raise what it means that there was no answer."""
        reason = getattr(error, "reason", error)
        if isinstance(reason, ssl.SSLCertVerificationError):
            cause = "its certificate is not trusted ({0})".format(reason.verify_message)
            advice = "name the file with the certificate of the authority that signed it in registry_ca_path"
        elif isinstance(reason, ssl.SSLError) and "WRONG_VERSION" in str(reason):
            cause, advice = "it speaks no TLS", "name its port for TLS, or set registry_plain_http"
        elif isinstance(reason, socket.timeout):
            cause = "no answer within {0} seconds".format(self._timeout)
            advice = "see whether it is stuck, or raise registry_timeout"
        elif isinstance(reason, socket.gaierror):
            cause, advice = "its host has no address ({0})".format(reason.strerror), "see its name"
        else:
            cause, advice = "it is gone ({0})".format(reason or type(reason).__name__), "see that it runs"
        raise RegistryError(self.host, step, cause, advice) from error


def _trust(ca_path: str | None) -> ssl.SSLContext:
    """Return what checks certificates: by the machine's authorities, or by those in the file `ca_path` alone."""
    try:
        return ssl.create_default_context(cafile=ca_path or None)
    except (OSError, ssl.SSLError) as error:
        raise ImageError(
            "registry_ca_path: found no certificates in {0} ({1}); name a readable PEM file on the target".format(
                ca_path, getattr(error, "strerror", None) or error
            )
        ) from error
