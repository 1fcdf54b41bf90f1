"""Which values of an environment are hidden, and where."""

from __future__ import annotations

from ansible_collections.sovd.prod_images.plugins.module_utils._verify._masked_text import mask, secret_values

ENV = {
    "ADMIN_PASSWORD": "Qq77Zz", "PIN_TOKEN": 123456, "API_SECRET": "abc", "ENVIRONMENT": "production",
    "DATABASE_URL": "postgres://shop:Xk39dfks@db/shop",
}  # fmt: skip


def test_secrets_and_passwords_of_urls_the_longest_first() -> None:
    values = secret_values(ENV)
    assert sorted(values) == ["123456", "Qq77Zz", "Xk39dfks"]
    assert values[0] == "Xk39dfks"


def test_they_are_hidden_in_each_text() -> None:
    document = {"Log": [{"Output": "no Qq77Zz here"}], "ExitCode": 1, "Error": "Xk39dfks in production"}
    assert mask(document, secret_values(ENV)) == {
        "Log": [{"Output": "no *** here"}], "ExitCode": 1, "Error": "*** in production"
    }  # fmt: skip
