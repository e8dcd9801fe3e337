"""Credit notes: given once, numbered without a gap, booked in the same commit, counted in what is owed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, func, select, update

from billing.credits import service as credits
from billing.credits.asked import Asked
from billing.credits.models import CreditNote, CreditNoteLine
from billing.documents.invoice import of_invoice
from billing.invoices import prepayments, service
from billing.ledger import statement
from billing.owed.service import of_tenant
from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.identity.permissions import FINANCE
from tests.billing.booked import pay, unproven
from tests.billing.cases import at
from tests.billing.month import Leased, april, leased
from tests.factories import UserFactory

Command = Callable[..., Result]
ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def acme(app: Flask) -> Iterator[Leased]:
    """Invoiced 20,000.00 of rent, 0.30 of calls, a credit of 1,333.33."""
    UserFactory(login="fin", role=FINANCE)
    with april():
        made = leased(10)
        made.call("03-03T09:00", 61, direction="outbound", callee="+8613800138000")
        made.outage("03-05T10:00", "03-06T12:00")
        db.session.commit()
        service.close("2026-03")
        yield made


def give(asked: Asked, reason: str = "agreed by phone", **more: Any) -> CreditNote:
    note, _ = credits.give("SY-2026-000001", asked, reason=reason, by="fin", **more)
    return note


def balances(tenant: Leased) -> dict[str, Decimal]:
    return statement.balances(tenant.tenant.id)["CNY"]


def test_a_line_is_credited_and_booked(acme: Leased) -> None:
    before = of_invoice(service.by_number("SY-2026-000001"))
    note = give(Asked(lines={1: Decimal("500")}))
    assert (note.number, note.on, note.total) == ("SYC-2026-000001", date(2026, 4, 1), Decimal("500.00"))
    assert [(one.line.position, one.amount) for one in note.lines] == [(1, Decimal("500.00"))]
    row = statement.rows(acme.tenant.id)[-1]
    assert (row.kind, row.subject, row.owed) == ("credit_note", note.number, Decimal("18166.97"))
    assert row.entries == {"receivable": Decimal("-500.00"), "revenue.rent": Decimal("500.00")}
    assert of_invoice(service.by_number("SY-2026-000001")) == before
    assert unproven() == []


def test_the_whole_takes_back_every_entry(acme: Leased) -> None:
    give(Asked(lines={1: Decimal("500")}))
    assert give(Asked()).total == Decimal("18166.97")
    assert set(balances(acme).values()) == {Decimal(0)}
    assert unproven() == []
    with pytest.raises(Conflict, match="nothing is left"):
        give(Asked(), "once more")


def test_the_same_request_makes_one(acme: Leased) -> None:
    first = give(Asked(amount=Decimal("5"))).number
    assert give(Asked(amount=Decimal("5"))).number == first
    assert give(Asked(amount=Decimal("5")), again=True).number == "SYC-2026-000002"
    assert give(Asked(amount=Decimal("5")), request="R1").number == "SYC-2026-000003"
    assert give(Asked(amount=Decimal("5")), request="R1").number == "SYC-2026-000003"
    with pytest.raises(Conflict, match="request: it made SYC-2026-000003, of something else"):
        give(Asked(amount=Decimal("6")), request="R1")


@ONCE
def test_who_and_why_are_needed(acme: Leased) -> None:
    for more, error in (
        ({"by": "nobody", "reason": "x"}, NotFound),
        ({"by": "fin", "reason": " "}, InvalidInput),
    ):
        with pytest.raises(error):
            credits.give("SY-2026-000001", Asked(), **more)
    with pytest.raises(NotFound, match="no invoice 'SY-2026-000009'"):
        credits.give("SY-2026-000009", Asked(), reason="x", by="fin")
    with pytest.raises(NotFound):
        credits.give("SY-2026-000001", Asked(), reason="x", by="fin", tenant_id=acme.tenant.id + 1)
    assert db.session.scalar(select(func.count(CreditNote.id))) == 0


@ONCE
def test_it_lowers_its_own_invoice_first(acme: Leased) -> None:
    """And an older bill that is open only with what is left over."""
    with clock.frozen(at("05-02")):
        service.close("2026-04")
        credits.give("SY-2026-000002", Asked(amount=Decimal("500")), reason="x", by="fin")
        (owed,) = of_tenant("acme")
    open_ = {bill.id: (bill.outstanding, bill.credited) for bill in owed.bills}
    assert open_["SY-2026-000001"] == (Decimal("18666.97"), 0)
    assert open_["SY-2026-000002"] == (Decimal("19500.00"), Decimal("500.00"))
    assert owed.balance == owed.open


@ONCE
def test_of_a_paid_one_it_is_credit_for_what_comes(acme: Leased) -> None:
    pay(18666.97, "2026-04-01")
    give(Asked(lines={1: Decimal("500")}))
    (owed,) = of_tenant("acme")
    assert (owed.bills, owed.balance, owed.ahead) == ((), Decimal("-500.00"), Decimal("500.00"))
    with clock.frozen(at("05-02")):
        service.close("2026-04")
        (owed,) = of_tenant("acme")
    assert [(bill.id, bill.outstanding) for bill in owed.bills] == [("SY-2026-000002", Decimal("19500.00"))]


@ONCE
def test_late_fees_run_on_what_is_left(app: Flask) -> None:
    UserFactory(login="fin", role=FINANCE)
    with april():
        leased(3, template="hotline-seat-lease", type="inbound")
        service.close("2026-03")
    with clock.frozen(at("04-15T12:00")):
        give(Asked(amount=Decimal("600")))
    with clock.frozen(at("05-02")):
        service.close("2026-04")
    (fee,) = (line for line in service.by_number("SY-2026-000002").lines if line.clause == "late_fee")
    total = service.by_number("SY-2026-000001").total
    assert fee.amount == (5 * total + 15 * (total - 600)) * Decimal("0.003")
    assert unproven() == []


@ONCE
def test_a_deposit_that_was_credited_is_not_given_back_again(app: Flask) -> None:
    """Of an advance only what is left of it is set off."""
    UserFactory(login="fin", role=FINANCE)
    with clock.frozen(at("02-25")):
        leased(1, ends=date(2026, 3, 31))
        prepayments.ask("2026-03")
        give(Asked(lines={1: None, 2: Decimal("500")}))
    with april():
        service.close("2026-03")
    lines = {line.item: line.amount for line in service.by_number("SY-2026-000002").lines if line.item}
    assert lines == {"advance_applied": Decimal("-1500.00")}


def test_two_at_once_do_not_credit_more_than_there_is(app: Flask, acme: Leased) -> None:
    both, problems = Barrier(2, timeout=30), []

    def run(reason: str) -> None:
        with app.app_context():
            both.wait()
            try:
                give(Asked(amount=Decimal("10000")), reason)
            except Conflict as error:
                problems.append(str(error))

    threads = [Thread(target=run, args=(reason,)) for reason in ("one", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    assert problems == ["amount: 10000 is not within what is left (allowed: up to 8666.97)"]
    assert [note.number for note in db.session.scalars(select(CreditNote))] == ["SYC-2026-000001"]
    assert unproven() == []


KILLED_AT_ITS_ENTRIES = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import Engine, event
from seatyard import clock, scope
from seatyard.app import create_app
from seatyard.config import Settings

scope.house()
app = create_app(Settings(Path(sys.argv[1]), sys.argv[2], "test", "http://127.0.0.1:1"))

@event.listens_for(Engine, "before_cursor_execute")
def kill(connection, cursor, statement, *_):
    if statement.startswith(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

from billing.credits import service
from billing.credits.asked import Asked
with app.app_context(), clock.frozen(datetime(2026, 4, 1, tzinfo=UTC)):
    service.give("SY-2026-000001", Asked(), reason="agreed by phone", by="fin")
"""


@pytest.mark.parametrize("at_", ["INSERT INTO ledger_entries", "INSERT INTO credit_note_lines"])
def test_killed_between_the_number_and_the_commit_nothing_is_half_done(
    acme: Leased, database_url: str, tmp_path: Path, at_: str
) -> None:
    db.session.rollback()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_AT_ITS_ENTRIES, str(tmp_path), database_url, at_],
        check=False,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL
    assert db.session.scalar(select(func.count(CreditNote.id))) == 0
    assert unproven() == []
    db.session.rollback()
    assert give(Asked()).number == "SYC-2026-000001"
    assert unproven() == []


@ONCE
def test_each_year_has_its_numbers(acme: Leased) -> None:
    give(Asked(amount=Decimal("1")))
    with clock.frozen(at("12-31T23:59:59")):
        assert give(Asked(amount=Decimal("2"))).number == "SYC-2026-000002"
    with clock.frozen(at("12-31T23:59:59") + (at("03-02") - at("03-01"))):
        assert give(Asked(amount=Decimal("3"))).number == "SYC-2027-000001"
    assert unproven() == []


WRONGS: list[tuple[str, Callable[[], Any]]] = [
    ("is no longer what was given", lambda: update(CreditNote).values(reason="another")),
    ("is no longer what was given", lambda: update(CreditNoteLine).values(amount=Decimal(1))),
    ("SYC-2026-000001 is missing", lambda: update(CreditNote).values(number="SYC-2026-000007")),
    ("SYC-2026-000001 is in the ledger, and no credit note", lambda: update(CreditNote).values(number="X")),
    (
        "SY-2026-000001: more is credited than it has",
        lambda: update(CreditNoteLine).values(amount=Decimal(20001)),
    ),
    ("SYC-2026-000001: booked as another one", lambda: update(CreditNote).values(on=date(2026, 4, 2))),
    ("SYC-2026-000001 is missing", lambda: delete(CreditNote)),
]


@ONCE
@pytest.mark.parametrize(("said", "wrong"), WRONGS)
def test_an_audit_finds_what_was_tampered_with(acme: Leased, said: str, wrong: Callable[[], Any]) -> None:
    note = give(Asked(lines={1: Decimal("500")}))
    assert unproven() == []
    db.session.rollback()
    statement_ = wrong()
    if statement_.is_delete:
        db.session.execute(delete(CreditNoteLine))
    db.session.execute(statement_)
    if "booked" in said:  # the fingerprint is made to fit, so that only the ledger tells
        from billing.credits.document import fingerprint

        db.session.expire_all()
        db.session.execute(update(CreditNote).values(fingerprint=fingerprint(note)))
    db.session.commit()
    assert any(said in line for line in unproven()), unproven()


@ONCE
def test_the_commands(acme: Leased, command: Command, tmp_path: Path) -> None:
    seen = command("bill", "credit", "SY-2026-000001", "--line", "1=500", "--preview")
    assert seen.exit_code == 0, seen.output
    assert seen.stdout.splitlines()[0] == "preview  acme  of SY-2026-000001 (2026-03)  CNY 500.00"
    assert db.session.scalar(select(func.count(CreditNote.id))) == 0
    asked = ("bill", "credit", "SY-2026-000001", "--line", "1=500", "--by", "fin", "--reason", "agreed")
    assert [command(*asked, "--json").stdout.count('"new": true') for _ in range(2)] == [1, 0]
    assert "SYC-2026-000001  acme  of SY-2026-000001" in command("bill", "credits").stdout
    assert "fin: agreed" in command("bill", "credit-note", "SYC-2026-000001").stdout
    for arguments, said in (
        (("SY-2026-000001",), "one of them is needed"),
        (("SY-2026-000001", "--whole"), "--reason and --by are needed"),
        (("SY-2026-000001", "--amount", "99999", "--by", "fin", "--reason", "x"), "up to 18166.97"),
    ):
        refused = command("bill", "credit", *arguments)
        assert (refused.exit_code, said in refused.output) == (2, True), refused.output


@ONCE
@pytest.mark.parametrize(("language", "words"), [("zh", "红字账单"), ("en", "Credit note")])
def test_it_is_on_paper_the_same_each_time(
    acme: Leased, command: Command, tmp_path: Path, language: str, words: str
) -> None:
    import io

    from pypdf import PdfReader

    give(Asked(lines={1: Decimal("500")}), "多算了一席")
    out = tmp_path / "note.pdf"
    made = []
    for _ in range(2):
        arguments = ("--format", "pdf", "--out", str(out), "--language", language)
        done = command("bill", "credit-note", "SYC-2026-000001", *arguments)
        assert done.exit_code == 0, done.output
        made.append(out.read_bytes())
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made[0])).pages)
    assert made[0] == made[1]
    assert all(one in text for one in (words, "SYC-2026-000001", "SY-2026-000001", "500.00", "多算了一席"))
