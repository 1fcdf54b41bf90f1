"""One deployment and one browser for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.browser.chromium import Chromium, chromium
from tests.browser.deployment import Deployment, Images, images
from tests.rig.cleanup import ended_from_outside


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, run: Callable[..., str]) -> Iterator[Images]:
    """Both production images, removed also when the run is ended from outside."""
    with ended_from_outside(), images(run, tmp_path_factory.mktemp("built")) as names:
        yield names


@pytest.fixture(scope="session")
def deployment(built: Images, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The application without a vehicle; what was started is removed, also when the run is ended from outside."""
    with ended_from_outside(), ExitStack() as stack:
        yield Deployment(stack, tmp_path_factory.mktemp("deployment"), built)


@pytest.fixture(scope="session")
def browser(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A Chromium with a profile of its own, to which the pages are as trustworthy as behind a proxy with TLS."""
    trusted = [deployment.production, deployment.no_policy, deployment.no_hash]
    with chromium(tmp_path_factory.mktemp("chromium"), trusted) as started:
        yield started
