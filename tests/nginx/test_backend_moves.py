"""A backend that is away, dead, slow or elsewhere: 502 or 504, and it is found again within 3 s without a reload."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.nginx import web_root
from tests.nginx.sites import Rig, Site
from tests.nginx.variable_sets import FORMS
from tests.nginx.wire import Answer, Spy
from tests.rig.docker import docker
from tests.rig.network import connect, disconnect
from tests.rig.waiting import until

# Seconds; nginx asks the name server each second, and here a look at all sites may take some by itself.
RECOVERY = 12.0
IPV6_RECORD = "28"


class Backend:
    """A backend that comes into the network of the tests under any name, and leaves it."""

    def __init__(self, rig: Rig, name: str) -> None:
        self.name = name
        self.container, self.network = rig.backends[name], rig.network
        self.address = ""

    def arrive(self, *aliases: str) -> str:
        disconnect(self.container, self.network)
        self.address = connect(self.container, self.network, *aliases)
        Spy(self.address).tell("listen")
        return self.address

    def tell(self, command: str) -> None:
        Spy(self.address).tell(command)

    def leave(self) -> None:
        """End like a process does: what is open is closed, then the address is gone."""
        self.tell("deafen")
        disconnect(self.container, self.network)


@pytest.fixture
def second(rig: Rig) -> Backend:
    return Backend(rig, "second")


@pytest.fixture
def third(rig: Rig) -> Iterator[Backend]:
    backend = Backend(rig, "third")
    yield backend
    docker("unpause", backend.container, check=False)


@pytest.fixture
def both(rig: Rig) -> Callable[[str], list[Site]]:
    """The sites of one set of variables in both forms, so that they wait at the same time."""
    return lambda name: [rig.sites[f"{form}/{name}"] for form in FORMS]


def say(sites: list[Site], *statuses: int) -> None:
    """Every site says one of these now, and none shows the page instead."""
    for site in sites:
        for target in ("/api/200", "/ws/200"):
            answer = site.ask(target)
            assert answer.status in statuses, site.name
            assert web_root.PAGE not in answer.body


def until_answered(sites: list[Site], backend: Backend, seconds: float = RECOVERY) -> None:
    """All of them are answered by that backend in time, and until then by none or the one before."""

    answers: list[Answer] = []

    def answered() -> bool:
        answers[:] = [site.ask("/api/200") for site in sites]
        assert {answer.status for answer in answers} <= {200, 502, 504}, answers
        return all(answer.every("X-Backend") == [backend.name] for answer in answers)

    until(answered, seconds, lambda: f"an answer of the {backend.name} backend; the last: {answers}")


def test_absent_at_the_start(both: Callable[[str], list[Site]], second: Backend) -> None:
    sites = both("absent")
    say(sites, 502, 504)
    second.arrive("absent")
    until_answered(sites, second)


def test_dead_and_back(both: Callable[[str], list[Site]], second: Backend) -> None:
    sites = both("deaf")
    second.arrive("deaf")
    until_answered(sites, second)
    second.tell("deafen")
    say(sites, 502)
    second.tell("listen")
    until_answered(sites, second)


def test_stopped_and_going_on(both: Callable[[str], list[Site]], third: Backend) -> None:
    sites = both("stopped")
    third.arrive("stopped")
    until_answered(sites, third)
    docker("pause", third.container)
    for site in sites:
        assert site.ask("/api/200").status == 504
    docker("unpause", third.container)
    until_answered(sites, third)


def test_moved_to_another_address(both: Callable[[str], list[Site]], second: Backend, third: Backend) -> None:
    sites = both("moved")
    before = second.arrive("moved")
    until_answered(sites, second)
    after = third.arrive("moved")
    assert before != after
    second.leave()
    until_answered(sites, third)


def test_replaced_while_the_old_one_still_answers(
    rig: Rig, both: Callable[[str], list[Site]], second: Backend, third: Backend
) -> None:
    sites = both("named")
    say(sites, 502)
    rig.tell_names({"named.test": [second.arrive()]})
    until_answered(sites, second)
    rig.tell_names({"named.test": [third.arrive()]})

    def moved() -> bool:
        answers = [site.ask("/api/200") for site in sites]
        assert {answer.status for answer in answers} == {200}
        return all(answer.every("X-Backend") == [third.name] for answer in answers)

    until(moved, RECOVERY, "the new address")
    asked = (rig.folder / "shared" / "asked.log").read_text(encoding="ascii").splitlines()
    assert not [line for line in asked if line.split() == ["named.test", IPV6_RECORD]]


def test_noticed_is_an_address_kept_for_long(rig: Rig, second: Backend, third: Backend) -> None:
    rig.tell_names({"named.test": [second.arrive()]})
    slow = rig.mutant(rig.sites["resolve/named"], "valid=1s", "valid=60s")
    until_answered([slow], second)
    rig.tell_names({"named.test": [third.arrive()]})
    with pytest.raises(AssertionError, match=r"not within .*: an answer of the third backend"):
        until_answered([slow], third, 5)


def test_a_name_server_that_is_silent_for_a_while(rig: Rig, both: Callable[[str], list[Site]], second: Backend) -> None:
    sites = both("named")
    rig.tell_names({"named.test": [second.arrive()]})
    until_answered(sites, second)
    rig.tell_names({"named.test": None})
    until(lambda: sites[-1].ask("/api/200").status == 502, 30, "the old address being forgotten")
    assert sites[0].ask("/api/200").status == 200, "an upstream keeps the last address that it knows"
    rig.tell_names({"named.test": [second.address]})
    until_answered(sites, second)
