"""The images of an application that was described and built by its folder alone: asked, looked at and judged."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.sovd.prod_images.plugins.module_utils._describe._applications import describe
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._description import Description
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._one_build import open_points

from tests.applications.case import Case
from tests.applications.described import Described
from tests.applications.described_row import Row
from tests.applications.front_end import FrontEnd
from tests.applications.gate import refusals, refusals_of_page
from tests.applications.served_page import LOCAL, ask, look, served
from tests.browser.chromium import Chromium
from tests.rig.cleanup import unique
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, fetch, log_of, until, until_healthy
from tests.rig.docker import docker, inspect
from tests.rig.network import connect, disconnect, free_port
from tests.rig.plays import ENVIRONMENT, ROOT, extra_vars

LONGEST = 1800  # seconds
LISTENS = 80


class Trial:
    """One application from its folder to the last answer; `row` says how far it came."""

    def __init__(self, name: str, told: Described, folder: Path, environment: Mapping[str, str]) -> None:
        self.told, self.folder, self.environment = told, folder, dict(environment)
        self.found: list[Description] = []
        self.row = Row(name)

    def describe(self) -> bool:
        """Lay out the folder, read it, and tell whether it can be built; asked is for what its case alone knows."""
        self.told.lay_out(self.folder)
        self.found = describe(str(self.folder))
        missing = open_points(self.found)
        asks = [variable for one in self.found for variable in one.questions] or missing
        questions = ", ".join(f"`{one}`" for one in dict.fromkeys(asks)) or "none"
        self.row = replace(self.row, variables=sum(len(one.differing()) for one in self.found), questions=questions)
        cases = [one for one in (self.told.backend, self.told.page) if one]
        assert {*asks} <= {variable for case in cases for variable in case.variables}, missing
        return not missing

    def build(self) -> None:
        """Build with no variable but the folder."""
        playbook = str(ROOT / "playbooks" / "build_prod_images.yml")
        self.row = replace(self.row, image="no")
        done = subprocess.run(
            ["ansible-playbook", playbook, *extra_vars({"application": self.folder})],
            check=False, capture_output=True, text=True, timeout=LONGEST, env={**self.environment, **ENVIRONMENT},
        )  # fmt: skip
        assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
        sizes = [int(inspect(self.image(one.kind), "{{.Size}}")) for one in self.found]
        self.row = replace(self.row, image=" and ".join(f"{size / 1e6:.1f} MB" for size in sizes))

    def ask(self, browser: Chromium) -> None:
        """Run what was built as production does, the page with the backend behind it, and ask both."""
        self.row = replace(self.row, asked="no")
        with self._backend() as behind:
            if self.told.page:
                self._look(browser, self.told.page, behind)
        self.row = replace(self.row, asked="yes")

    def judge(self) -> None:
        """Let the gate of a release judge each image."""
        self.row = replace(self.row, gate="refused")
        for one in self.found:
            variables = one.to_json()["variables"]
            if one.kind == "page":
                told: Any = replace(self.told.page or FrontEnd("", {}), variables=variables)
                said = refusals_of_page(self.image(one.kind), told, self.folder.parent, self.environment)
            else:
                limits = {"backend_image_max_size": "500 MB", "backend_image_health_path": self._health_path(one)}
                case = replace(self._case(), variables={**limits, **variables}, headers=self._headers(one))
                said = refusals(self.image(one.kind), case, self.folder.parent, self.environment)
            assert not said, said[-6000:]
        self.row = replace(self.row, gate="passed")

    def image(self, kind: str) -> str:
        """The reference of the image of the backend or of the page."""
        one = next(one for one in self.found if one.kind == kind)
        return str(one.value("backend_image_name" if kind == "backend" else "frontend_image_name")) + ":prod"

    def _case(self) -> Case:
        return self.told.backend or Case({})

    @staticmethod
    def _health_path(one: Description) -> str:
        return str(one.value("backend_image_health_path"))

    def _headers(self, one: Description) -> dict[str, str]:
        return {**one.value("backend_image_health_headers"), **self._case().headers}

    @contextmanager
    def _backend(self) -> Iterator[str]:
        """The container of the backend, healthy and asked; an empty name where there is none."""
        backend = next((one for one in self.found if one.kind == "backend"), None)
        if backend is None:
            yield ""
            return
        case = self._case()
        settings = [f"--env={name}={value}" for name, value in case.environment.items()]
        with container(self.image("backend"), options=(*HARDENED, *settings)) as name:
            if case.logged:
                until(lambda: bool(re.search(case.logged, log_of(name))), 180, name)
            else:
                until_healthy(name)
            for path, pattern in case.answers.items():
                port = int(backend.value("backend_image_port"))
                status, body = fetch(name, port, path, self._headers(backend))
                assert status == 200, f"{path}: {status} {body!r}\n{log_of(name)}"
                assert re.search(pattern.encode(), body), f"{path}: {body!r}"
            yield name

    def _host_for_the_page(self) -> str:
        pages = [one for one in self.found if one.kind == "page"]
        return str(urlsplit(pages[0].value("nginx_conf_backend_url")).hostname) if pages else "backend"

    def _look(self, browser: Chromium, told: FrontEnd, behind: str) -> None:
        port = free_port()
        with self._served(port, behind):
            for each in told.asks:
                ask(port, each)
            look(browser, port, told.views)

    @contextmanager
    def _served(self, port: int, behind: str) -> Iterator[None]:
        """The page at a port of this machine, in one network with the backend where there is one."""
        if not behind:
            with served(self.image("page"), port, LISTENS):
                yield
            return
        name = unique("open")
        docker("network", "create", name)
        try:
            connect(behind, name, self._host_for_the_page())
            with container(
                self.image("page"), network=name, options=(*HARDENED, f"--publish={LOCAL}:{port}:{LISTENS}")
            ) as page:
                until_healthy(page)
                yield
        finally:
            disconnect(behind, name)
            docker("network", "rm", name)
