"""Seatyard's processes are stopped: calls go on in every direction, and afterwards every record is in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from .phones import Call, Phone
from .plant import DOMAIN, QUIET, Plant
from .waiting import until

pytestmark = pytest.mark.live


@dataclass
class Calls:
    """Makes calls, and remembers their legs."""

    plant: Plant
    seat: Phone
    colleague: Phone
    legs: set[str] = field(default_factory=set)

    def out(self) -> None:
        """The seat calls a mobile number."""
        before = len(self.plant.line.incoming)
        mine = self.seat.dial(f"sip:13900138001@{DOMAIN}")
        self._talk(mine, until("the carrier is called", lambda: self.plant.line.incoming[before:])[0])

    def inside(self) -> None:
        """The seat calls its colleague."""
        before = len(self.colleague.incoming)
        mine = self.seat.dial(f"sip:{QUIET}@{DOMAIN}")
        self._talk(mine, until("the colleague is called", lambda: self.colleague.incoming[before:])[0])

    def queue(self) -> None:
        """A caller presses 1 in the menu, waits in the queue, and the seat answers."""
        caller, before = self._through_the_menu("1"), len(self.seat.incoming)
        self._talk(caller, until("the seat rings", lambda: self.seat.incoming[before:])[0])

    def message(self) -> None:
        """A caller presses 2 and speaks to the mailbox."""
        caller, plant = self._through_the_menu("2"), self.plant
        uuid = plant.channel("external")
        until("the mailbox", lambda: plant.switch.variable(uuid, "current_application") == "voicemail")
        self._end(caller)

    def _through_the_menu(self, key: str) -> Call:
        caller, plant = self.plant.call_in(), self.plant
        until("the menu answers", lambda: caller.up)
        uuid, asking = plant.channel("external"), "play_and_get_digits"
        until("it asks", lambda: plant.switch.variable(uuid, "current_application") == asking)
        caller.press(key)
        return caller

    def _talk(self, mine: Call, theirs: Call) -> None:
        theirs.reply(200)
        until("they talk", lambda: mine.up and theirs.up)
        until("both legs are listed", lambda: len(self.plant.channels()) == 2)
        self._end(mine)

    def _end(self, call: Call) -> None:
        self.legs |= {channel["uuid"] for channel in self.plant.channels()}
        call.hang_up()
        self.plant.quiet()


@pytest.fixture(scope="module")
def calls(plant: Plant, seat: Phone) -> Iterator[Calls]:
    """All four while Seatyard is away."""
    colleague = plant.seat(QUIET)
    until("the registration", lambda: colleague.registration == 200)
    plant.write_conf()
    plant.switch.api("reloadxml")
    made = Calls(plant, seat, colleague)
    with plant.away():
        for phone in (seat, colleague):  # who is registered stays so, and a password is still asked for
            phone.registration = 0
            phone.register(True)
            until("it is registered again", lambda phone=phone: phone.registration == 200)
        for call in (made.out, made.inside, made.queue, made.message):
            call()
    yield made
    plant.take_away(QUIET, colleague)


def test_every_record_is_in(plant: Plant, calls: Calls) -> None:
    folder = plant.home / "log" / "cdr-errors"
    assert len(calls.legs) == 7
    assert calls.legs <= {file.name.partition(".")[0] for file in folder.glob("*.json")}
    plant.seatyard("switch", "sweep-cdrs", str(folder))
    assert list(folder.glob("*.json")) == []
    plant.seatyard("meter", "fold")
    metered = {str(row["uuid"]) for row in plant.rows("SELECT uuid FROM legs")}
    assert calls.legs <= metered


def test_each_call_is_one_conversation(plant: Plant, calls: Calls) -> None:
    rows = plant.rows("SELECT id, direction, outcome FROM conversations")
    assert sorted((row["direction"], row["outcome"]) for row in rows if row["id"] in calls.legs) == [
        ("inbound", "answered"),
        ("inbound", "self_service"),
        ("internal", "answered"),
        ("outbound", "answered"),
    ]


def test_the_worker_takes_over_again(plant: Plant, seat: Phone, calls: Calls) -> None:
    """The seat is still offered calls, and no seat is stuck."""
    until("the agent is available", lambda: plant.agent("status") == "Available")
    calls.queue()
