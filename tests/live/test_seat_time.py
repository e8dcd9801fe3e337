"""Where a seat's time went on a real switch: what it did, by the clock, and what nobody heard."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from .office import QUIET, Office, ringing
from .phones import Phone
from .plant import Plant
from .waiting import until

pytestmark = pytest.mark.live

WHILE = 3.0
"""Seconds that each thing takes."""
WRAP_UP = 3
OFF = 1.5
"""Seconds that an interval may begin beside what the test's own clock says."""


@pytest.fixture(scope="module")
def west(plant: Plant) -> Office:
    """An office of which one seat alone takes calls, with after-call work."""
    office = Office(plant, "west", "+8610900050")
    office.onboard()
    document = office.document()
    document["queues"][0] |= {"seats": [QUIET], "wrap_up": WRAP_UP}
    office.apply(document)
    return office


@dataclass
class Diary:
    """What a seat did when, by the test's clock."""

    office: Office
    wrote: list[tuple[float, str]] = field(default_factory=list)

    def does(self, state: str) -> None:
        """A state begins; it takes a while."""
        self.wrote.append((time.time(), state))
        time.sleep(WHILE)

    def intervals(self, since: float) -> list[dict[str, Any]]:
        """What ``seatyard seat time`` says of the seat from a moment on."""
        start = datetime.fromtimestamp(since).astimezone().isoformat()
        found: Any = self.office.plant.json(
            "seat", "time", self.office.name, "--seat", QUIET, "--from", start
        )
        (seat,) = found["seats"]
        return [interval for day in seat["days"] for interval in day["intervals"]]

    def told(self, since: float) -> list[tuple[float, str]]:
        """What began when; neighbours of one state, and blinks, are one."""
        made: list[tuple[float, str]] = []
        for one in self.intervals(since):
            begins, ends = (datetime.fromisoformat(one[key]).timestamp() for key in ("from", "to"))
            state = f"{one['state']}:{one['reason']}" if one["reason"] else one["state"]
            if ends - begins >= 0.5 and not (made and made[-1][1] == state):
                made.append((begins, state))
        return made

    def agrees(self) -> None:
        """The command says the same, each beginning within :data:`OFF` seconds."""
        since = self.wrote[0][0] - 1
        states = [state for _, state in self.wrote]

        def same() -> bool:
            return [state for _, state in self.told(since)][: len(states)] == states

        until(f"{states} are told", same, 60, 0.5)
        late = [
            (state, round(told - wrote, 2))
            for (wrote, state), (told, _) in list(zip(self.wrote, self.told(since), strict=False))[1:]
        ]
        assert [one for one in late if abs(one[1]) > OFF] == [], late


@pytest.fixture
def diary(west: Office) -> Iterator[Diary]:
    yield Diary(west)
    west.plant.quiet()


@pytest.fixture(scope="module")
def phone(west: Office) -> Phone:
    made = west.phone(QUIET)
    until("its agent is available", lambda: west.agent(QUIET) == "Available")
    return made


def gone(west: Office, phone: Phone) -> None:
    phone.register(False)
    listed = f"sofia_contact */{QUIET}@{west.domain}"
    until("it is gone", lambda: west.plant.switch.api(listed).startswith("error/"))


def back(west: Office, phone: Phone) -> None:
    phone.register(True)
    listed = f"sofia_contact */{QUIET}@{west.domain}"
    until("it is back", lambda: not west.plant.switch.api(listed).startswith("error/"))


def test_a_seats_day(west: Office, phone: Phone, diary: Diary) -> None:
    gone(west, phone)
    diary.does("unregistered")
    back(west, phone)
    diary.does("ready")
    until("its agent is available", lambda: west.agent(QUIET) == "Available")
    before, caller = len(phone.incoming), west.call("sales")
    offered = ringing(phone, before)
    diary.does("ringing")
    offered.reply(200)
    until("they talk", lambda: offered.up and caller.up)
    diary.does("talking")
    offered.hold()
    diary.does("hold")
    offered.resume()
    diary.does("talking")
    caller.hang_up()
    until("the end", lambda: offered.over)
    diary.does("after_call")
    diary.does("ready")
    call = west.dial(QUIET, "*422")
    until("the code's end", lambda: call.over)
    diary.does("busy:2")
    call = west.dial(QUIET, "*41")
    until("the code's end", lambda: call.over)
    diary.does("ready")
    call = west.dial(QUIET, "*43")
    until("the code's end", lambda: call.over)
    diary.does("signed_out")
    call = west.dial(QUIET, "*41")
    until("the code's end", lambda: call.over)
    diary.does("ready")
    gone(west, phone)
    diary.does("unregistered")
    back(west, phone)
    diary.agrees()


def test_a_worker_that_is_away_for_a_moment_is_no_gap(west: Office, phone: Phone, diary: Diary) -> None:
    diary.does("ready")
    west.plant.worker.close()
    time.sleep(WHILE)
    west.plant.start_worker()
    until("it listens again", lambda: len(watches(west.plant)) > 0 and watches(west.plant)[-1] is None)
    gone(west, phone)
    diary.does("unregistered")
    back(west, phone)
    diary.does("ready")
    diary.agrees()


def test_a_killed_worker_and_a_call_meanwhile(west: Office, phone: Phone, diary: Diary) -> None:
    """The call's record tells of the time that nobody heard."""
    west.plant.kill_worker()
    since = time.time()
    before, caller = len(phone.incoming), west.call("desk")
    offered = ringing(phone, before)
    offered.reply(200)
    until("they talk", lambda: offered.up and caller.up)
    time.sleep(WHILE)
    caller.hang_up()
    until("the end", lambda: offered.over)
    west.plant.quiet()
    west.plant.worker.close()
    west.plant.start_worker()
    until("the talk is told", lambda: "talking" in [state for _, state in diary.told(since)], 60, 0.5)


def watches(plant: Plant) -> list[object]:
    """The ends of the times in which the node was listened to; None for the one that goes on."""
    rows = plant.rows("SELECT ends_at FROM node_watches ORDER BY starts_at")
    return [row["ends_at"] for row in rows]
