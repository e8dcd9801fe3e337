"""Gaps in a seat's time on a real switch: what nobody heard is unknown, to the microsecond.

Each test has a seat of its own on a plant that no other module touches, and asks for times between moments
that are in the database: what is told of them cannot change any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from .phones import Phone
from .plant import DOMAIN, QUIET, SEAT, Plant
from .plant import plant as build
from .waiting import until

pytestmark = pytest.mark.live

Told = list[tuple[datetime, datetime, str]]

CAME_AND_WENT = """
    SELECT r.at, r.marks FROM seat_registrations r JOIN seats s ON s.id = r.seat_id
    JOIN tenants t ON t.id = s.tenant_id WHERE t.domain = ? AND s.number = ? ORDER BY r.at
"""


@pytest.fixture(scope="module")
def alone(freeswitch: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    """A plant of this module's own: its switch is restarted, its worker stopped."""
    home: Path = tmp_path_factory.mktemp("gaps")
    with build(freeswitch, home, f"sqlite:///{home / 'seatyard.db'}") as built:
        yield built


class Seat:
    """A seat, its phone, and what is in the database of both."""

    def __init__(self, plant: Plant, number: str) -> None:
        self.plant = plant
        self.number = number
        self.phone: Phone = plant.seat(number)
        self.came = self.is_there(True)
        until("it was listened to for a while", lambda: alive(plant) > self.came)

    def is_there(self, there: bool, after: datetime | None = None) -> datetime:
        """The moment from which its phone is known to be there, or gone; one after another moment."""

        def known() -> datetime | None:
            found = self.plant.rows(CAME_AND_WENT, DOMAIN, self.number)
            last = [(_moment(row["at"]), bool(row["marks"])) for row in found][-1:]
            return next((at for at, so in last if so is there and (after is None or at > after)), None)

        return until(f"{self.number} is {'there' if there else 'gone'}", known)

    def time(self, starts: datetime, ends: datetime) -> Told:
        """What is told of a time that was listened to up to its end, or that ended before a watch began."""
        between = "--from", starts.isoformat(), "--to", ends.isoformat()
        until("the time is settled", lambda: alive(self.plant) > ends)
        found: Any = self.plant.json("seat", "time", "acme", "--seat", self.number, *between)
        (seat,) = found["seats"]
        told = [one for day in seat["days"] for one in day["intervals"]]
        self.evidence = [one["evidence"] for one in told]
        read = datetime.fromisoformat
        return [(read(one["from"]), read(one["to"]), one["state"]) for one in told]

    def leave(self) -> None:
        self.phone.register(False)
        listed = f"sofia_contact {self.number}@{DOMAIN}"
        until("its phone is signed off", lambda: "user_not_registered" in self.plant.switch.api(listed))


def test_a_phone_that_leaves_while_nobody_listens(alone: Plant) -> None:
    seat = Seat(alone, SEAT)
    begun = watches(alone)[-1][0]
    alone.worker.close()
    (ended,) = [ends for starts, ends in watches(alone) if starts == begun]
    assert ended is not None
    seat.leave()
    alone.start_worker()
    again = until("it is listened to again", lambda: next((s for s, _ in watches(alone) if s > begun), None))
    seat.is_there(False, after=ended)
    seat.phone.register(True)
    back = seat.is_there(True, after=again)
    assert seat.time(seat.came, back) == [
        (seat.came, ended, "ready"),
        (ended, again, "unknown"),
        (again, back, "unregistered"),
    ]
    assert seat.evidence[1] == "gap nobody listened"
    alone.take_away(SEAT, seat.phone)


def test_a_restarted_switch(alone: Plant) -> None:
    """Though it lists the phone again at once: FreeSWITCH keeps registrations over a restart."""
    seat = Seat(alone, QUIET)
    begun = watches(alone)[-1][0]
    alone.reboot()
    again = until("it is listened to again", lambda: next((s for s, _ in watches(alone) if s > begun), None))
    (ended,) = [ends for starts, ends in watches(alone) if starts == begun]
    assert ended is not None
    assert seat.time(ended, again) == [(ended, again, "unknown")]
    assert seat.evidence == ["gap the switch was restarted"]
    later = alive(alone)
    assert seat.time(again, later) == [(again, later, "ready")]
    seat.phone.close()


def watches(plant: Plant) -> list[tuple[datetime, datetime | None]]:
    """From when to when the node was listened to, the latest last; None for the one that goes on."""
    rows = plant.rows("SELECT starts_at, ends_at FROM node_watches ORDER BY starts_at")
    return [(_moment(row["starts_at"]), _moment(row["ends_at"]) if row["ends_at"] else None) for row in rows]


def alive(plant: Plant) -> datetime:
    """The switch's last proof of life that is remembered; long ago while there is none yet."""
    (row,) = plant.rows("SELECT alive_at FROM nodes")
    return _moment(row["alive_at"]) if row["alive_at"] else datetime.min.replace(tzinfo=UTC)


def _moment(text: object) -> datetime:
    return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
