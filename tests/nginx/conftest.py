"""One rig for all tests of this folder: starting it takes longer than any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.nginx.sites import Rig, Site
from tests.nginx.variable_sets import FORMS
from tests.rig.access import let_others_in
from tests.rig.cleanup import ended_from_outside


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory, run: Callable[..., str]) -> Iterator[Rig]:
    """Backends, a name server and all nginx; what was started is removed, also when the run is ended from outside."""
    folder = tmp_path_factory.mktemp("nginx")
    # The nginx in the containers are no root and have to get at the sites below.
    let_others_in(folder)
    with ended_from_outside(), ExitStack() as stack:
        yield Rig(stack, folder, run)


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> str:
    """How the upstream is written: for an nginx that resolves it again, and for one that cannot."""
    return str(request.param)


@pytest.fixture
def site(rig: Rig, form: str) -> Callable[[str], Site]:
    """`site("plain")` is the nginx of that set of variables; the backend has forgotten what it saw before."""
    rig.backend.take()
    return lambda name: rig.sites[f"{form}/{name}"]
