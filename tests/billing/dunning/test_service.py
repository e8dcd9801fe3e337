"""Dunning over a real contract: carried out once, kept, and ended by the transaction that books the money."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from billing.credits import service as credits
from billing.credits.asked import Asked
from billing.dunning import ending, words
from billing.dunning import service as dunning
from billing.dunning.models import DunningStep
from billing.invoices import service as invoices
from billing.mails.models import Mail
from billing.recorded import service as recorded
from seatyard import claims, clock
from seatyard.db import db, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.identity.permissions import FINANCE
from tenants.models import Tenant
from tenants.suspensions import service as suspensions
from tests.billing.booked import pay, unproven
from tests.billing.cases import at
from tests.billing.killed import each_step
from tests.billing.month import Leased, leased
from tests.factories import UserFactory

Command = Callable[..., Result]
TERMS: dict[str, Any] = {
    "late_fee": {"daily_rate": 0.003},
    "suspension": {"days": 15, "notice_days": 3, "automatic": True},
    "termination": {"days": 60, "multiple": 3},
}
BILL = "SY-2026-000001"


@contextmanager
def on(day: str) -> Iterator[None]:
    with clock.frozen(at(f"{day}T09:00")):
        yield


@pytest.fixture
def acme(app: Flask) -> Leased:
    """March's bill: 3 seats, 6,000.00 due on 10 April."""
    made = leased(3, overrides=TERMS)
    with on("04-01"):
        invoices.close("2026-03")
    return made


def delivered() -> None:
    """Every e-mail that waits has left."""
    with transaction():
        waiting = update(Mail).where(Mail.sent_at.is_(None), Mail.cancelled_at.is_(None))
        db.session.execute(waiting.values(sent_at=clock.now()))


def lived(*days: str) -> list[str]:
    done = []
    for day in days:
        with on(day):
            done += [f"{day} {one.step.kind.value}" for one in dunning.run()]
            delivered()
    return done


def to_the_suspension() -> None:
    lived("04-13", "04-23", "04-26")


def stands_still(acme: Leased) -> bool:
    with transaction():
        return suspensions.since(acme.tenant.id) is not None


def generation(acme: Leased) -> int:
    with transaction():
        return db.session.get_one(Tenant, acme.tenant.id).generation


def test_step_by_step_and_never_twice(acme: Leased) -> None:
    before = generation(acme)
    done = lived("04-07", "04-07", "04-13", "04-13", "04-20", "04-23", "04-26", "04-26")
    assert done == [
        "04-07 pointed_out",
        "04-13 reminder",
        "04-20 reminder",
        "04-23 suspension_notice",
        "04-26 suspended",
    ]
    assert stands_still(acme)
    assert generation(acme) == before + 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_killed_at_any_step_each_is_taken_once(acme: Leased) -> None:
    """The e-mail and the tenant's standstill with it."""
    wanted = {"04-13": "reminder", "04-23": "suspension_notice", "04-26": "suspended"}
    letters = select(func.count(Mail.id)).where(Mail.sent_at.is_(None), Mail.key.startswith("dunning:"))

    def taken() -> list[str]:
        db.session.rollback()
        return list(db.session.scalars(select(DunningStep.kind).order_by(DunningStep.id)))

    before = db.session.scalars(select(Tenant.generation).filter_by(name="acme")).one()
    for day, kind in wanted.items():

        def look(kind: str = kind) -> None:
            assert (kind in taken()) == bool(db.session.scalar(letters))
            tenant = db.session.scalars(select(Tenant).filter_by(name="acme")).one()
            stopped = suspensions.since(tenant.id) is not None
            assert (stopped, tenant.generation > before) == ("suspended" in taken(),) * 2

        with on(day):
            assert each_step(dunning.run, look) >= 3, day
            assert dunning.run() == []
            delivered()
    assert taken() == ["reminder", "reminder", "suspension_notice", "suspended"]
    assert unproven() == []


def test_the_transaction_that_books_the_money_restores_service(acme: Leased) -> None:
    to_the_suspension()
    before = generation(acme)
    with on("04-27"):
        pay(5999, "2026-04-27")
        assert stands_still(acme)
        pay(1, "2026-04-27")
    assert not stands_still(acme)
    assert generation(acme) == before + 1
    kinds = [row.kind for row in db.session.query(DunningStep).order_by(DunningStep.id)]
    assert kinds[-2:] == ["restored", "settled"]
    assert lived("04-28", "05-31") == []
    assert unproven() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_credit_note_that_covers_the_rest_restores_service_too(acme: Leased) -> None:
    UserFactory(login="fin", role=FINANCE)
    db.session.commit()
    to_the_suspension()
    with on("04-27"):
        pay(5999, "2026-04-27")
        assert stands_still(acme)
        credits.give(BILL, Asked(amount=Decimal("1")), reason="as agreed", by="fin")
    assert not stands_still(acme)
    assert unproven() == []


def test_a_failure_to_restore_loses_no_money(acme: Leased, monkeypatch: pytest.MonkeyPatch) -> None:
    to_the_suspension()

    def fails(*_: Any) -> None:
        db.session.execute(text("SELECT nothing FROM nowhere"))

    with on("04-27"), monkeypatch.context() as patch:
        patch.setattr("billing.dunning.paid.settle", fails)
        pay(6000, "2026-04-27")
    assert stands_still(acme)
    assert unproven() == []
    assert lived("04-27") == ["04-27 restored", "04-27 settled"]
    assert not stands_still(acme)


def test_a_payment_of_a_day_to_come_restores_on_that_day(acme: Leased) -> None:
    to_the_suspension()
    with on("04-27"):
        pay(6000, "2026-04-29")
    assert stands_still(acme)
    assert lived("04-28", "04-29") == ["04-29 restored", "04-29 settled"]


def test_a_notice_that_has_not_left_suspends_nobody(acme: Leased) -> None:
    for day in ("04-23", "04-26", "05-01"):
        with on(day):
            dunning.run()
    assert not stands_still(acme)
    with on("05-02"):
        words.told("acme", BILL, by="fay", reason="by telephone, to Ms Li")
    assert lived("05-04", "05-05") == ["05-05 suspended"]


def test_the_audit_sees_who_stands_still_without_a_step(acme: Leased) -> None:
    to_the_suspension()
    assert unproven() == []
    with transaction():
        suspensions.restore(acme.tenant.id)
    assert unproven() == [f"tenant {acme.tenant.id}: suspended by its steps, and not on the switch"]


def test_of_two_tenants_one_is_left_alone(acme: Leased) -> None:
    other = leased(1, name="other", overrides=TERMS)
    with on("04-01"):
        invoices.close("2026-03")
        pay(2000, "2026-04-01", tenant="other")
    to_the_suspension()
    assert (stands_still(acme), stands_still(other)) == (True, False)


def test_a_second_process_at_it_does_nothing(acme: Leased) -> None:
    with claims.claimed(dunning.CLAIM):
        assert lived("04-26") == []
    assert lived("04-26") != []


def test_the_database_keeps_the_steps(acme: Leased) -> None:
    to_the_suspension()
    for statement in ("UPDATE dunning_steps SET reason = 'x'", "DELETE FROM dunning_steps"):
        with pytest.raises(SQLAlchemyError, match="never changed"), transaction():
            db.session.execute(text(statement))


def test_a_hold_and_its_end_are_kept_with_name_and_reason(acme: Leased) -> None:
    with on("04-20"):
        words.hold("acme", by="fay", reason="disputes the outage of 3 March")
    assert lived("04-23", "04-26") == []
    with on("04-28"):
        words.resume("acme", by="fay", reason="agreed by mail")
        with pytest.raises(Conflict, match="not held"):
            words.resume("acme", by="fay", reason="again")
    assert lived("04-28", "04-30", "05-01") == [
        "04-28 reminder",
        "04-28 suspension_notice",
        "05-01 suspended",
    ]
    held, resumed = db.session.query(DunningStep).order_by(DunningStep.id)[:2]
    assert (held.by, held.reason, resumed.by) == ("fay", "disputes the outage of 3 March", "fay")


def test_a_suspension_undone_is_over_at_once(acme: Leased) -> None:
    to_the_suspension()
    suspended = db.session.query(DunningStep).filter_by(kind="suspended").one().id
    with on("04-26"):
        words.undo(suspended, by="fay", reason="promised for Monday")
        assert not stands_still(acme)
        with pytest.raises(Conflict, match="already"):
            words.undo(suspended, by="fay", reason="once more")
    assert lived("04-27", "05-04")[-1:] != ["05-04 suspended"]
    with on("05-05"):
        words.suspend("acme", by="fay", reason="nothing came on Monday")
    assert stands_still(acme)


def test_nobody_suspends_before_the_contract_lets_them(acme: Leased) -> None:
    lived("04-23")
    with on("04-25"), pytest.raises(Conflict, match="for SY-2026-000001 from 2026-04-26"):
        words.suspend("acme", by="fay", reason="now")
    with on("04-26"):
        words.suspend("acme", by="fay", reason="now")
        with pytest.raises(Conflict, match="suspended already"):
            words.suspend("acme", by="fay", reason="now")


def test_what_a_person_says_must_name_something(acme: Leased) -> None:
    with on("04-26"):
        with pytest.raises(NotFound):
            words.hold("nobody", by="fay", reason="x")
        with pytest.raises(InvalidInput, match="reason"):
            words.hold("acme", by="fay", reason="  ")
        with pytest.raises(NotFound):
            words.undo(10**12, by="fay", reason="x")
        with pytest.raises(InvalidInput, match="SY-2026-000001"):
            words.told("acme", "SY-9", by="fay", reason="x")


def test_the_end_of_a_contract_is_a_persons_word_and_bills_its_penalty(acme: Leased) -> None:
    """3 × 3 seats × 2,000 = 18,000.00 on June's bill, the month in which it ended."""
    with on("06-01"):
        invoices.close("2026-04")
        invoices.close("2026-05")
    with on("06-09"), pytest.raises(Conflict, match="from 2026-06-10"):
        ending.terminate("acme", by="fay", reason="60 days")
    assert "06-10 may_terminate" in lived("06-10")
    assert not db.session.query(DunningStep).filter_by(kind="terminated").count()
    with on("06-10"):
        made = ending.terminate("acme", by="fay", reason="60 days")
        assert ending.terminate("acme", by="fay", reason="twice").id == made.id
    with on("07-01"):
        invoices.close("2026-06")
        june = invoices.invoices(tenant_id=acme.tenant.id, period="2026-06")[-1]
    assert [str(line.amount) for line in june.lines if line.clause == "termination"] == ["18000.00"]
    assert unproven() == []


def test_the_end_of_a_contract_undone_withdraws_its_fact(acme: Leased) -> None:
    with on("06-10"):
        made = ending.terminate("acme", by="fay", reason="60 days")
        words.undo(made.id, by="mei", reason="they paid half and signed a plan")
        (fact,) = recorded.listing("acme", kind="endings")
        assert (fact.status, fact.reason) == ("withdrawn", "they paid half and signed a plan")
        again = ending.terminate("acme", by="fay", reason="the plan was not kept")
    assert again.id != made.id


def test_commands(acme: Leased, command: Command) -> None:
    with on("04-23"):
        assert json.loads(command("bill", "dunning", "run", "--at", "2026-04-12", "--json").stdout) == {
            "done": []
        }
        late = command("bill", "dunning", "run", "--at", "2026-05-12")
        assert (late.exit_code, late.stderr.count("\n")) == (2, 1)
        foreseen = json.loads(command("bill", "dunning", "run", "--dry-run", "--json").stdout)["due"]
        done = json.loads(command("bill", "dunning", "run", "--json").stdout)["done"]
        assert foreseen == done
        assert [(one["tenant"], one["step"]) for one in done] == [
            ("acme", "reminder"),
            ("acme", "suspension_notice"),
        ]
        assert (
            command("bill", "dunning", "hold", "acme", "--by", "fay", "--reason", "a dispute").exit_code == 0
        )
        shown = json.loads(command("bill", "dunning", "show", "acme", "--json").stdout)["contracts"][0]
        assert (shown["state"], shown["held"]["by"]) == ("notified", "fay")
        assert shown["bills"][0]["late_fee"] == "234.00", "13 days × 0.003 × 6,000"
        assert {one["step"]: one["on"] for one in shown["next"]}["suspended"] == "2026-04-26"
        text = command("bill", "dunning", "show", "acme").stdout
        assert "held by fay: a dispute" in text
        assert "next  2026-04-26  suspended of SY-2026-000001" in text


def test_the_clock_does_what_is_due(acme: Leased, command: Command) -> None:
    with on("04-23"):
        first = json.loads(command("clock", "--once", "--json").stdout)["done"]
        assert {one["name"]: one["done"] for one in first}["dunning"] == 2
        again = json.loads(command("clock", "--once", "--json").stdout)["done"]
        assert {one["name"]: one["done"] for one in again}["dunning"] == 0
