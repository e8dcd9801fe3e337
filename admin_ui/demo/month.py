"""The story that the demo tells: March 2026 at two call centres, with one bad day."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from billing.findings.word import Word
from billing.invoices import service as invoices
from esl.cdr.sweep import sweep
from esl.models import Node, Outage, Placement
from esl.nodes.service import node
from seatyard import clock
from seatyard.db import db, snapshot
from tenants.models import Seat, Tenant
from tenants.onboarding import service as onboarding
from tenants.onboarding.document import checked
from tenants.onboarding.lead_times import Waiver

from .instance import Instance
from .processes import wait_until
from .switch import LabSwitch

PERIOD = "2026-03"
ZONE = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 3, 1, tzinfo=ZONE)
CRASH = datetime(2026, 3, 12, 10, 17, tzinfo=ZONE)
RETURN = CRASH + timedelta(hours=26)
RELEASE = datetime(2026, 3, 20, 15, 0, tzinfo=ZONE)
RELEASED_SEATS = ("1009", "1010")
AT_ONCE = Waiver("agreed on the telephone", by="operator")
CUT_OFF = Word("operator", "the switch was killed with these calls: they are not billed")
"""Needed where they were told as lost before the close, which depends on the machine's speed."""
END = datetime(2026, 4, 1, tzinfo=ZONE)

Progress = Callable[[datetime], None]


@dataclass
class Month:
    """The month played once, step by step; ``progress`` is told each moment that was reached."""

    instance: Instance
    switch: LabSwitch
    progress: Progress

    def play(self) -> None:
        self.settle()
        self._live(BEGIN, CRASH)
        self.crash()
        self._live(RETURN, RELEASE)
        self.release_seats()
        self._live(RELEASE, END)

    def settle(self) -> None:
        """Every tenant's generation acknowledged by the node, every phone's seat offered calls."""
        wait_until(_acknowledged, "the node to acknowledge both tenants' configuration")
        agents = _active_seats()
        wait_until(lambda: self.switch.available_agents() == agents, f"{agents} seats to be available")

    def crash(self) -> None:
        """Kill the switch as a power cut would; it boots again 26 hours later by its own clock."""
        self.switch.kill()
        wait_until(self._outage, "the outage to be noticed")
        self.switch.start(RETURN)
        wait_until(lambda: self._outage(ended=True), "the outage to end")
        self.settle()

    def release_seats(self) -> None:
        """Linlang gives back two seats on the 20th: its changed file, onboarded at that moment."""
        document = copy.deepcopy(self.instance.documents["linlang"])
        document["seats"] = [s for s in document["seats"] if s["number"] not in RELEASED_SEATS]
        for queue in document["queues"]:
            if "seats" in queue:  # those of a queue that asks for a skill follow from theirs
                queue["seats"] = [number for number in queue["seats"] if number not in RELEASED_SEATS]
        self.instance.keep_contract(document, at=RELEASE)
        with clock.frozen(RELEASE):
            onboarding.onboard_document(checked(document), AT_ONCE)
        self.settle()

    def close(self) -> None:
        """Take in what lies in the node's error folder, and bill the month without the calls cut off."""
        sweep(self.switch.error_folder, node(self.switch.node), self.instance.settings.cdr_limit)
        invoices.close(PERIOD, word=CUT_OFF)

    def _live(self, start: datetime, end: datetime) -> None:
        for moment in _days(start, end):
            self.switch.until(moment)
            self.progress(moment)

    def _outage(self, *, ended: bool = False) -> bool:
        """Whether Seatyard has seen the switch go (and come back)."""
        with snapshot():
            query = select(Outage.ends_at).join(Node).where(Node.name == self.switch.node)
            ends = list(db.session.scalars(query))
        return bool(ends) and (None not in ends or not ended)


def _acknowledged() -> bool:
    with snapshot():
        query = select(Tenant.generation, Placement.acked_generation)
        pairs = db.session.execute(query.join(Placement, Placement.tenant_id == Tenant.id)).all()
    return all(wanted == acked for wanted, acked in pairs)


def _active_seats() -> int:
    with snapshot():
        return db.session.scalar(select(func.count()).select_from(Seat).where(Seat.active)) or 0


def _days(start: datetime, end: datetime) -> Iterator[datetime]:
    """Each local midnight in between, then ``end``."""
    day = (start + timedelta(days=1)).replace(hour=0, minute=0)
    while day < end:
        yield day
        day += timedelta(days=1)
    yield end


def fraction(moment: datetime) -> float:
    """How much of the month is over at ``moment``."""
    return (moment.astimezone(UTC) - BEGIN) / (END - BEGIN)
