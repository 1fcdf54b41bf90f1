# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One repository of a registry: manifests and blobs (private to the collection).

https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md
"""

from __future__ import annotations

import hashlib
import json
import socket
import urllib.parse
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Iterator

from ._client import BUSY, Client, Question
from ._place import Place
from ._refusal import RegistryError

OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
_DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
_DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
INDEXES = (OCI_INDEX, _DOCKER_LIST)
_ATTEMPTS = 3  # to send a blob
_ACCEPT = ", ".join((OCI_MANIFEST, OCI_INDEX, _DOCKER_MANIFEST, _DOCKER_LIST))


def _is_lost(error: RegistryError) -> bool:
    """Tell whether the connection ended; to wait for an answer again would take as long again."""
    reason = getattr(error.__cause__, "reason", error.__cause__)
    return not error.status and not isinstance(reason, socket.timeout)


def digest_of(content: bytes) -> str:
    """Return the digest `sha256:…` of a content."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Manifest:
    """A manifest as its bytes, which are what its digest is of."""

    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        """The digest of the bytes."""
        return digest_of(self.content)

    @property
    def document(self) -> dict[str, Any]:
        """The manifest read."""
        found: dict[str, Any] = json.loads(self.content)
        return found

    @property
    def descriptor(self) -> dict[str, Any]:
        """What another document says to name it."""
        return {"mediaType": self.media_type, "digest": self.digest, "size": len(self.content)}


class Repository:
    """A repository and the client that reaches its registry."""

    def __init__(self, client: Client, place: Place) -> None:
        """Take a client for the registry of the place."""
        self.client = client
        self.place = place
        self._path = "/v2/{0}/".format(place.repository)

    def manifest(self, reference: str) -> Manifest | None:
        """Return the manifest under a tag or digest, None where there is none. Raises RegistryError.

        Where `reference` is a digest, the content is proven to have it.
        """
        step = "reading {0}".format(reference)
        answer = self.client.request(
            Question("GET", self._path + "manifests/" + reference, step, headers={"Accept": _ACCEPT}, good=(200, 404))
        )
        if answer.status == 404:
            return None
        declared = answer.headers.get("content-type", "").partition(";")[0].strip()
        found = Manifest(declared, answer.body)
        if reference.startswith("sha256:") and found.digest != reference:
            self._refuse(step, "what it gave has the digest {0}".format(found.digest), "do not trust this registry")
        try:
            document = found.document
        except ValueError:
            document = None
        if not isinstance(document, dict):
            self._refuse(step, "what it gave is no manifest", "see what lies there")
        return found

    def put_manifest(self, reference: str, manifest: Manifest, step: str) -> dict[str, str]:
        """Write a manifest under a tag or its digest, and return the headers of the answer."""
        path, headers = self._path + "manifests/" + reference, {"Content-Type": manifest.media_type}
        question = Question("PUT", path, step, body=manifest.content, headers=headers, good=(201,))
        return self.client.request(question).headers

    def has_blob(self, digest: str) -> bool:
        """Tell whether the repository has a blob."""
        step = "looking for the blob {0}".format(digest)
        answer = self.client.request(Question("HEAD", self._path + "blobs/" + digest, step, good=(200, 404)))
        return answer.status == 200

    def blob_size(self, digest: str) -> int | None:
        """Return the bytes of a blob as the registry has it, None where it has none."""
        step = "looking for the blob {0}".format(digest)
        answer = self.client.request(Question("HEAD", self._path + "blobs/" + digest, step, good=(200, 404)))
        return int(answer.headers.get("content-length", -1)) if answer.status == 200 else None

    @contextmanager
    def open_blob(self, digest: str) -> Iterator[IO[bytes]]:
        """Lend the content of a blob as a stream, whose digest is for the reader to prove."""
        step = "reading the blob {0}".format(digest)
        with self.client.open(Question("GET", self._path + "blobs/" + digest, step)) as (_answer, stream):
            yield stream

    def read_blob(self, digest: str) -> bytes:
        """Return the content of a small blob, proven to have its digest."""
        step = "reading the blob {0}".format(digest)
        content = self.client.request(Question("GET", self._path + "blobs/" + digest, step)).body
        if digest_of(content) != digest:
            self._refuse(step, "what it gave has the digest " + digest_of(content), "do not trust this registry")
        return content

    def upload_blob(self, digest: str, size: int, content: bytes | IO[bytes], step: str) -> None:
        """Send a blob of `size` bytes, which the registry proves to have the digest, unless another was faster."""
        failures: list[RegistryError] = []
        for _attempt in range(_ATTEMPTS):
            failure = self._try_upload(digest, size, content, step)
            if failure is None or (failure.status in BUSY and self.has_blob(digest)):
                return
            failures.insert(0, failure)
            if not (failure.status in BUSY or _is_lost(failure)):
                break
        # One that is full may end the connection while the blob is sent; what it says another time tells more.
        raise next((each for each in failures if each.status), failures[0])

    def _try_upload(self, digest: str, size: int, content: bytes | IO[bytes], step: str) -> RegistryError | None:
        try:
            self._upload(digest, size, content, step)
        except RegistryError as error:
            return error
        return None

    def _upload(self, digest: str, size: int, content: bytes | IO[bytes], step: str) -> None:
        begun = self.client.request(Question("POST", self._path + "blobs/uploads/", step, body=b"", good=(202,)))
        path = self._completed(begun.headers["location"], digest)
        self.client.request(Question("PUT", path, step, body=content, size=size, good=(201,), again=False))

    def mount_blob(self, digest: str, source: str) -> bool:
        """Take a blob of another repository of the same registry without its bytes, and tell whether that was done."""
        step = "taking the blob {0} of {1}".format(digest, source)
        query = urllib.parse.urlencode({"mount": digest, "from": source})
        path = "{0}blobs/uploads/?{1}".format(self._path, query)
        return self.client.request(Question("POST", path, step, body=b"", good=(201, 202))).status == 201

    def referrers(self, digest: str) -> list[dict[str, Any]] | None:
        """Return what the registry's own list says refers to a digest, None where it keeps no such list."""
        step = "listing what refers to {0}".format(digest)
        answer = self.client.request(
            Question("GET", self._path + "referrers/" + digest, step, good=(200, 400, 404, 405))
        )
        if answer.status != 200:
            return None
        try:
            found: list[dict[str, Any]] = json.loads(answer.body)["manifests"] or []
        except (ValueError, KeyError, TypeError):
            return None
        return found

    def _completed(self, location: str, digest: str) -> str:
        return "{0}{1}digest={2}".format(location, "&" if "?" in location else "?", urllib.parse.quote(digest, safe=""))

    def _refuse(self, step: str, cause: str, advice: str) -> None:
        raise RegistryError(self.client.host, step, cause, advice)
