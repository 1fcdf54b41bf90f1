"""One scenario with one contender: a play of its own, and what is known after each step."""

from __future__ import annotations

import json
import os
import random
import signal
import string
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from comparison.contenders import Contender, Wish
from comparison.steps import Build, Outcome, Scenario, Seen, Shell
from comparison.workshop import LOOK, ROOT, Workshop

PATIENCE = 1800  # seconds for a play
GRACE = 5  # seconds in which what was cancelled may still end

Task = dict[str, Any]


def processes(marker: str) -> list[int]:
    """The processes that run a command with the marker."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if Path(words[0].decode(errors="replace")).name == "sleep" and marker.encode() in words:
            found.append(int(folder.name))
    return found


class Bench:
    """Runs scenarios with one contender."""

    def __init__(self, shop: Workshop, contender: Contender, stopped: threading.Event) -> None:
        """Work until `stopped` is set, which ends the play that runs."""
        self._shop = shop
        self._stopped = stopped
        self._contender = contender

    def run(self, scenario: Scenario, name: str) -> Outcome:
        """Run a scenario; `name` makes its image and its folder its own."""
        base = f"{self._shop.prefix}-{name}-base"
        context = self._shop.new_context(name, base)
        marker = str(random.randint(5000, 99999))
        names = {
            "ENGINE": self._contender.engine,
            "IMAGE": f"{self._shop.registry + '/' if scenario.pushed else ''}{self._shop.prefix}-{name}:latest",
            "BASE": base,
            "PREFIX": self._shop.prefix,
            "CONTEXT": str(context),
            "FOLDER": str(context.parent),
            "MARKER": marker,
        }
        self._shop.new_base(self._contender.engine, base)
        book = context.parent / "play.json"
        book.write_text(json.dumps(self._book(scenario, names)), encoding="utf-8")
        started = time.monotonic()
        output, ran = self._play(book, names, interrupted=scenario.interrupted)
        seconds = time.monotonic() - started
        left = self._left(marker)
        return Outcome(self._seen(scenario, context.parent), output, seconds, ran, left)

    def _book(self, scenario: Scenario, names: dict[str, str]) -> list[Task]:
        folder = Path(names["FOLDER"])
        (folder / "look.sh").write_text(LOOK[self._contender.engine] + "\n", encoding="utf-8")
        tasks: list[Task] = []
        titles = list(scenario.steps)
        look = "bash look.sh > {}.seen"
        for number, (title, step) in enumerate(scenario.steps.items()):
            if isinstance(step, Shell):
                # One task looks at what the build before it left, changes something, and looks again.
                script = [look.format(number - 1)] if number else []
                script += [f"trap 'cd {folder}; {look.format(number)}' EXIT", "set -e", "cd $CONTEXT", step.command]
                (folder / f"{number}.sh").write_text("\n".join(script) + "\n", encoding="utf-8")
                task = {"ansible.builtin.command": {"cmd": f"bash {number}.sh", "chdir": str(folder)}}
            else:
                task = self._task(step, names)
            tasks.append({"name": f"Build {title}", **task, "register": f"result_{number}", "ignore_errors": True})
            following = scenario.steps[titles[number + 1]] if number + 1 < len(titles) else None
            if isinstance(step, Build) and not isinstance(following, Shell):
                shell = {"cmd": look.format(number), "chdir": str(folder)}
                tasks.append({"name": "Look", "ansible.builtin.shell": shell})
        results = ", ".join(f"result_{number}" for number in range(len(scenario.steps)))
        keep = {"content": "{{ [" + results + "] | to_json }}", "dest": f"{folder}/results.json", "mode": "0600"}
        tasks.append({"name": "Keep the results", "ansible.builtin.copy": keep, "no_log": True})
        play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}
        return [{**play, "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}}]

    def _task(self, step: Build, names: dict[str, str]) -> Task:
        more = json.loads(string.Template(json.dumps(dict(step.more))).safe_substitute(names))
        name = names["IMAGE"].removesuffix(":latest")
        wish = Wish(name, names["CONTEXT"], f"{names['FOLDER']}/state", more)
        options, keywords = self._contender.translate(wish)
        return {self._contender.module: options, "check_mode": step.check, **step.keywords, **keywords}

    def _play(self, book: Path, names: dict[str, str], *, interrupted: bool) -> tuple[str, bool]:
        """Run the play; give its output, and whether a step with the marker was seen to run."""
        environment = {**self._shop.environment, **names}
        argv = ["ansible-playbook", "-v", str(book)]
        log = book.with_suffix(".log")
        with log.open("w", encoding="utf-8") as file:
            process = subprocess.Popen(
                argv, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file, process_group=0
            )
            end = time.monotonic() + PATIENCE
            ran = False
            while process.poll() is None and time.monotonic() < end and not self._stopped.is_set():
                if not ran and processes(names["MARKER"]):
                    ran = True
                    if interrupted:
                        os.killpg(process.pid, signal.SIGINT)
                time.sleep(0.3)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        return log.read_text(encoding="utf-8", errors="replace"), ran

    def _left(self, marker: str) -> list[str]:
        """What still runs for the scenario after a moment of grace; it is ended here."""
        end = time.monotonic() + GRACE
        while processes(marker) and time.monotonic() < end:
            time.sleep(0.2)
        engine = self._contender.engine
        rows = self._shop.run(engine, "ps", "--all", "--no-trunc", "--format={{.ID}} {{.Command}}").splitlines()
        containers = [row.split()[0] for row in rows if marker in row]
        left = ["the step"] if processes(marker) else []
        left += ["a container"] if containers else []
        if containers:
            self._shop.run(engine, "rm", "--force", *containers, check=False)
        for number in processes(marker):
            os.kill(number, signal.SIGKILL)
        return left

    def _seen(self, scenario: Scenario, folder: Path) -> dict[str, Seen]:
        kept = folder / "results.json"
        if not kept.is_file():
            if scenario.interrupted:
                return {}
            last = (folder / "play.log").read_text(encoding="utf-8", errors="replace")[-2000:]
            raise SystemExit(f"{self._contender.title}, {folder.name}: the play ended early. Its last words:\n{last}")
        results = json.loads(kept.read_text(encoding="utf-8"))
        looks = [(folder / f"{number}.seen").read_text(encoding="utf-8").strip() for number in range(len(results))]
        rows = zip(scenario.steps, results, looks, strict=True)
        return {title: Seen(result, *look.split(",")) for title, result, look in rows}
