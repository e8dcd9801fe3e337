"""What the switches made against what was billed: calls one by one, seconds to the microsecond.

The switches' side is their own call logs, of which Seatyard knows nothing. Pure but for the reading.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from billing.models import Invoice, InvoiceLine, LineEvidence
from esl.models import Conversation, Leg, LegLink
from seatyard.clock import from_epoch_us
from seatyard.db import db
from seatyard.findings import Finding

LOST = ("cdr_missing", "call_lost")
"""The findings of a call that was heard of and whose record never came."""
COUNTED = "sessions_differ"
"""The finding of those that nothing was heard of: by number and time, for the switch counts them."""


@dataclass(frozen=True)
class Made:
    """A call by the log of the switch that made it."""

    uuid: str
    charged: bool
    """Answered, and with the outside: a call that has to stand on an invoice."""
    billusec: int
    start: datetime | None = None
    paid: str = ""
    """The carrier's leg, which is what is paid."""
    node: str = ""


@dataclass(frozen=True)
class Metered:
    """A call by Seatyard."""

    id: str
    tenant: int
    legs: frozenset[str]
    charged: bool
    billusec: int
    links: frozenset[str] = frozenset()
    """Legs that its own legs name, whether their records came or not."""


@dataclass(frozen=True)
class Charge:
    """A call in the evidence of an invoice's line."""

    invoice: str
    tenant: int
    call: str
    seconds: int


@dataclass(frozen=True)
class Told:
    """What the open findings tell of."""

    legs: frozenset[str] = frozenset()
    """That left no record, by uuid."""
    counted: tuple[tuple[str, datetime, datetime], ...] = ()
    """A node, and the first and last moment in which sessions of it are counted that nothing is known of."""

    def tells(self, made: Made) -> bool:
        if not self.legs.isdisjoint((made.uuid, made.paid)):
            return True
        return made.start is not None and any(
            node == made.node and since <= made.start <= until for node, since, until in self.counted
        )


@dataclass(frozen=True, order=True)
class Difference:
    what: str
    uuid: str
    told: bool = False
    """A finding tells of it: somebody must clear it before it is forgotten."""
    start: datetime | None = field(default=None, compare=False)
    """Of the call, by its switch."""

    def __str__(self) -> str:
        return f"{self.uuid}: {self.what}{' (in the findings)' if self.told else ''}"


@dataclass(frozen=True)
class Reckoning:
    calls: int
    """Made by the switches."""
    charged: int
    """Of them, those that have to be billed."""
    billed: int
    microseconds: int
    """Talked, by the switches' logs, in those that have to be billed."""
    metered: int
    """The same by what was billed."""
    seconds: int
    """Charged on the invoices."""
    differences: tuple[Difference, ...]


def reckon(
    made: Iterable[Made], metered: Iterable[Metered], charges: Iterable[Charge], told: Told = Told()
) -> Reckoning:
    made, metered, charges = list(made), list(metered), list(charges)
    by_leg: defaultdict[str, list[Metered]] = defaultdict(list)
    for call in metered:
        for leg in call.legs:
            by_leg[leg].append(call)
    on_invoices: defaultdict[tuple[int, str], list[Charge]] = defaultdict(list)
    for charge in charges:
        on_invoices[charge.tenant, charge.call].append(charge)
    differences, known = [], Counter[tuple[int, str]]()
    for one in made:
        found = by_leg[one.uuid]
        known.update((call.tenant, call.id) for call in found)
        for what in _wrong(one, found, on_invoices):
            differences.append(Difference(what, one.uuid, told.tells(one), one.start))
    gone = {leg for one in made if not by_leg[one.uuid] and told.tells(one) for leg in (one.uuid, one.paid)}
    for (_, call), count in known.items():
        if count > 1:
            differences.append(Difference(f"{count} calls of the switch are one", call))
    for call in metered:
        if not known[call.tenant, call.id]:
            rest = bool(call.links & (told.legs | gone))  # of a call whose own record was lost
            differences.append(Difference("no switch made it", call.id, rest))
    have_to = [one for one in made if one.charged]
    paid = {(call.tenant, call.id): call.billusec for call in metered}
    return Reckoning(
        calls=len(made),
        charged=len(have_to),
        billed=len(charges),
        microseconds=sum(one.billusec for one in have_to),
        metered=sum(paid.get((charge.tenant, charge.call), 0) for charge in charges),
        seconds=sum(charge.seconds for charge in charges),
        differences=tuple(sorted(differences)),
    )


def by_minute(differences: Iterable[Difference], begin: datetime) -> dict[int, tuple[int, int]]:
    """By the minute since ``begin`` in which a call began: differences, and those without a finding."""
    minutes: defaultdict[int, list[Difference]] = defaultdict(list)
    for one in differences:
        if one.start is not None:
            minutes[int((one.start - begin).total_seconds() // 60)].append(one)
    return {at: (len(ones), sum(not one.told for one in ones)) for at, ones in sorted(minutes.items())}


def _wrong(
    made: Made, found: list[Metered], on_invoices: dict[tuple[int, str], list[Charge]]
) -> Iterable[str]:
    if len(found) != 1:
        yield "not metered" if not found else f"metered as {len(found)} calls"
        return
    (call,) = found
    if made.charged and call.billusec != made.billusec:
        yield f"{made.billusec} µs talked, {call.billusec} metered"
    if made.charged != call.charged:
        yield "has to be paid, and is not" if made.charged else "is paid, and has not to be"
    charges = on_invoices.get((call.tenant, call.id), [])
    if len(charges) != made.charged:
        yield f"on {len(charges)} lines of invoices"
    for charge in charges:
        if charge.seconds != (made.billusec + 500_000) // 1_000_000:
            yield f"{made.billusec} µs talked, {charge.seconds} s on {charge.invoice}"


def read_log(log: Path, node: str) -> list[Made]:
    """The calls that ended, of a switch."""
    found = []
    for line in map(json.loads, log.read_text().splitlines()):
        if line["record"] == "end":
            charged = line["direction"] != "internal" and line["answer_us"] > 0
            start, paid = from_epoch_us(line["start_us"]), line["carrier_leg"] or ""
            found.append(Made(line["uuid"], charged, line["billusec"], start, paid, node))
    return found


def read_database() -> tuple[list[Metered], list[Charge], Told]:
    """Needs an application and a transaction around it."""
    legs: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    for tenant, call, uuid in db.session.execute(select(Leg.tenant_id, Leg.conversation_id, Leg.uuid)):
        legs[tenant, call].add(uuid)
    links: defaultdict[str, set[str]] = defaultdict(set)
    for uuid, other in db.session.execute(select(LegLink.uuid, LegLink.other_uuid)):
        links[uuid].add(other)
    c = Conversation
    metered = [
        Metered(
            id,
            tenant,
            frozenset(legs[tenant, id]),
            paid is not None,
            billusec,
            frozenset().union(*(links[leg] for leg in legs[tenant, id])),
        )
        for id, tenant, paid, billusec in db.session.execute(
            select(c.id, c.tenant_id, c.paid_uuid, c.billusec)
        )
    ]
    e = LineEvidence
    query = select(Invoice.number, e.tenant_id, e.subject, e.quantity).join(
        InvoiceLine, InvoiceLine.id == e.line_id
    )
    query = query.join(Invoice, Invoice.id == InvoiceLine.invoice_id).where(e.kind == "call")
    charges = [
        Charge(number, tenant, call, round(minutes * 60))
        for number, tenant, call, minutes in db.session.execute(query)
    ]
    return metered, charges, _told()


def _told() -> Told:
    query = select(Finding).where(Finding.cleared_at.is_(None))
    counted = db.session.scalars(query.where(Finding.kind == COUNTED))
    return Told(
        frozenset(one.detail["uuid"] for one in db.session.scalars(query.where(Finding.kind.in_(LOST)))),
        tuple(
            (one.detail["node"], one.about_from, one.about_until)
            for one in counted
            if one.about_from and one.about_until
        ),
    )
