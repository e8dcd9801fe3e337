"""Calls of old months go, and nothing that was made of them is another: invoices, audits, reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, text, update

from billing.audit.whole import verify
from billing.dropping import evidence, service
from billing.invoices import service as invoices
from billing.invoices.charged import calls as charged
from billing.models import Invoice, InvoiceLine, LineEvidence
from billing.recorded import service as facts
from esl.call_sums import days, reading, wanted
from esl.calls import fold, parts
from esl.dropping import leftovers
from esl.dropping import service as months
from esl.dropping.models import DroppedMonth
from esl.models import CdrRecord, Conversation, Hangup, Leg, LegLink
from esl.outages import classes
from esl.reports.counting import Which
from esl.reports.periods import Period
from seatyard import clock, findings
from seatyard.app import settings_of
from seatyard.db import db
from seatyard.errors import Conflict, Unavailable
from tests.billing.cases import at
from tests.billing.month import Leased
from tests.factories import HangupFactory, RecordingFactory

from .house import BEFORE, DUE, MARCH, called

Command = Callable[..., Result]
SHANGHAI = ZoneInfo("Asia/Shanghai")
SPRING = Period(date(2026, 3, 1), date(2026, 5, 31), SHANGHAI)
BECAUSE = {"by": "ops", "reason": "past their keep"}


@pytest.fixture
def acme(app: Flask) -> Iterator[Leased]:
    made = called()
    with clock.frozen(DUE):
        yield made


@pytest.fixture
def dropped(acme: Leased) -> Leased:
    """February and March are gone."""
    for month in (BEFORE, MARCH):
        service.drop(month, **BECAUSE)
    return acme


def names(model: type[Conversation] | type[Leg] = Conversation) -> list[str]:
    name = Conversation.id if model is Conversation else Leg.uuid
    return sorted(db.session.scalars(select(name)))


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def faults() -> list[str]:
    db.session.rollback()
    return [wrong for check in verify() for wrong in check.wrong]


def said_of(tenant_id: int) -> Any:
    which = Which(tenant_id, SPRING)
    return (
        reading.total(which),
        reading.by_piece(which, "day"),
        reading.by_hour_of_day(which),
        reading.by_number(which),
        reading.by_place(which),
        reading.rung(tenant_id, SPRING),
    )


def test_a_months_calls_go_with_all_that_is_kept_of_them_and_later_ones_stay(acme: Leased) -> None:
    HangupFactory(node=acme.node, uuid="u-2")
    HangupFactory(node=acme.node, uuid="u-5")
    db.session.add(LegLink(node_id=acme.node.id, uuid="u-2", other_uuid="u-9"))
    db.session.commit()
    gone = service.drop(BEFORE, **BECAUSE)
    assert (gone.calls, gone.legs, gone.by, gone.reason) == (1, 1, "ops", "past their keep")
    gone = service.drop(MARCH, **BECAUSE)
    assert (gone.calls, gone.legs, gone.done_at) == (3, 3, DUE)
    assert names() == names(Leg) == ["u-5", "u-6"]
    assert sorted(db.session.scalars(select(CdrRecord.uuid))) == ["u-5", "u-6"]
    assert (list(db.session.scalars(select(Hangup.uuid))), count(LegLink)) == (["u-5"], 0)


def test_nothing_that_was_made_of_them_is_another(acme: Leased, monkeypatch: pytest.MonkeyPatch) -> None:
    before, bills = said_of(acme.tenant.id), _bills()
    assert before[0].entered == 6
    for month in (BEFORE, MARCH):
        service.drop(month, **BECAUSE)
    assert said_of(acme.tenant.id) == before
    assert (faults(), _bills()) == ([], bills)
    monkeypatch.setattr(days, "RULES", 99)  # days are counted anew: not those whose calls are gone
    days.read_by.cache_clear()
    assert min(day for _, day in wanted.wanted()) > date(2026, 4, 1)
    assert said_of(acme.tenant.id) == before
    monkeypatch.undo()
    days.read_by.cache_clear()


def _bills() -> list[tuple[str, str]]:
    return list(db.session.execute(select(Invoice.number, Invoice.fingerprint)).tuples())


def test_an_audit_misses_as_many_as_went_and_not_one_more(dropped: Leased) -> None:
    assert faults() == []
    april = select(LineEvidence.line_id).where(LineEvidence.subject == "u-5").scalar_subquery()
    another = update(LineEvidence).where(LineEvidence.line_id == april, LineEvidence.subject == "u-5")
    trigger_free(another.values(subject="u-99"))
    assert any("are not there" in fault for fault in faults())


def trigger_free(statement: Any) -> None:
    """As who has the database in hand may."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        for name in db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))
    else:
        db.session.execute(text(f"ALTER TABLE {statement.table.name} DISABLE TRIGGER USER"))
    db.session.execute(statement)
    db.session.commit()


def test_the_lines_that_charged_them_name_them_yet_and_list_what_is_kept(dropped: Leased) -> None:
    line = db.session.scalars(
        select(InvoiceLine).join(LineEvidence).where(LineEvidence.subject == "u-4")
    ).one()
    assert count(select(LineEvidence).where(LineEvidence.subject.in_(("u-1", "u-2"))).subquery()) == 2
    assert [row.id for row in charged(line).entries] == ["u-5"]  # u-4 is April's in Shanghai, March's by UTC


@pytest.mark.parametrize(
    ("hinder", "why"),
    [
        (lambda acme: _recorded(acme), "1 recordings of its calls are kept"),
        (lambda acme: _question(acme), "1 open findings that money hangs on touch it"),
        (lambda acme: _again(acme), "1 findings say that invoices of that time are to be looked at again"),
    ],
)
def test_what_something_needs_yet_stays(acme: Leased, hinder: Callable[[Leased], None], why: str) -> None:
    service.drop(BEFORE, **BECAUSE)
    hinder(acme)
    db.session.commit()
    with pytest.raises(Conflict, match=why):
        service.drop(MARCH, **BECAUSE)
    assert "u-2" in names()
    assert months.unfinished() == []


def _recorded(acme: Leased) -> None:
    RecordingFactory(tenant_id=acme.tenant.id, node_id=acme.node.id, leg_uuid="u-3", started_at=at("04-01"))


def _question(acme: Leased) -> None:
    findings.report("call_lost", "fs1/u-0", "a call has gone", about=(at("04-20"), at("04-20")))


def _again(acme: Leased) -> None:
    number = db.session.scalars(select(Invoice.number).filter_by(period="2026-04")).one()
    findings.report("call_after_invoice", number, "calls came", period="2026-04")


def test_a_month_that_is_not_invoiced_keeps_its_calls(app: Flask) -> None:
    called(close=False)
    with clock.frozen(DUE), pytest.raises(Conflict, match=r"not invoiced yet: acme \(contract 1, 2026-04\)"):
        service.drop(BEFORE, **BECAUSE)


def test_months_go_in_order_and_not_before_their_time(acme: Leased) -> None:
    with pytest.raises(Conflict, match="months of calls go in order"):
        service.drop(MARCH, **BECAUSE)
    service.drop(BEFORE, **BECAUSE)
    with clock.frozen(datetime(2027, 4, 30, 23, 59, tzinfo=UTC)), pytest.raises(Conflict, match="2027-05-01"):
        service.drop(MARCH, **BECAUSE)


def test_a_record_that_comes_after_all_is_kept_and_changes_nothing(dropped: Leased) -> None:
    dropped.came("u-7", "03-20T10:00")
    dropped.came("u-8", "04-01T08:01:30", originating_leg_uuid="u-5")  # of a call that stands
    assert names() == names(Leg) == ["u-5", "u-6"]
    told = {(one.kind, one.key.rpartition("/")[2]) for one in findings.still_open()}
    assert told == {("cdr_incomplete", "u-7"), ("cdr_incomplete", "u-8")}
    assert all("no longer kept" in one.message for one in findings.still_open())
    fold.fold_all(again=True)
    assert (names(), faults()) == (["u-5", "u-6"], [])
    dropped.came("u-10", "05-20T10:00:30", originating_leg_uuid="u-6")  # of a time that is open
    assert (names(), names(Leg)) == (["u-5", "u-6"], ["u-10", "u-5", "u-6"])


def test_what_would_change_a_sealed_month_is_refused_in_one_line(dropped: Leased) -> None:
    with pytest.raises(Conflict, match="2026-04 is of a time whose calls are no longer kept"):
        invoices.close("2026-04")
    fact = {"outages": [{"from": "2026-04-12T10:00", "to": "2026-04-12T12:00", "cause": "force_majeure"}]}
    with pytest.raises(Conflict, match="from 2026-05-02"):
        facts.add("acme", {"facts": fact}, by="fin")
    outage = dropped.outage("04-20T10:00", "04-20T11:00")
    db.session.commit()
    with pytest.raises(Conflict, match="from 2026-05-02"):
        classes.classify(outage, "force_majeure", reason="a flood", by="ops")
    assert [one.status for one in invoices.close("2026-06")] == ["finalised"]


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("step", ["_let_go", "_drop", "_detach", "seal", "count"])
def test_whatever_breaks_it_off_it_goes_on(acme: Leased, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    service.drop(BEFORE, **BECAUSE)
    if db.engine.dialect.name == "sqlite" and step in ("_drop", "_detach"):
        pytest.skip("SQLite has no parts")
    where: Any = {"_let_go": leftovers, "count": evidence}.get(step, months)

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    monkeypatch.setattr(where, step, killed)
    with pytest.raises(Killed):
        service.drop(MARCH, **BECAUSE)
    monkeypatch.undo()
    assert faults() == []
    assert months.unfinished() == ([] if step in ("seal", "count") else [MARCH])
    if step not in ("seal", "count"):
        assert service.due_now() == 1
    else:
        service.drop(MARCH, **BECAUSE)
    assert (names(), names(Leg), faults()) == (["u-5", "u-6"], ["u-5", "u-6"], [])
    assert sorted(db.session.scalars(select(CdrRecord.uuid))) == ["u-5", "u-6"]
    parts.keep_ahead()
    assert db.session.scalars(select(DroppedMonth.done_at)).all() == [DUE, DUE]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_reads_calls_for_long_is_not_pushed_aside(acme: Leased, monkeypatch: pytest.MonkeyPatch) -> None:
    for begun in ([], [BEFORE]):
        assert months.unfinished() == begun
        monkeypatch.setattr(parts, "PATIENCE", "50ms")
        with db.engine.connect() as reader:
            reader.execute(text("SELECT count(*) FROM conversations"))
            with pytest.raises(Unavailable, match="ask again, and it goes on"):
                service.drop(BEFORE, **BECAUSE)
        monkeypatch.undo()
        assert names()[0] == "u-1"
        if not begun:
            parts.make(BEFORE)
            months.seal(BEFORE, **BECAUSE, then=lambda: evidence.count(BEFORE))
    assert service.drop(BEFORE, **BECAUSE).done_at == DUE
    assert names()[0] == "u-2"


def test_the_clock_drops_what_is_past_the_setting_and_tells_what_stands_against_it(
    app: Flask, acme: Leased, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert service.due_now() == 0  # the setting says that all are kept
    _set(app, monkeypatch, 13)
    _recorded(acme)
    db.session.commit()
    assert service.due_now() == 1
    told = findings.still_open("month_not_dropped")
    assert [(one.key, "1 recordings" in one.message) for one in told] == [("2026-03", True)]
    db.session.execute(text("DELETE FROM recordings"))
    db.session.commit()
    assert service.due_now() == 1
    assert (findings.still_open("month_not_dropped"), names()) == ([], ["u-5", "u-6"])
    _set(app, monkeypatch, 24)
    with clock.frozen(datetime(2028, 4, 30, tzinfo=UTC)):
        assert service.due_now() == 0
    rows = db.session.execute(select(DroppedMonth.month, DroppedMonth.by, DroppedMonth.reason)).all()
    assert [tuple(row) for row in rows] == [
        (month, "clock", "SEATYARD_CALLS_KEPT_MONTHS") for month in (BEFORE, MARCH)
    ]


def _set(app: Flask, monkeypatch: pytest.MonkeyPatch, months: int) -> None:
    monkeypatch.setitem(app.extensions, "settings", replace(settings_of(app), calls_kept_months=months))


def test_the_command_says_what_stands_against_it_and_drops(acme: Leased, command: Command) -> None:
    ran = command("bill", "drop-calls", "2026-02", "--check")
    assert (ran.exit_code, ran.stdout) == (0, "nothing stands against it\n")
    ran = command("bill", "drop-calls", "2026-02")
    assert (ran.exit_code, "--reason" in ran.stderr) == (2, True)
    ran = command("bill", "drop-calls", "2026-02", "--reason", "law", "--by", "ops", "--json")
    assert (ran.exit_code, '"calls": 1' in ran.stdout) == (0, True), ran.output
    ran = command("bill", "drop-calls", "2026-04", "--check")
    assert (ran.exit_code, ran.stdout.splitlines()) == (
        1,
        [
            "against it: 2026-04: months of calls go in order (allowed: 2026-03, the next one)",
            "against it: its calls are kept until 2027-06-01",
            "against it: not invoiced yet: acme (contract 1, 2026-06)",
        ],
    )
