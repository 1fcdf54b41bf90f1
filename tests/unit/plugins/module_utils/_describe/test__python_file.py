"""One file of Python."""

from __future__ import annotations

import ast

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._python_file import (
    constant,
    keyword,
    kind_of,
    read_python,
)

TEXT = """
import falcon, os.path
from fastapi import FastAPI as F
from .inner import thing
from ..outer import other
app = F(title="x")
if True:
    api = falcon.App()
if __name__ == "__main__":
    not_this = F()
def create_app():
    made = F()
    return made
"""


def test_applications_and_names() -> None:
    file = read_python(TEXT, "shop/web/main.py", "shop.web.main")
    told = [(one.name, one.kind, one.line, one.is_factory) for one in file.applications()]
    assert told == [("app", "asgi", 6, False), ("api", "wsgi", 8, False), ("create_app", "asgi", 11, True)]
    assert file.names["thing"] == "shop.web.inner.thing"
    assert file.names["other"] == "shop.outer.other"
    assert {"os.path", "fastapi.FastAPI", "falcon"} <= file.imported()
    assert "x" in [*file.strings()]


@pytest.mark.parametrize(
    ("called", "kind"),
    [
        ("flask.Flask", "wsgi"),
        ("falcon.asgi.App", "asgi"),
        ("django.core.wsgi.get_wsgi_application", "wsgi"),
        ("shop.Flask", ""),
        ("celery.Celery", "celery"),
    ],
)
def test_kinds(called: str, kind: str) -> None:
    assert kind_of(called) == kind


@pytest.mark.parametrize("text", ["print 'x'", "x = \0", "(" * 5000])
def test_no_python(text: str) -> None:
    with pytest.raises(ValueError, match=r"a\.py:\d+: is no Python that the target's can read"):
        read_python(text, "a.py", "a")


def test_constants() -> None:
    call = ast.parse("f(a=[1, 'x'], b=name)").body[0]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    assert constant(keyword(call.value, "a")) == [1, "x"]
    assert constant(keyword(call.value, "b")) is None
    assert keyword(call.value, "c") is None


def test_names_of_settings() -> None:
    file = read_python("class S:\n    site_name: str\nX = os.getenv('KEY')\n", "a.py", "a")
    assert {"SITE_NAME", "KEY"} <= {*file.names_of_settings()}
