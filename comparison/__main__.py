"""Measure every cell of docs/peers.md: python -m comparison [words of rows, to see only those]."""

from __future__ import annotations

import importlib.metadata
import json
import signal
import sys
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor, as_completed

from comparison import page
from comparison.contenders import CONTENDERS, Contender
from comparison.plays import Bench
from comparison.steps import Scenario
from comparison.workshop import PEERS, Workshop, workshop

Cells = dict[str, dict[str, str]]


class Survey:
    """Runs scenarios, and writes the page after each, so that a run that ends early has not been in vain."""

    def __init__(self, shop: Workshop, chosen: list[tuple[str, Scenario]]) -> None:
        self._shop = shop
        self._chosen = chosen
        self._versions = versions(shop)
        self._lock = threading.Lock()
        self.stopped = threading.Event()
        self.cells: Cells = defaultdict(dict)

    def ask(self, contenders: list[Contender]) -> None:
        """Run every scenario with these, one after the other."""
        for contender in contenders:
            bench = Bench(self._shop, contender, self.stopped)
            for name, scenario in self._chosen:
                outcome = bench.run(scenario, f"{CONTENDERS.index(contender)}-{name}")
                with self._lock:
                    for title, judge in scenario.rows.items():
                        cell = self.cells[title][contender.title] = judge(outcome)
                        sys.stdout.write(f"{contender.title:26} {title:62} {cell}\n")
                    sys.stdout.flush()
                    page.write(self.cells, self._versions)


def versions(shop: Workshop) -> str:
    """One line that says what was measured."""
    names = [f"ansible-core {importlib.metadata.version('ansible-core')}"]
    for peer in PEERS:
        manifest = (shop.folder / "ansible_collections" / peer / "MANIFEST.json").read_text(encoding="utf-8")
        names.append(f"{peer.replace('/', '.')} {json.loads(manifest)['collection_info']['version']}")
    names.append("Docker Engine " + shop.run("docker", "version", "--format={{.Server.Version}}"))
    names.append("buildx " + shop.run("docker", "buildx", "version").split()[1])
    names.append("podman " + shop.run("podman", "version", "--format={{.Client.Version}}"))
    return "Measured with " + ", ".join(names) + "."


def main(words: list[str]) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where make runs in the background
    chosen = [
        (name, scenario)
        for name, scenario in page.scenarios()
        if not words or any(word in title for word in words for title in scenario.rows)
    ]
    # Side by side, but not those that disturb each other: podman tells not whose build an event is of, and BuildKit
    # takes all folders of one name for one, so that a build would heal what its neighbour leaves stale.
    groups: dict[str, list[Contender]] = defaultdict(list)
    for contender in CONTENDERS:
        groups[contender.lane].append(contender)
    with workshop() as shop:
        survey = Survey(shop, chosen)
        with ThreadPoolExecutor(max_workers=len(groups)) as pool:
            asked = [pool.submit(survey.ask, group) for group in groups.values()]
            try:
                for one in as_completed(asked):
                    one.result()
            finally:
                survey.stopped.set()
    surprises = page.surprises(survey.cells)
    if surprises:
        sys.exit("image_build does not give the answer that is claimed:\n" + "\n".join(surprises))


if __name__ == "__main__":
    main(sys.argv[1:])
