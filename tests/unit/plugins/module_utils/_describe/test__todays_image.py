"""The image that a Dockerfile of the team's makes."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._todays_image import read_todays_image

STAGES = """ARG PYTHON=3.12
FROM node:20 AS page
RUN npm run build
CMD ["npm", "start"]
FROM python:${PYTHON}-slim AS base
EXPOSE 9000
FROM base AS wheels
RUN apt-get update && apt-get install -y libpq-dev git && pip install -r requirements/prod.txt
FROM base AS dev
RUN apt-get install -y gdb
CMD flask run
FROM base AS prod
ENV PORT=8081 SITE="north shop"
RUN apt-get install -y --no-install-recommends libpq5=15.1 && rm -rf /var/lib/apt/lists/*
COPY --from=wheels /wheels /wheels
EXPOSE $PORT
CMD gunicorn --bind 0.0.0.0:${PORT} shop:app
"""


def test_the_last_stage_and_what_it_needs() -> None:
    image = read_todays_image(STAGES, "Dockerfile")
    assert image.base is not None
    assert (image.base[0], str(image.base[1])) == ("python:3.12-slim", "Dockerfile:5")
    assert image.command == ["gunicorn --bind 0.0.0.0:8081 shop:app"]
    assert [port for port, _place in image.ports] == [9000, 8081]
    assert [name for name, _place in image.apt] == ["libpq5", "libpq-dev"]
    assert {name: value for name, (value, _place) in image.environment.items()} == {
        "PORT": "8081",
        "SITE": "north shop",
    }
    assert [str(place) for _text, place in image.runs] == ["Dockerfile:14", "Dockerfile:8"]


@pytest.mark.parametrize(
    ("lines", "target", "words"),
    [
        ('FROM a\nENTRYPOINT ["x"]\nCMD ["y"]\n', "", ["x", "y"]),
        ('FROM a\nCMD ["y"]\nENTRYPOINT ["x"]\n', "", ["x", "y"]),
        ("FROM a\nCMD one\nCMD two\n", "", ["two"]),
        ('FROM a AS b\nENTRYPOINT ["x"]\nCMD ["y"]\nFROM b\nCMD ["z"]\n', "", ["x", "z"]),
        ('FROM a AS b\nCMD ["y"]\nFROM b\nENTRYPOINT ["x"]\n', "", ["x"]),
        ("FROM a AS b\nCMD one\nFROM b AS c\nCMD two\n", "b", ["one"]),
        ("FROM a AS b\nCMD one\nFROM b AS c\nCMD two\n", "none", ["two"]),
        ("FROM b AS b\nCMD one\n", "", ["one"]),
        ("CMD one\n", "", []),
        ("", "", []),
    ],
)
def test_how_it_starts(lines: str, target: str, words: list[str]) -> None:
    image = read_todays_image(lines, "Dockerfile", target)
    assert [*image.entrypoint, *image.command] == words


def test_what_doubles_has_an_end() -> None:
    text = "FROM a\nENV A=xxxxxxxxxx\n" + "ENV A=$A$A\n" * 60 + "CMD $A\n"
    assert len("".join(read_todays_image(text, "Dockerfile").command)) <= 100000


def test_stages_that_copy_from_each_other() -> None:
    text = "FROM b AS a\nCOPY --from=b x x\nFROM a AS b\nCOPY --from=a x x\nCOPY --from=1 x x\nRUN x\n"
    assert [str(place) for _text, place in read_todays_image(text, "Dockerfile").runs] == ["Dockerfile:6"]
