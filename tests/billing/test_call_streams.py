"""A million calls are never held: they stream from the database, and evidence is told, not kept."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from billing.calls import Calls
from billing.documents.fingerprints import fingerprint
from billing.engine import Bill, Call, Evidence, Facts, bill
from billing.engine.facts import LONGEST_CALL
from billing.invoices import service
from billing.invoices.finalise import finalise
from billing.models import Invoice, InvoiceCounter, LineEvidence
from esl.models import OUTBOUND, Conversation
from seatyard.db import db
from seatyard.errors import Conflict

from .cases import MARCH, agreement, at
from .month import april, leased

RATES = {"outbound": {"+86": "0.15", "default": "1.5"}, "inbound": {"default": 0}}


@dataclass(frozen=True)
class Made:
    """Calls that exist only while they are looked at."""

    count: int

    def __iter__(self) -> Iterator[Call]:
        for number in range(self.count):
            starts = MARCH.span.starts + timedelta(seconds=number)
            dialled = f"+86{number * 7919 % 10**9:09}"
            yield Call(f"{number:09}", "outbound", dialled, starts, number % 600 * 1_000_000)


def most_memory(count: int, **terms: object) -> int:
    """Bytes at once while a month of so many calls is billed, walked through and fingerprinted."""
    contract = agreement({"call_charges": {"rates": RATES, **terms}})
    tracemalloc.start()
    fingerprint(bill(contract, Facts(calls=Made(count)), MARCH))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("terms", [{}, {"call_period": "split"}], ids=["whole", "split"])
def test_memory_does_not_grow_with_calls(terms: dict[str, object]) -> None:
    few, many = (most_memory(count, **terms) for count in (4_000, 20_000))
    assert many < few + 100_000, "a call held takes some 300 bytes: 16,000 more of them five million"


def marched(calls: Iterable[Call]) -> Bill:
    return bill(agreement({"call_charges": {"rates": RATES}}), Facts(calls=calls), MARCH)


def test_a_fingerprint_knows_each_piece_of_evidence_but_no_order() -> None:
    made = marched(tuple(Made(5)))
    evidence = tuple(one for _, one in made.evidence())
    (line,) = made.lines

    def told(*pieces: Evidence) -> str:
        return fingerprint(replace(made, lines=(replace(line, evidence=pieces),), trails=()))

    assert told(*evidence) == told(*reversed(evidence)) == fingerprint(made)
    assert told(*evidence[1:]) != fingerprint(made)
    assert told(*evidence, evidence[0], evidence[0]) != fingerprint(made), "nor does a pair cancel itself"
    assert told(replace(evidence[0], subject="other"), *evidence[1:]) != fingerprint(made)


def test_calls_that_change_after_the_month_was_rated_are_a_conflict() -> None:
    """Evidence is told by rating again: a call of a sort that no line was made for cannot be told."""
    calls = list(Made(1))
    made = marched(calls)
    calls.append(Call("late", "outbound", "+44", at("03-20"), 60_000_000))
    with pytest.raises(Conflict) as refused:
        list(made.evidence())
    assert str(refused.value) == (
        "calls: call late came after the month was rated (allowed: the same calls each time)"
    )


def test_calls_stream_from_the_database_in_order(app: Flask) -> None:
    """By start, then by id as Python compares text, whatever the database's language; walked twice."""
    acme = leased(0)
    for id in ("b-1", "B-2", "a-3", "a3", "_"):
        acme.call("03-10T10:00", 60, direction=OUTBOUND, id=id)
    acme.call("03-05T10:00", 60, id="z", direction=OUTBOUND)
    db.session.commit()
    calls = Calls(acme.tenant.id, MARCH.span)
    assert [call.id for call in calls] == ["z", "B-2", "_", "a-3", "a3", "b-1"]
    assert list(calls) == list(calls)


def test_calls_from_before_that_touch_the_month_are_told(app: Flask) -> None:
    acme = leased(0)
    over = {"ended_at": at("03-01T00:00:30"), "direction": OUTBOUND}
    acme.call("02-28T23:59:30", 60, id="over", **over)
    acme.call("02-28T23:00", 60, id="before", direction=OUTBOUND, ended_at=at("02-28T23:01"))
    long_ago = MARCH.span.starts - LONGEST_CALL - timedelta(seconds=1)
    acme.call("02-01", 60, id="ago", **over)
    db.session.execute(
        Conversation.__table__.update().where(Conversation.id == "ago").values(started_at=long_ago)
    )
    db.session.commit()
    assert [call.id for call in Calls(acme.tenant.id, MARCH.span)] == ["over"]


def test_a_split_call_is_on_two_invoices(app: Flask) -> None:
    split = {"call_charges": {"call_period": "split", "rates": {"outbound": {"default": 1}}}}
    acme = leased(0, starts=date(2026, 2, 1), overrides=split)
    times = {"answered_at": at("02-28T23:59:00"), "ended_at": at("03-01T00:02")}
    acme.call("02-28T23:58:50", 180, id="over", direction=OUTBOUND, callee="+4420", **times)
    db.session.commit()
    with april():
        service.close("2026-02")
        service.close("2026-03")
        (again,) = service.close("2026-03")
    told = select(LineEvidence.subject, LineEvidence.quantity).order_by(LineEvidence.line_id)
    assert [tuple(row) for row in db.session.execute(told)] == [("over", 1), ("over", 2)]
    assert again.status == "unchanged"


def test_calls_that_change_while_an_invoice_is_stored_store_nothing(app: Flask) -> None:
    acme = leased(0)
    acme.call("03-10T10:00", 60, direction=OUTBOUND, callee="+8610")
    db.session.commit()
    contract = agreement({"call_charges": {"rates": RATES}})
    made = bill(contract, Facts(calls=Calls(acme.tenant.id, MARCH.span)), MARCH)
    before = fingerprint(made)
    acme.call("03-11T10:00", 60, direction=OUTBOUND, callee="+8610")
    db.session.commit()
    with pytest.raises(Conflict, match="changed while it was stored"):
        finalise(acme.contract.id, acme.tenant.id, made, before)
    assert db.session.scalar(select(func.count()).select_from(Invoice)) == 0
    assert db.session.scalars(select(InvoiceCounter)).all() == []
