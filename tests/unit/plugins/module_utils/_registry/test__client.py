"""Logins, redirections and failures of requests to a registry."""

from __future__ import annotations

import io
import json
import socket
import struct
import threading
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._registry import _client
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._client import Client, Question
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._credentials import Credentials
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._options import REGISTRY_OPTIONS
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._refusal import RegistryError

from .fake_registry import FakeRegistry

PATH = "/v2/team/app/x"
QUESTION = Question("GET", PATH, "reading x")
SECRET = "exchanged"
LOGIN = Credentials("registry_username", "ann", "s")


def test_login_is_shown_when_it_is_asked_for(fake: FakeRegistry) -> None:
    fake.answer(f"GET {PATH}", 401, WWW_Authenticate='Basic realm="r"')
    fake.held[PATH] = (b"content", "")
    client = fake.client(LOGIN)
    assert client.request(QUESTION).body == b"content"
    assert client.request(QUESTION).body == b"content"
    assert [login for _asked, login in fake.asked] == ["", LOGIN.basic, LOGIN.basic]


def test_token_and_the_next_when_it_has_expired(fake: FakeRegistry) -> None:
    challenge = f'Bearer realm="http://{fake.host}/token",service="s",scope="repository:team/app:pull"'
    fake.held[PATH] = (b"content", "")
    client = fake.client(LOGIN)
    for token in ("first", "second"):
        fake.answer(f"GET {PATH}", 401, WWW_Authenticate=challenge)
        fake.answer("GET /token", 200, json.dumps({"token": token}).encode())
        assert client.request(QUESTION).body == b"content"
        assert fake.asked[-1][1] == f"Bearer {token}"
    asked = [pair for pair in fake.asked if "/token" in pair[0]]
    assert asked == [("GET /token?service=s&scope=repository%3Ateam%2Fapp%3Apull", LOGIN.basic)] * 2


def test_token_by_token(fake: FakeRegistry) -> None:
    fake.answer(f"GET {PATH}", 401, WWW_Authenticate=f'Bearer realm="http://{fake.host}/token",service="s"')
    fake.answer("POST /token", 200, b'{"access_token": "t"}')
    fake.held[PATH] = (b"content", "")
    client = fake.client(Credentials("o", identity_token=SECRET))
    assert client.request(QUESTION).body == b"content"
    assert fake.asked[-1][1] == "Bearer t"
    assert not any(SECRET in asked for asked, _login in fake.asked)


@pytest.mark.parametrize(("credentials", "cause"), [(None, "there is none"), (LOGIN, "wrong or expired")])
def test_login_that_is_not_accepted(credentials: Credentials | None, cause: str, fake: FakeRegistry) -> None:
    for _attempt in range(2):
        fake.answer(f"GET {PATH}", 401, WWW_Authenticate='Basic realm="r"')
    with pytest.raises(RegistryError, match=rf"^registry 127\.0\.0\.1:\d+: reading x: .*{cause}"):
        fake.client(credentials).request(QUESTION)


def test_another_host_does_not_get_the_login(fake: FakeRegistry) -> None:
    other = fake.host.replace("127.0.0.1", "localhost")
    fake.answer(f"GET {PATH}", 401, WWW_Authenticate='Basic realm="r"')
    fake.answer(f"GET {PATH}", 307, Location=f"http://{other}/store")
    fake.held["/store"] = (b"content", "")
    assert fake.client(LOGIN).request(QUESTION).body == b"content"
    assert fake.asked[-1] == ("GET /store", "")


def test_redirections_without_end(fake: FakeRegistry) -> None:
    for _attempt in range(20):
        fake.answer(f"GET {PATH}", 307, Location=PATH)
    with pytest.raises(RegistryError, match="without end"):
        fake.client().request(QUESTION)


def test_busy_registry_is_asked_again(fake: FakeRegistry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_client, "_PAUSE", 0)
    fake.answer(f"PUT {PATH}", 503)
    client = fake.client()
    question = Question("PUT", PATH, "writing x", body=io.BytesIO(b"content"), size=7, good=(201,))
    assert client.request(question).status == 201
    assert fake.held[PATH][0] == b"content", "the file is sent from its beginning"
    assert client.sent == 7
    for _attempt in range(3):
        fake.answer(f"PUT {PATH}", 503)
    with pytest.raises(RegistryError, match="it failed"):
        client.request(question)


def test_blob_that_another_is_writing_is_asked_for_again(fake: FakeRegistry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_client, "_PAUSE", 0)
    unknown = b'{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"blob unknown to registry"}]}'
    fake.answer(f"PUT {PATH}", 400, unknown)
    question = Question("PUT", PATH, "writing x", body=b"content", good=(201,))
    assert fake.client().request(question).status == 201
    for _attempt in range(3):
        fake.answer(f"PUT {PATH}", 400, unknown)
    with pytest.raises(RegistryError, match=r"it refused .*blob unknown"):
        fake.client().request(question)
    fake.answer(f"PUT {PATH}", 400, b'{"errors":[{"code":"MANIFEST_INVALID"}]}')
    with pytest.raises(RegistryError, match=r"it refused .*MANIFEST_INVALID"):
        fake.client().request(question)


def test_failures_of_the_connection(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(RegistryError, match=r"it is gone .*refused"):
            Client(host, plain_http=True).request(QUESTION)
        silent.listen()
        with pytest.raises(RegistryError, match="no answer within 1 seconds; see whether it is stuck"):
            Client(host, plain_http=True, timeout=1).request(QUESTION)
    with pytest.raises(RegistryError, match="its host has no address"):
        Client("registry.invalid", plain_http=True).request(QUESTION)
    (tmp_path / "ca.pem").write_text("no certificate", encoding="utf-8")
    for path in ("ca.pem", "nowhere.pem"):
        with pytest.raises(ImageError, match=rf"^registry_ca_path: found no certificates in .*{path}"):
            Client("r.example", ca_path=str(tmp_path / path))


def test_registry_that_goes_in_the_middle_of_an_upload() -> None:
    def take_a_little() -> None:
        connection, _address = server.accept()
        connection.recv(1000)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        thread = threading.Thread(target=take_a_little)
        thread.start()
        client = Client(f"127.0.0.1:{server.getsockname()[1]}", plain_http=True, timeout=10)
        question = Question("PUT", PATH, "pushing x", body=bytes(1 << 24), good=(201,))
        with pytest.raises(RegistryError, match=r"pushing x: it is gone \(.*; see that it runs\. What was published"):
            client.request(question)
        thread.join()
    assert client.sent == 0


def test_registry_without_tls(fake: FakeRegistry) -> None:
    with pytest.raises(RegistryError, match="it speaks no TLS; name its port for TLS, or set registry_plain_http"):
        Client(fake.host).request(QUESTION)


def test_options() -> None:
    params = {name: option.get("default") for name, option in REGISTRY_OPTIONS.items()}
    assert Client.of("r.example", {**params, "registry_config_dir": "/nowhere"}).credentials is None
    with pytest.raises(ImageError, match=r"^registry_timeout: found 0"):
        Client.of("r.example", {**params, "registry_timeout": 0})
