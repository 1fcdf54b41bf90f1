"""What the controller shows of a long build."""

from __future__ import annotations

from ansible_collections.sovd.prod_images.plugins.action.image_build import StepReport, hidden_texts

FIRST = "#4 [builder 1/3] FROM docker.io/library/python:3.11-slim\n#4 CACHED\n"
SECOND = "#6 [builder 2/3] COPY file /\n"

# seconds, text that the log got since, lines to show
LOG: list[tuple[float, str, list[str]]] = [
    (1, "", []),
    (2, "#1 [internal] load build definition from Dockerfile\n", []),
    (3, FIRST[:20], []),
    (4, FIRST[20:], ["  app:1: [builder 1/3] FROM docker.io/library/python:3.11-slim"]),
    (5, "", []),
    (6, SECOND + "#6 DONE 0.1s\n#7 [builder 3/3] RUN make\n", ["  app:1: [builder 3/3] RUN make"]),
    (7, "#7 0.1 compiling\n", []),
    (15.9, "#7 0.2 linking\n", []),
    (16, "", ["  app:1: [builder 3/3] RUN make (10 s)"]),
    (17, "", []),
    (26, "", ["  app:1: [builder 3/3] RUN make (20 s)"]),
    (
        27,
        "#8 [stage-1 2/2] RUN " + "x" * 200 + "\n",
        ["  app:1: [stage-1 2/2] RUN " + "x" * (100 - len("[stage-1 2/2] RUN "))],
    ),
]


def test_each_step_is_shown_once_and_again_while_it_runs() -> None:
    report = StepReport("app:1")
    assert [report.read(text, now) for now, text, _lines in LOG] == [lines for _now, _text, lines in LOG]


def test_secret_is_not_shown() -> None:
    report = StepReport("app:1", ["hush"])
    assert report.read("#6 [2/3] COPY hush.pem /\n", 1) == ["  app:1: [2/3] COPY ********.pem /"]


def test_hidden_texts() -> None:
    arguments = {
        "secrets": [{"id": "a", "value": "hush"}, {"id": "b", "src": "/b"}],
        "build_args": {"HTTP_PROXY": "http://proxy:3128", "A": "http://shown"},
    }
    assert hidden_texts(arguments) == ["http://proxy:3128", "hush"]
    assert hidden_texts({"secrets": None, "build_args": "A=b"}) == []
