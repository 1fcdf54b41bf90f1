"""The program that starts nginx in the frontend's image, run by each shell and awk that it has to work with."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.nginx.containers import LONGEST_LIFE
from tests.nginx.sites import FRONTEND, main_conf
from tests.rig.confinement import HARDENED
from tests.rig.containers import container
from tests.rig.docker import ask_docker

PROGRAMS = "/usr/local/lib/start_nginx"
PLACE = "/etc/nginx/conf.d/default.conf"
# Any user, as OpenShift gives one.
USER = "--user=1000650000:0"


@dataclass(frozen=True)
class Started:
    """What the program said, and the file that nginx then reads, also where it refuses that."""

    status: int
    said: str
    conf: str


class Starter:
    """A container with the program, as the frontend's image has it, and a file of nginx that each test replaces."""

    def __init__(self, stack: ExitStack, image: str, folder: Path, *options: str, network: str = "") -> None:
        self._conf = folder / "conf.d" / "default.conf"
        self._conf.parent.mkdir(parents=True)
        main = folder / "nginx.conf"
        # The main file of the image, but for the names that many nginx in one container would have.
        main.write_text(
            main_conf("").replace("/tmp/-", "/tmp/").replace("/sites//default.conf", PLACE), encoding="utf-8"
        )
        mounts = {
            FRONTEND / "files/start_nginx": PROGRAMS,
            main: "/etc/nginx/nginx.conf",
            self._conf.parent: str(Path(PLACE).parent),
        }
        volumes = [f"--volume={source}:{target}:ro" for source, target in mounts.items()]
        command = (*LONGEST_LIFE, "sleep", "infinity")
        arguments = ("--rm", "--init", USER, *HARDENED, *volumes, *options)
        self.container = stack.enter_context(container(image, *command, network=network, options=arguments))

    def start(self, text: str, environment: Mapping[str, str], command: str = "nginx -t") -> Started:
        """Start that with a file of this text and these variables."""
        self._conf.write_text(text, encoding="utf-8")
        variables = [f"--env={name}={value}" for name, value in environment.items()]
        start = f"{PROGRAMS}/start_nginx.sh {command} 2>&1; status=$?"
        script = f"rm -rf /tmp/nginx; {start}; echo '#### conf'; cat /tmp/nginx/default.conf 2>/dev/null; exit $status"
        answer = ask_docker("exec", *variables, self.container, "sh", "-c", script)
        said, _, conf = answer.text.partition("#### conf\n")
        return Started(answer.code, said.strip(), conf)
