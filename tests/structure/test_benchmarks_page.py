"""The arithmetic of the benchmarks, their table, and that the page shows what the kept samples say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.__main__ import PAGE, SAMPLES, all_claims
from bench.pairing import BEGIN, END, Claim, Result, keep_samples, kept_results, paired, table, with_table

TIME = Claim("time", "ours", "theirs", 0.6)
RATE = Claim("rate", "ours", "theirs", 0.9, unit="requests/s")


@pytest.mark.parametrize(
    ("claim", "subject", "peer", "ratio", "met"),
    [
        (TIME, [1.0, 9.0, 1.2], [2.0, 2.0, 2.0], 0.6, True),  # an outlier moves no median
        (TIME, [1.0, 1.3, 1.21], [2.0, 2.0, 2.0], 0.605, False),  # shown as 0.60, yet above it
        (RATE, [90.0, 90.0], [100.0, 100.0], 0.9, True),
        (RATE, [89.9, 89.9], [100.0, 100.0], 0.899, False),
        (RATE, [200.0], [100.0], 2.0, True),
    ],
)
def test_medians_are_compared_with_the_limit(
    claim: Claim, subject: list[float], peer: list[float], ratio: float, met: bool
) -> None:
    result = Result(claim, subject, peer)
    assert result.ratio == pytest.approx(ratio)
    assert result.met is met


def test_sides_take_turns_and_the_first_pair_is_thrown_away() -> None:
    order: list[str] = []

    def measure(side: str) -> float:
        order.append(side)
        return float(len(order))

    result = paired(TIME, 3, lambda: measure("a"), lambda: measure("b"))
    assert "".join(order) == "ab" + "ab" + "ba" + "ab"
    assert (result.subject, result.peer) == ([3.0, 6.0, 7.0], [4.0, 5.0, 8.0])


def test_kept_samples_are_judged_by_the_limit_of_today(tmp_path: Path) -> None:
    keep_samples(tmp_path, Result(TIME, [1.0, 1.2], [2.0, 2.0]), {"cpus": "2"})
    assert json.loads((tmp_path / "time.json").read_text(encoding="utf-8"))["machine"] == {"cpus": "2"}
    stricter = Claim("time", "ours", "theirs", 0.5)
    results = kept_results(tmp_path, [stricter, RATE])
    assert results == [Result(stricter, [1.0, 1.2], [2.0, 2.0])]
    assert not results[0].met


def test_the_table_names_ratio_spread_limit_and_whether_it_was_met() -> None:
    rows = table([Result(TIME, [1.0, 1.4], [2.0, 2.0]), Result(RATE, [50.0], [100.0])]).splitlines()[2:]
    assert rows == [
        "| ours | theirs | 0.60 | 0.50 to 0.70 | 2 | at most 0.6 | yes |",
        "| ours | theirs | 0.50 | 0.50 to 0.50 | 1 | at least 0.9 | **no** |",
    ]


def test_only_what_is_between_the_markers_is_written() -> None:
    text = with_table(f"before\n{BEGIN}\nold\n{END}\nafter\n", [])
    assert text.startswith(f"before\n{BEGIN}\n\n| What")
    assert text.endswith(f"\n\n{END}\nafter\n")
    assert "old" not in text
    with pytest.raises(ValueError, match="has no two lines"):
        with_table("no markers", [])


def test_the_page_shows_what_the_kept_samples_say() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == with_table(text, kept_results(SAMPLES, all_claims())), "write it again: make bench"
    names = [claim.name for claim in all_claims()]
    assert len(names) == len(set(names))
    assert {path.stem for path in SAMPLES.glob("*.json")} <= set(names), "samples of a claim that is no more"
