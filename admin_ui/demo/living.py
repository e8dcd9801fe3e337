"""After the month: the switch's clock goes on as ours does, and whoever is given a seat plugs a phone in."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import undefer

from seatyard.db import db, snapshot
from tenants.models import Seat, Tenant

from .instance import Instance
from .month import END
from .switch import LabSwitch

TICK = 0.2
"""Seconds of ours between two pushes at the switch's clock."""


class Living:
    """Needs an application around it."""

    def __init__(self, instance: Instance, switch: LabSwitch, begin: datetime = END) -> None:
        self._switch = switch
        self._begin, self._began = begin, time.monotonic()
        self._plugged = {
            (seat["number"], document["tenant"]["domain"])
            for document in instance.documents.values()
            for seat in document["seats"]
        }

    def go_on(self) -> None:
        """For ever, in the thread that booted the switch."""
        while True:
            time.sleep(TICK)
            self.step()

    def step(self) -> None:
        """Bring the switch's clock to where ours is, and plug in who is new."""
        self._switch.go_on(self._begin + timedelta(seconds=time.monotonic() - self._began))
        self._plug_in()

    def _plug_in(self) -> None:
        seats = {(number, domain): a1_hash for number, domain, a1_hash in self._seats()}
        for (number, domain), a1_hash in seats.items():
            if (number, domain) not in self._plugged:
                self._switch.plug_in(number, domain, a1_hash)
        self._plugged = set(seats)

    def _seats(self) -> Iterable[tuple[str, str, str]]:
        query = select(Seat).join(Tenant).where(Seat.active, Seat.phone.is_(None))
        with snapshot():
            seats = db.session.scalars(query.options(undefer(Seat.a1_hash))).all()
            return [(seat.number, seat.tenant.domain, seat.a1_hash) for seat in seats]
