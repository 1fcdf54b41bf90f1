"""The rig: backends, a name server, and one nginx per set of variables and form of the upstream."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import yaml
from ansible_collections.sovd.prod_images.plugins.plugin_utils._role_rules.nginx_conf import SINCE
from jinja2 import StrictUndefined, Template

from tests.nginx import containers, matrix, variable_sets, web_root
from tests.nginx.wire import PATIENCE, Answer, Spy, answer_of, exchange, request
from tests.rig.containers import log_of
from tests.rig.docker import ask_docker, docker
from tests.rig.network import address, connect, disconnect, gateway, network
from tests.rig.waiting import until

ROOT = Path(__file__).resolve().parent.parent.parent
GATES = SINCE
MUTANT_PORT = 9001
FRONTEND = ROOT / "roles" / "frontend_image"


@dataclass(frozen=True)
class Site:
    """One nginx that runs with one rendered file."""

    name: str
    form: str
    container: str
    ip: str
    port: int
    text: str
    client: str
    backend: Spy

    def raw(self, data: bytes) -> bytes:
        return exchange((self.ip, self.port), data)

    def send(self, data: bytes) -> Answer:
        return answer_of(exchange((self.ip, self.port), data, one=True))

    def ask(self, target: str, *headers: str, method: str = "GET", body: bytes = b"") -> Answer:
        return self.send(request(target, *headers, method=method, body=body))

    def kilobytes_in_files(self) -> int:
        """What is used of /tmp, also by files that have no name any more, as those of bodies."""
        return int(docker("exec", self.container, "df", "-k", "/tmp").splitlines()[-1].split()[2])

    def log(self) -> str:
        """What was logged of all that was asked before, once what is asked last was written, too."""
        marker = f"marker-{secrets.token_hex(8)}"
        self.ask("/", f"User-Agent: {marker}")
        read: list[str] = []

        def is_written() -> bool:
            read.append(docker("exec", self.container, "cat", f"/tmp/{self.name}.log"))
            return marker in read[-1]

        until(is_written, PATIENCE, lambda: f"no {marker} in the log: {read[-1][-2000:]}")
        return read[-1]


def main_conf(name: str) -> str:
    """The main file of the production image, with places of its own for each of the many nginx in one container."""
    defaults = yaml.safe_load((FRONTEND / "defaults/main.yml").read_text(encoding="utf-8"))
    template = Template((FRONTEND / "templates/nginx.conf.j2").read_text(encoding="utf-8"), undefined=StrictUndefined)
    # One worker, or what the backend sees would depend on which of them was asked.
    text = str(template.render({**defaults, "frontend_image_worker_processes": 1}))
    for old, new in (
        ("/tmp/", f"/tmp/{name}-"),
        ("/etc/nginx/conf.d/default.conf", f"/sites/{name}/default.conf"),
        ("error_log stderr notice", "error_log stderr warn"),
    ):
        assert old in text, f"{old} is not in the main file any more"
        text = text.replace(old, new)
    return text


@dataclass(frozen=True)
class Rendered:
    """What the role made of a set of variables: the text, or what it said against them."""

    text: str
    refusal: str


def render(hosts: dict[str, variable_sets.Variables], folder: Path, run: Callable[..., str]) -> dict[str, Rendered]:
    """What the role makes of each set: its text, or what it says against it."""
    local = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    hosts_file, rendered = folder / "hosts.yml", folder / "rendered.json"
    # JSON is YAML, and keeps a version of two numbers a text.
    hosts_file.write_text(json.dumps({"all": {"hosts": hosts, "vars": local}}), encoding="utf-8")
    run(
        *(
            "ansible-playbook",
            "--inventory",
            str(hosts_file),
            "--extra-vars",
            f"rendered_file={rendered}",
            "--forks",
            "4",
        ),
        str(containers.HERE / "render.yml"),
        ANSIBLE_COLLECTIONS_PATH=str(ROOT / "playbooks" / "collections"),
    )
    answers = json.loads(rendered.read_text(encoding="utf-8"))
    return {name: Rendered(*answer) for name, answer in answers.items()}


class Rig:
    """All that runs during the tests of this folder."""

    def __init__(self, stack: ExitStack, folder: Path, run: Callable[..., str]) -> None:
        self.folder = folder
        self.names = folder / "shared" / "names.json"
        for part in ("sites", "shared"):
            (folder / part).mkdir()
        self.tell_names({})
        web_root.fill(folder / "html")
        old_image = stack.enter_context(containers.old_nginx_image())
        self.network = stack.enter_context(network("nginx"))
        self.client = gateway(self.network)
        shared = folder / "shared"
        self.backends = {
            name: containers.python_container(stack, self.network, "raw_backend.py", name, folder=shared)
            for name in ("first", "second", "third")
        }
        name_server = containers.python_container(
            stack, self.network, "name_server.py", "/shared/names.json", "/shared/asked.log", folder=shared
        )
        until(shared.joinpath("asked.log").exists, PATIENCE, lambda: log_of(name_server))
        images = {"resolve": containers.NEW_NGINX, "variable": old_image}
        self.nginx = {form: containers.nginx_container(stack, self.network, images[form], folder) for form in images}
        disconnect(self.backends["first"], self.network)
        self.backend = Spy(connect(self.backends["first"], self.network, "backend"))
        hosts = variable_sets.inventory(variable_sets.site_sets(self.client, address(name_server)), GATES)
        self.rendered = render(hosts, folder, run)
        self.measured: dict[tuple[str, matrix.Case, bool], Answer] = {}
        self.sites = {name: self.start(name) for name in self.rendered if name.split("/")[0] in variable_sets.FORMS}

    def version(self, form: str) -> str:
        """The version of the nginx that runs a form."""
        return ask_docker("exec", self.nginx[form], "nginx", "-v").text.strip().rpartition("/")[2]

    def measure(self, form: str, case: matrix.Case, gzip: bool) -> Answer:
        """The answer to a case of the matrix, asked for once."""
        key = (form, case, gzip)
        if key not in self.measured:
            site = self.sites[f"{form}/{case.site}"]
            if case.site == "limited":
                for _ in range(3):
                    site.send(case.data(gzip))
            self.measured[key] = site.send(case.data(gzip))
        return self.measured[key]

    def tell_names(self, names: dict[str, list[str] | None]) -> None:
        """Let the name server of the tests know exactly these."""
        new = self.names.with_suffix(".new")
        new.write_text(json.dumps(names), encoding="utf-8")
        new.replace(self.names)

    def start(self, full_name: str) -> Site:
        text = self.rendered[full_name].text
        assert text, f"{full_name} was refused: {self.rendered[full_name].refusal}"
        form, set_name = full_name.split("/")
        return self.run_nginx(form, set_name, text)

    def write(self, name: str, text: str) -> None:
        site = self.folder / "sites" / name
        shutil.rmtree(site, ignore_errors=True)
        site.mkdir()
        (site / "nginx.conf").write_text(main_conf(name), encoding="utf-8")
        (site / "default.conf").write_text(text, encoding="utf-8")

    def run_nginx(self, form: str, set_name: str, text: str) -> Site:
        """Start an nginx with that text; its standard output is the log."""
        name = f"{form}-{set_name}"
        self.write(name, text)
        docker(
            "exec",
            self.nginx[form],
            "sh",
            "-c",
            f"rm -f /tmp/{name}.log; nginx -e stderr -c /sites/{name}/nginx.conf >>/tmp/{name}.log 2>&1",
        )
        found = re.search(r"listen ([0-9]+) ", text)
        assert found, text
        ip = address(self.nginx[form])
        return Site(name, form, self.nginx[form], ip, int(found[1]), text, self.client, self.backend)

    def check(self, form: str, name: str, text: str) -> str:
        """What `nginx -t` says to a text."""
        self.write(name, text)
        return ask_docker(
            "exec", self.nginx[form], "nginx", "-e", "stderr", "-t", "-c", f"/sites/{name}/nginx.conf"
        ).text

    def mutant(self, site: Site, old: str, new: str) -> Site:
        """The site with one thing in its file broken, running beside it; what ran as a mutant before is stopped."""
        assert old in site.text, f"nothing to break: {old!r}"
        text = site.text.replace(f"listen {site.port} ", f"listen {MUTANT_PORT} ").replace(old, new)
        self.stop_mutant(site.form)
        return self.run_nginx(site.form, "mutant", text)

    def stop_mutant(self, form: str) -> None:
        pid = f"/tmp/{form}-mutant-nginx.pid"
        stop = f"test ! -f {pid} || kill $(cat {pid}); while test -f {pid}; do sleep 0.02; done"
        docker("exec", self.nginx[form], "sh", "-c", stop)
