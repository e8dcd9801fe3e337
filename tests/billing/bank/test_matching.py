"""Lines become payments, with reasons; every line once, and taken back by reversal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from billing.bank import intake, listing, matching
from billing.bank.matching import Asked
from billing.bank.models import BankLine, BankMatch
from billing.bank.suggesting import Suggestion, suggestions
from billing.invoices import service
from billing.ledger.models import LedgerTransaction
from billing.ledger.statement import balances
from billing.owed import service as owed
from billing.recorded import service as recorded
from seatyard import clock
from seatyard.db import db, snapshot
from seatyard.errors import Conflict, InvalidInput, NotFound
from tests.billing.booked import unproven
from tests.billing.cases import at
from tests.billing.month import Leased, leased
from tests.factories import UserFactory

from .statements import OWN, cn, credit

Command = Callable[..., Result]
MARCH, APRIL, MAY = (f"SY-2026-00000{n}" for n in (1, 2, 3))
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _in_june(app: Flask) -> Iterator[None]:
    with clock.frozen(at("06-15")):
        yield


@pytest.fixture
def acme() -> Leased:
    """Three bills of 6,000 each; ``beta`` has one of 18,000 (SY-2026-000004)."""
    UserFactory(login="li", role="finance")
    made = leased(3)
    for month in ("2026-03", "2026-04", "2026-05"):
        service.close(month)
    leased(9, name="beta")
    service.close("2026-05", "beta", first=True)
    return made


def take(*rows: list[object]) -> list[str]:
    taken = intake.take(cn(*rows), "june.csv", by="li", account=OWN)
    return [f"B{id}" for id in taken.added]


def likely(name: str) -> list[Suggestion]:
    with snapshot():
        line = listing.named(name)
        return suggestions([line]).get(line.id, [])


def parts(one: Suggestion) -> dict[str, Decimal]:
    return {part.of: part.amount for part in one.parts}


def confirm(name: str, *of: str | tuple[str, Any]) -> listing.Row:
    asked = [Asked(one) if isinstance(one, str) else Asked(one[0], Decimal(one[1])) for one in of]
    return matching.confirm(name, asked, by="li")


def open_bills(tenant: str = "acme") -> dict[str, Decimal]:
    return {bill.id: bill.outstanding for one in owed.of_tenant(tenant) for bill in one.bills}


def cash(tenant: Leased) -> Decimal:
    db.session.rollback()
    return balances(tenant.tenant.id)["CNY"].get("cash", Decimal(0))


def test_number_and_amount_are_sure_and_book_once(acme: Leased) -> None:
    (line,) = take(credit("6000", f"付{APRIL}租金"))
    (first,) = likely(line)
    assert (first.tenant, parts(first), first.sure, first.words) == (
        "acme",
        {APRIL: 6000},
        True,
        f"number {APRIL}; exact 6000.00",
    )
    (booked,) = matching.book_sure([1], by="li")
    assert (booked.state, booked.left) == ("matched", 0)
    assert matching.book_sure([1], by="li") == []
    assert (open_bills(), cash(acme)) == ({MARCH: 6000, MAY: 6000}, 6000)
    with pytest.raises(Conflict, match="is matched already"):
        confirm(line, "acme")
    assert unproven() == []


@sqlite
@pytest.mark.parametrize(
    ("amount", "text", "tenant", "wanted", "sure", "reason"),
    [
        ("6000", "SY2026 000001", "acme", {MARCH: 6000}, True, "exact"),
        ("2500", MARCH, "acme", {MARCH: 2500}, False, "partly"),
        ("12000", f"{MARCH}、{MAY}", "acme", {MARCH: 6000, MAY: 6000}, True, "exact"),
        ("9000", f"{APRIL} {MAY}", "acme", {APRIL: 6000, MAY: 3000}, False, "partly"),
        ("6500", MARCH, "acme", {MARCH: 6000, "acme": 500}, False, "over"),
        ("6000", "rent", "acme", {MARCH: 6000}, False, "amount"),
        ("18000", "rent", "beta", {"SY-2026-000004": 18000}, False, "amount"),
        ("6000", f"{MARCH} SY-2026-000004", "acme", {MARCH: 6000}, False, "exact"),
        ("6000", "SY-2026-0000011", "acme", {MARCH: 6000}, False, "amount"),
    ],
)
def test_suggestions_have_reasons(
    acme: Leased, amount: str, text: str, tenant: str, wanted: dict[str, int], sure: bool, reason: str
) -> None:
    (line,) = take(credit(amount, text, name="x"))
    first = likely(line)[0]
    assert (first.tenant, parts(first), first.sure) == (tenant, wanted, sure)
    assert reason in {one.kind for one in first.reasons}
    assert sum(parts(first).values()) == Decimal(amount)


@sqlite
def test_a_payer_is_learned_by_account_and_speaks_against_others(acme: Leased) -> None:
    first, second, third = take(
        credit("100", "rent", account="4100"),
        credit("70", "more rent", account="4100"),
        credit("6000", MARCH, account="4200", name="乙公司"),
    )
    assert likely(first) == likely(second) == []
    confirm(first, "beta")
    (known,) = likely(second)
    assert (known.tenant, parts(known), known.words) == ("beta", {"beta": 70}, "payer 4100")
    assert likely(third)[0].sure
    (fourth,) = take(credit("6000", MARCH, account="4100"))
    assert [(one.tenant, one.sure) for one in likely(fourth)] == [("acme", False), ("beta", False)]
    matching.unmatch(first, reason="not theirs", by="li")
    assert likely(second) == []


@sqlite
def test_one_transfer_over_several_invoices_and_tenants_the_rest_on_account(acme: Leased) -> None:
    (line,) = take(credit("20000"))
    told = confirm(line, (MARCH, 6000), ("beta", 3000))
    assert (told.state, told.left) == ("part", 11000)
    told = confirm(line, (MAY, 6000), "acme")
    assert (told.state, told.left, len(told.matches)) == ("matched", 0, 4)
    assert (open_bills(), open_bills("beta")) == ({APRIL: 1000}, {"SY-2026-000004": 15000})
    assert unproven() == []


@sqlite
def test_an_overpayment_is_credit_for_the_next_bill(acme: Leased) -> None:
    (line,) = take(credit("19000", MARCH))
    matching.confirm_suggestion(line, 1, by="li")
    (found,) = owed.of_tenant("acme")
    assert (found.open, found.ahead) == (0, 1000)
    with clock.frozen(at("07-02")):
        service.close("2026-06", "acme")
        assert sum(open_bills().values()) == 5000


def test_unmatched_it_is_owed_again_and_the_ledger_keeps_both(acme: Leased) -> None:
    (line,) = take(credit("6000", MARCH))
    confirm(line, MARCH)
    assert matching.unmatch(line, reason="another's", by="li").state == "open"
    assert (cash(acme), open_bills()[MARCH]) == (0, 6000)
    kinds = [one for one in db.session.scalars(select(LedgerTransaction.kind)) if one != "invoice"]
    assert sorted(kinds) == ["payment", "payment_withdrawn"]
    db.session.rollback()
    with pytest.raises(Conflict, match="is not matched"):
        matching.unmatch(line, reason="again", by="li")
    confirm(line, APRIL)
    recorded.withdraw("F2", reason="told otherwise", by="li")
    with snapshot():
        assert listing.row(listing.named(line)).state == "open"
    assert unproven() == []


@sqlite
def test_money_out_is_the_counterpart_of_a_refund(acme: Leased, command: Command) -> None:
    two = (["2026-06-13", amount, "", "", "甲", "", "", ""] for amount in ("2000", "7"))
    line, out, other = take(credit("20000", MARCH), *two)
    confirm(line, MARCH)
    assert likely(out) == []
    assert command("bill", "refund", "F1", "--reason", "too much", "--by", "li").exit_code == 0
    (may_be,) = likely(out)
    assert (may_be.tenant, parts(may_be), may_be.sure) == ("acme", {"F2": 2000}, False)
    with pytest.raises(InvalidInput, match="F2 is of 2000"):
        confirm(other, "F2")
    assert matching.confirm_suggestion(out, 1, by="li").state == "matched"
    with pytest.raises(NotFound, match="no refund that waits"):
        confirm(other, "F2")
    with pytest.raises(Conflict, match="F2 takes 2000"):
        matching.unmatch(line, reason="x", by="li")
    assert matching.unmatch(out, reason="x", by="li").state == "out"
    assert unproven() == []


@sqlite
def test_what_cannot_be_confirmed(acme: Leased) -> None:
    line, doubtful, bad = take(credit("10", reference="A"), credit("10", reference="A"), credit("-1"))
    for of, said in (
        (("acme", 11), "acme cannot have 11"),
        (("acme", -1), "acme cannot have -1"),
        ("nobody", "no tenant 'nobody'"),
        ("F1", "is a refund, and money came in"),
    ):
        with pytest.raises((InvalidInput, NotFound), match=said):
            confirm(line, of)
    with pytest.raises(NotFound, match="has the login 'bob'"):
        matching.confirm(line, [Asked("acme")], by="bob")
    with pytest.raises(Conflict, match="is parked: has the reference of B1"):
        confirm(doubtful, "acme")
    with pytest.raises(Conflict, match="is faulty"):
        confirm(bad, "acme")
    matching.release(doubtful, by="li")
    assert confirm(doubtful, "acme").state == "matched"
    assert matching.park(line, reason="whose?", by="li").why == "whose?"
    with pytest.raises(Conflict, match="is matched"):
        matching.park(doubtful, reason="x", by="li")
    assert unproven() == []


@sqlite
def test_an_audit_finds_a_match_that_was_tampered_with(acme: Leased) -> None:
    (line,) = take(credit("6000", MARCH))
    confirm(line, MARCH)
    for wrong in (
        update(BankLine).values(amount=Decimal(5)),
        update(BankMatch).values(amount=Decimal(5)),
    ):
        db.session.execute(wrong)
        db.session.commit()
        assert any(said.startswith("statement line B1: matched") for said in unproven())


@sqlite
def test_the_commands(acme: Leased, command: Command, tmp_path: Any) -> None:
    path = tmp_path / "june.csv"
    path.write_bytes(cn(credit("6000", MARCH), credit("2500", APRIL)))
    done = command("bill", "statement", "import", str(path), "--account", OWN, "--book", "--by", "li")
    assert [line.split()[4] for line in done.stdout.splitlines()[1:]] == ["matched", "open"], done.output
    shown = command("bill", "statement", "show", "B2")
    assert f"    1. acme: {APRIL}=2500 " in shown.stdout, shown.output
    told = json.loads(command("bill", "statement", "show", "B2", "--json").stdout)["suggestions"][0]
    assert (told["tenant"], told["sure"]) == ("acme", False)
    assert command("bill", "statement", "confirm", "B2", "--suggestion", "2", "--by", "li").exit_code == 2
    assert command("bill", "statement", "confirm", "B2", "--part", "acme=x", "--by", "li").exit_code == 2
    assert command("bill", "statement", "confirm", "B2", "--by", "li").exit_code == 2
    assert command("bill", "statement", "confirm", "B9", "--part", "acme", "--by", "li").exit_code == 2
    part = command("bill", "statement", "confirm", "B2", "--part", f"{APRIL}=1000", "--by", "li", "--json")
    assert json.loads(part.stdout)["state"] == "part"
    for words in (("unmatch", "--reason", "x"), ("park", "--reason", "x"), ("release",)):
        assert command("bill", "statement", words[0], "B2", *words[1:], "--by", "li").exit_code == 0
    assert command("bill", "statement", "book", "--by", "li").stdout == "none\n"


STEP = st.tuples(
    st.sampled_from(["import", "confirm", "sure", "unmatch", "refund", "withdraw"]),
    st.integers(1, 30),
    st.integers(0, 5),
)


@sqlite
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=7))
def test_whatever_is_matched_and_taken_back_the_books_hold(
    acme: Leased, steps: list[tuple[str, int, int]]
) -> None:
    """Every line at most once, the ledger at nothing, what is owed what is open less what waits."""
    names = ["acme", "beta", MARCH, APRIL, MAY, "SY-2026-000004"]
    for what, hundreds, pick in steps:
        with snapshot():
            count = db.session.scalar(select(func.count()).select_from(BankLine)) or 0
        line = f"B{pick % count + 1}" if count else "B1"
        with suppress(InvalidInput, NotFound, Conflict):
            match what:
                case "import":
                    take(credit(hundreds * 1000, names[pick]), credit(hundreds, names[pick]))
                case "confirm":
                    confirm(line, (names[pick], hundreds * 100))
                case "sure":
                    matching.book_sure(range(1, count + 1), by="li")
                case "unmatch":
                    matching.unmatch(line, reason="x", by="li")
                case "refund":
                    entry = {"at": "2026-06-15", "amount": hundreds, "of": f"F{pick + 1}"}
                    recorded.add("acme", {"facts": {"refunds": [entry]}}, by="li", again=True)
                case _:
                    recorded.withdraw(f"F{pick + 1}", reason="x", by="li")
    assert unproven() == []
    for found in owed.of_tenant():
        assert found.ahead >= 0
        assert not (found.ahead and found.open)
