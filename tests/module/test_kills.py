"""A play that is killed at any moment of a build leaves all as before or all as after it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import astuple
from functools import partial
from pathlib import Path

import pytest

from tests.module.killed_play import PATIENCE, KilledPlay
from tests.rig.waiting import until

KILLS = int(os.environ.get("KILLS", "20"))
UNTIL_NEXT_RUN = 5  # kills after which a play runs to its end
LONG = 8  # seconds, once
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)


@pytest.fixture
def play(
    tmp_path: Path, image: str, ansible_environment: dict[str, str], tool_environment: dict[str, str]
) -> Iterator[KilledPlay]:
    """A play whose images are gone afterwards."""
    killed = KilledPlay(tmp_path, f"{image}-killed", {**tool_environment, **ansible_environment})
    yield killed
    killed.remove_images()


@pytest.mark.slow
def test_kill_leaves_all_as_before_or_as_after(play: KilledPlay) -> None:
    seed = time.time_ns() % 1_000_000
    sys.stderr.write(f"seed {seed}\n")
    moments = random.Random(seed)
    play.want(0)
    play.run()
    held = {play.remains().image}
    play.want(1)
    length = play.run()
    before = play.remains()
    assert before.numbers == {"n1"}
    held.add(before.image)
    outcomes: Counter[str] = Counter()
    for number in range(2, KILLS + 2):
        play.want(number)
        # Beside other tests no build is as long as the one before.
        sent, moment = moments.choice(SIGNALS), moments.uniform(0, 1.2 * length)
        building = play.kill(sent, partial(time.sleep, moment))
        after = play.remains()
        what = f"kill {number} by {sent.name} at {moment:.2f} s of {length:.2f} s: {before} became {after}"
        assert after == before or after.numbers == {f"n{number}"}, what
        held.add(after.image)
        outcomes[f"{'in' if building else 'after'} the build, {'as before' if after == before else 'as after'}"] += 1
        before = after
        if number % UNTIL_NEXT_RUN == 1:
            length = play.run()
            before = play.remains()
            assert before.numbers == {f"n{number}"}, what
            held.add(before.image)
            assert play.left_overs() == [], what
            never = play.images() - held
            assert not never, f"{what}; images that never held the tag: {[play.describe_image(each) for each in never]}"
    sys.stderr.write(f"{dict(outcomes)}\n")
    assert sum(count for outcome, count in outcomes.items() if outcome.startswith("in ")) >= KILLS // 5, outcomes
    ends = {outcome.partition(", ")[2] for outcome in outcomes}
    assert ends == {"as before", "as after"}, outcomes


def slow_down(play: KilledPlay, folder: Path, words: str) -> Callable[[], None]:
    """Make a moment long by a docker command that takes its time after such `words`; return a wait for it."""
    folder.mkdir(exist_ok=True)
    done, command = folder / "done", folder / "docker"
    command.write_text(f"""#!/bin/sh
{shutil.which("docker")} "$@" || exit
case "$*" in {words}) test -e {done} || {{ touch {done}; sleep {LONG}; }} ;; esac
""")
    command.chmod(0o755)
    play.environment["PATH"] = f"{folder}:{os.environ['PATH']}"

    def wait() -> None:
        until(done.exists, PATIENCE, lambda: play.log.read_text(errors="replace")[-4000:])

    return wait


def slow_down_tag(play: KilledPlay, folder: Path, reference: str) -> Callable[[], None]:
    """Make the moment of the tag `reference` long; return a wait for it."""
    return slow_down(play, folder, f'*"image tag "*" {reference}"')


@pytest.mark.parametrize(
    "sent",
    [pytest.param(sent, marks=[] if sent is signal.SIGKILL else [pytest.mark.slow], id=sent.name) for sent in SIGNALS],
)
def test_kill_in_the_moment_of_the_tag(play: KilledPlay, sent: signal.Signals, tmp_path: Path) -> None:
    play.want(0)
    play.run()
    wait = slow_down_tag(play, tmp_path, play.other_reference)  # the first of both that moves
    play.want(1)
    assert play.kill(sent, wait)
    assert play.remains().numbers == {"n1"}
    play.run()
    assert play.left_overs() == []


@pytest.mark.slow
def test_machine_lost_in_the_moment_of_the_tag(play: KilledPlay, tmp_path: Path) -> None:
    """Nothing moves a tag and files in one step, but the record is true, each file whole, and the next run mends it."""
    play.want(0)
    play.run()
    wait = slow_down_tag(play, tmp_path, play.reference)
    play.want(1)
    assert play.kill(signal.SIGKILL, wait, all_at_once=True)
    assert astuple(play.remains())[1:] == ("n1", "n1", "n1", "n0", "n0")
    play.run()
    assert play.remains().numbers == {"n1"}
    assert play.left_overs() == []
    assert not list(play.source.glob(".*.coming"))


@pytest.mark.slow
def test_run_that_is_killed_while_it_removes_what_another_left(play: KilledPlay, tmp_path: Path) -> None:
    play.want(0)
    play.run()
    play.want(1)
    assert play.kill(signal.SIGKILL, slow_down_tag(play, tmp_path / "first", play.other_reference))
    left = play.candidates()
    assert len(left) == 1
    play.want(2)
    # A container is the first that it removes.
    assert play.kill(signal.SIGKILL, slow_down(play, tmp_path / "second", '*"container rm "*'))
    assert play.candidates() == left
    play.run()
    assert play.left_overs() == []
