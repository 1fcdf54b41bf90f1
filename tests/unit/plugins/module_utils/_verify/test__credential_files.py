"""Which files hold credentials, by their names and what is in them."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._credential_files import (
    CREDENTIAL_FILES,
    credential_file,
)

# path, content, whether it holds a secret
FILES = [
    ("/srv/.env", b"A=1", True),
    ("/srv/.env.production", b"export A=1", True),
    ("/srv/.env", b"# A=1\n", False),
    ("/srv/.env.example", b"A=1", False),
    ("/srv/.env.d.ts", b"a = 1", False),
    ("/srv/app.env.py", b"A=1", False),
    ("/root/.netrc", b"machine h login u password p", True),
    ("/root/.netrc", b"machine h login u password $P", False),
    ("/root/.git-credentials", b"https://u:p@h", True),
    ("/root/.git-credentials", b"https://token@h", True),
    ("/root/.npmrc", b"//r/:_authToken=npm_x", True),
    ("/root/.npmrc", b"//r/:_authToken=${NPM_TOKEN}", False),
    ("/root/.npmrc", b"registry=https://r", False),
    ("/usr/etc/npmrc", b"_auth=eHg=", True),
    ("/root/.yarnrc.yml", b'npmAuthToken: "abc"', True),
    ("/root/.yarnrc.yml", b"nodeLinker: pnp", False),
    ("/root/.pypirc", b"[pypi]\npassword = x", True),
    ("/root/.pypirc", b"[pypi]\nusername = x", False),
    ("/root/.pgpass", b"db:5432:*:shop:Xk39", True),
    ("/root/.pgpass", b"# host:port:db:user:pw\n", False),
    ("/root/.my.cnf", b"[client]\npassword=x", True),
    ("/root/.aws/credentials", b"aws_secret_access_key=x", True),
    ("/root/.aws/config", b"[default]\nregion=eu", False),
    ("/root/.config/gcloud/application_default_credentials.json", b'{"refresh_token": "1//x"}', True),
    ("/root/.docker/config.json", b'{"auths":{"r":{"auth":"cjp4"}}}', True),
    ("/root/.docker/config.json", b"{}", False),
    ("/root/.kube/config", b"  token: abc", True),
    ("/root/.kube/config", b"clusters: []", False),
    ("/root/.ssh/id_ed25519", b"anything", True),
    ("/root/.ssh/id_ed25519.pub", b"ssh-ed25519 AAAA", False),
    ("/srv/tls.key", b"\x01\x02raw", True),
    ("/srv/repo.key", b"-----BEGIN PGP PUBLIC KEY BLOCK-----", False),
    ("/srv/talk.key", b"PK\x03\x04", False),
    ("/srv/store.p12", b"0\x82\x01", True),
    ("/srv/vault.kdbx", b"\x03\xd9", True),
    ("/run/secrets/token", b"x", True),
    ("/run/secrets/token", b"\n", False),
    ("/etc/shadow", b"root:*:1::::::\n", False),
    ("/etc/shadow", b"root:$6$aaaaaaaa$bbbb:1::::::\n", True),
    ("/etc/nginx/.htpasswd", b"shop:$apr1$aaaaaaaa$bbbb", True),
    ("/srv/.vault-token", b"hvs.x", True),
    ("/etc/pip.conf", b"index-url = https://u:p@r/simple", True),
    ("/etc/pip.conf", b"index-url = https://r/simple", False),
    ("/root/.cargo/credentials.toml", b'token = "x"', True),
    ("/root/.m2/settings.xml", b"<password>x</password>", True),
    ("/root/.gem/credentials", b":rubygems_api_key: x", True),
    ("/root/.config/gh/hosts.yml", b" oauth_token: x", True),
    ("/root/.composer/auth.json", b'{"github.com": "x"}', True),
    ("/root/.terraformrc", b'token = "x"', True),
]


@pytest.mark.parametrize(("path", "content", "holds"), FILES)
def test_files(path: str, content: bytes, holds: bool) -> None:
    assert any(kind.holds(content) for kind in credential_file(path)) is holds


def test_each_kind_has_a_file_with_a_secret() -> None:
    seen = {kind for path, content, holds in FILES if holds for kind in credential_file(path) if kind.holds(content)}
    assert [kind.name for kind in CREDENTIAL_FILES if kind not in seen] == []
