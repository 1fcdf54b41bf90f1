"""Applications are built, judged and asked with no variable but their folder; --described takes all, for the table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.applications import few
from tests.applications.described import DESCRIBED
from tests.applications.described_images import Trial
from tests.applications.described_row import keep
from tests.browser.chromium import Chromium
from tests.rig.cleanup import unique

pytestmark = pytest.mark.slow
# WSGI in one file, a page of a workspace, a Procfile and a login.
FEW = ("flask", "npmws", "miguelgrinberg/microblog, with its login")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    few.parametrize(metafunc, "described", DESCRIBED, FEW, "--described")


def test_it_is_built_from_its_folder(
    described: str,
    browser: Chromium,
    tmp_path: Path,
    tool_environment: dict[str, str],
    pytestconfig: pytest.Config,
) -> None:
    folder = tmp_path / unique(re.sub("[^a-z0-9]+", "-", described.lower()))
    trial = Trial(described, DESCRIBED[described], folder, tool_environment)
    try:
        if not trial.describe():
            _keep(trial, pytestconfig)
            return
        trial.build()
        trial.ask(browser)
        trial.judge()
    except AssertionError:  # a run that was ended from outside says nothing of the application
        _keep(trial, pytestconfig)
        raise
    _keep(trial, pytestconfig)
    assert (trial.row.questions, trial.row.asked, trial.row.gate) == ("none", "yes", "passed")


def _keep(trial: Trial, config: pytest.Config) -> None:
    if config.getoption("--described"):
        keep(trial.row)
