"""Which changes are noticed, and what check mode knows of them."""

from __future__ import annotations

from typing import Any

from comparison import judges
from comparison.steps import Build, Scenario, Shell

# Title of the row, what is done by hand, what is asked for from then on.
MATTERS: list[tuple[str, str, dict[str, Any]]] = [
    ("Changed content of a file is built", "echo second > app/greeting", {}),
    ("Changed mode of a file is built", "chmod 755 app/greeting", {}),
    ("New file is built", "echo x > app/new", {}),
    ("New empty folder is built", "mkdir app/empty", {}),
    ("Changed mode of a folder is built", "chmod 700 app/folder", {}),
    ("Changed target of a link is built", "ln -sfn folder/inner app/link", {}),
    (
        "Changed content with the old size and time is built",
        "touch -r app/greeting ../time; echo SECOND > app/greeting; touch -r ../time app/greeting",
        {},
    ),
    ("Changed `.dockerignore` is built", "sed -i /hidden/d .dockerignore", {}),
    ("Changed Dockerfile is built", "echo 'ENV COLOUR=blue' >> Dockerfile", {}),
    ("Moved base image is built", "$ENGINE tag $BASE:two $BASE:current", {}),
    ("Changed build argument is built", ":", {"build_args": {"FLAVOUR": "sweet"}}),
    ("Changed label is built", ":", {"labels": {"team": "blue"}}),
    ("Changed target stage is built", ":", {"target": "first"}),
    ("Removed tag is built again", "$ENGINE rmi --force $IMAGE", {}),
]
SILENT: list[tuple[str, str]] = [
    ("Ignored file changed: says ok, same image", "echo x >> app/noise.log"),
    ("Time of a file changed: says ok, same image", "touch app/greeting"),
]
UNCHANGED = "Nothing changed: says ok, same image"


def deciding() -> Scenario:
    more: dict[str, Any] = {}
    steps: dict[str, Shell | Build] = {"first": Build(), f"{UNCHANGED} before": Shell(":"), UNCHANGED: Build()}
    rows = {UNCHANGED: judges.quiet(UNCHANGED), "Nothing changed: no builder runs": judges.no_builder(UNCHANGED)}
    for title, command in SILENT:
        steps |= {f"{title} before": Shell(command), title: Build()}
        rows[title] = judges.quiet(title)
    for title, command, wanted in MATTERS:
        more = {**more, **wanted}
        steps |= {f"{title} before": Shell(command), title: Build(more)}
        rows[title] = judges.noticed(title)
    title = "Tag that somebody moved is put back"
    steps |= {f"{title} before": Shell("$ENGINE tag $BASE:one $IMAGE"), title: Build(more)}
    rows[title] = judges.restored(title)
    return Scenario(steps, rows)


CASES: list[tuple[str, bool, str, dict[str, Any]]] = [
    ("nothing", False, ":", {}),
    ("content", True, "echo second > app/greeting", {}),
    ("ignored", False, "echo x >> app/noise.log", {}),
    ("argument", True, ":", {"build_args": {"FLAVOUR": "sweet"}}),
    ("base", True, "$ENGINE tag $BASE:two $BASE:current", {}),
]


def predicting() -> Scenario:
    more: dict[str, Any] = {}
    steps: dict[str, Shell | Build] = {"first": Build()}
    for name, _, command, wanted in CASES:
        more = {**more, **wanted}
        before: dict[str, Shell | Build] = {f"{name} before": Shell(command)}
        check = Build(more, check=True, keywords={"diff": True})
        steps |= {**before, f"{name} check": check, name: Build(more)}
    names = [name for name, *_ in CASES]
    truth = {name: matters for name, matters, *_ in CASES}
    return Scenario(
        steps,
        {
            "Check mode starts no builder and leaves the tag": judges.harmless(*names),
            "Check mode says what the run then says and does": judges.predicted(*names),
            "Check mode says whether the image is out of date": judges.known(**truth),
            "`--diff` names the changed file": judges.diff_names("content check", "app/greeting"),
            "The result names the changed file": judges.told("content check", "app/greeting", "."),
            "The result names the moved base image": judges.told("base check", "base:current", "reason"),
        },
    )


def texts() -> Scenario:
    """A Dockerfile that the play holds as text, as roles do that render it in the same run."""
    text = "FROM scratch\nCOPY app/greeting /{0}\n"
    first, second = ({"dockerfile_content": text.format(name)} for name in ("one", "two"))
    steps: dict[str, Shell | Build] = {
        "first": Build(first),
        "same before": Shell(":"),
        "same check": Build(first, check=True),
        "other check": Build(second, check=True),
    }
    title = "A Dockerfile given as text is predicted before it is written"
    return Scenario(steps, {title: judges.known(same=False, other=True)})


def refusing() -> Scenario:
    title = "A stage that does not exist is refused"
    steps: dict[str, Shell | Build] = {"first": Build(), f"{title} before": Shell(":")}
    return Scenario({**steps, title: Build({"target": "nowhere"})}, {title: judges.refused(title, "nowhere")})


SCENARIOS = [deciding(), predicting(), texts(), refusing()]
