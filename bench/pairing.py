"""Paired measurements: what is claimed, the samples of both sides, the ratio of their medians, and the table of it."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

BEGIN, END = "<!-- written by make bench -->", "<!-- end of what make bench writes -->"
HEADINGS = ("What is measured", "Against", "Ratio of medians", "Ratio of each pair", "Pairs", "Limit", "Met")


@dataclass(frozen=True)
class Claim:
    """That the median of `subject` in medians of `peer` keeps to `limit`; `unit` is seconds, or a rate (1/s)."""

    name: str
    subject: str
    peer: str
    limit: float
    unit: str = "seconds"

    @property
    def more_is_better(self) -> bool:
        """Rates have to reach the limit, times must not pass it."""
        return self.unit != "seconds"


@dataclass(frozen=True)
class Result:
    """The samples of both sides of a claim: those at the same place were taken one right after the other."""

    claim: Claim
    subject: list[float]
    peer: list[float]

    @property
    def ratio(self) -> float:
        """The median of the subject in medians of the peer."""
        return statistics.median(self.subject) / statistics.median(self.peer)

    @property
    def met(self) -> bool:
        """Whether the ratio, not rounded, keeps to the limit."""
        return self.ratio >= self.claim.limit if self.claim.more_is_better else self.ratio <= self.claim.limit

    @property
    def limit(self) -> str:
        """The limit in words."""
        return f"{'at least' if self.claim.more_is_better else 'at most'} {self.claim.limit:g}"

    def row(self) -> list[str]:
        """The cells of the table, by HEADINGS."""
        pairs = [subject / peer for subject, peer in zip(self.subject, self.peer, strict=True)]
        spread = f"{min(pairs):.2f} to {max(pairs):.2f}"
        known = (self.claim.subject, self.claim.peer, f"{self.ratio:.2f}", spread, str(len(pairs)), self.limit)
        return [*known, "yes" if self.met else "**no**"]


def pairs_wanted(pairs: int) -> int:
    """How many pairs to take; SOVD_BENCH_PAIRS makes it fewer for a first look."""
    return min(pairs, int(os.environ.get("SOVD_BENCH_PAIRS", pairs)))


def paired(claim: Claim, pairs: int, subject: Callable[[], float], peer: Callable[[], float]) -> Result:
    """Measure both sides in turn, after one pair that is thrown away; who comes first alternates."""
    pairs = pairs_wanted(pairs)
    print(f"{claim.name}: {claim.subject}, against {claim.peer}", flush=True)
    result = Result(claim, [], [])
    sides = [(subject, result.subject), (peer, result.peer)]
    for measure, _ in sides:
        measure()
    for number in range(pairs):
        for measure, samples in sides if number % 2 == 0 else sides[::-1]:
            samples.append(measure())
        print(f"  {number + 1}/{pairs}: {result.subject[-1]:.3f} / {result.peer[-1]:.3f} {claim.unit}", flush=True)
    return result


def keep_samples(folder: Path, result: Result, machine: dict[str, str]) -> None:
    """Write the raw samples of a result to a file that carries its claim's name."""
    folder.mkdir(parents=True, exist_ok=True)
    document = {"machine": machine, **asdict(result)}
    text = json.dumps(document, indent=2, sort_keys=True) + "\n"
    (folder / f"{result.claim.name}.json").write_text(text, encoding="utf-8")


def kept_results(folder: Path, claims: Iterable[Claim]) -> list[Result]:
    """Read the samples of those claims that have some, and judge them by the limits of today."""
    results = []
    for claim in claims:
        path = folder / f"{claim.name}.json"
        if path.is_file():
            document = json.loads(path.read_text(encoding="utf-8"))
            results.append(Result(claim, document["subject"], document["peer"]))
    return results


def table(results: Iterable[Result]) -> str:
    """The results as rows of Markdown."""
    rows = [list(HEADINGS), ["---"] * len(HEADINGS), *(result.row() for result in results)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def with_table(text: str, results: Iterable[Result]) -> str:
    """A text whose part between the markers is the table."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the text has no two lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{table(results)}\n\n{END}{after}"
