"""Terms by date in production: a change from its day on, a past month on the terms of its time."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from billing.contracts.service import agreement_of, versions_of
from billing.models import Contract
from seatyard import clock
from seatyard.db import db
from tenants import directory, numbers
from tenants.onboarding import service
from tests.factories import NodeFactory
from tests.tenants.files import DID, acme, write

FEBRUARY = datetime(2026, 2, 20, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
MAY = datetime(2026, 5, 1, tzinfo=UTC)
DEARER = {
    "starts": "2026-04-01",
    "signed": "2026-03-20",
    "overrides": {"seat_rent": {"price": {"inbound": 450}}},
}


@pytest.fixture(autouse=True)
def _operators_side(app: Flask) -> None:
    NodeFactory(name="fs1")
    numbers.add(DID)
    db.session.commit()


@pytest.fixture
def onboard(command: Any, tmp_path: Path) -> Any:
    """Onboard acme with keys of its contract replaced, on a day; the command's answer."""

    def run(when: datetime, **section: Any) -> Any:
        document = acme()
        document["contract"] |= section
        document["contract"] = {key: one for key, one in document["contract"].items() if one is not None}
        with clock.frozen(when):
            return command("tenant", "onboard", write(tmp_path, document))

    return run


def closed(command: Any, month: str, when: datetime) -> tuple[str, str]:
    """Close a month: what became of acme's, and its total."""
    with clock.frozen(when):
        (outcome,) = json.loads(command("bill", "close", month, "--first", "--json").output)["closed"]
    return outcome["status"], outcome["computed"]


def stored() -> Contract:
    db.session.expire_all()
    return db.session.scalars(select(Contract)).one()


def test_a_past_month_recomputes_on_the_terms_of_its_time(onboard: Any, command: Any) -> None:
    """Seats at 400 and 600: 1,000.00; from April the inbound one costs 450."""
    paid_late = {"late_fee": None}  # nobody pays here
    onboard(FEBRUARY, overrides=paid_late)
    assert closed(command, "2026-03", APRIL) == ("finalised", "1000.00")
    result = onboard(APRIL, overrides=paid_late, changes=[DEARER])
    assert "  + terms from 2026-04-01: seat_rent.price.inbound 450" in result.output
    assert closed(command, "2026-03", APRIL) == ("unchanged", "1000.00")
    assert closed(command, "2026-04", MAY) == ("finalised", "1050.00")
    assert closed(command, "2026-03", MAY) == ("unchanged", "1000.00")


def test_a_version_is_stored_whole_and_again_changes_nothing(onboard: Any) -> None:
    onboard(FEBRUARY, changes=[DEARER])
    (change,) = stored().changes
    assert (change.starts, change.signed) == (date(2026, 4, 1), date(2026, 3, 20))
    assert change.overrides == DEARER["overrides"]
    assert change.terms["seat_rent"]["price"] == {"inbound": 450, "bidirectional": 600}
    assert change.recorded_at == FEBRUARY
    recorded = change.id
    assert "nothing to change (generation 1)" in onboard(APRIL, changes=[DEARER]).output
    assert stored().changes[0].id == recorded
    first, second = versions_of(stored())
    assert (first.starts, first.terms["seat_rent"]["price"]["inbound"]) == (date(2026, 3, 1), 400)
    assert (second.starts, second.terms["seat_rent"]["price"]["inbound"]) == (date(2026, 4, 1), 450)
    assert [version.starts for version in agreement_of(stored()).versions] == [first.starts, second.starts]


def test_a_change_agreed_sooner_than_its_lead_time_holds_and_is_on_record(onboard: Any) -> None:
    """002: '合同变更请求应提前三个月书面告知对方'"""
    onboard(FEBRUARY)
    change = {"starts": "2026-06-01", "signed": "2026-04-20", "overrides": DEARER["overrides"]}
    output = onboard(APRIL, changes=[change]).output
    sooner = "sooner than lead_times.contract_change: 3 months, which is 2026-07-20"
    assert f"+ terms from 2026-06-01: seat_rent.price.inbound 450; {sooner}" in output
    (waiver,) = directory.waivers(stored().tenant_id)
    assert (waiver.subject, waiver.first_day) == ("terms from 2026-06-01", date(2026, 7, 20))
    assert (waiver.reason, waiver.waived_by) == ("agreed by the change signed on 2026-04-20", "both parties")


def test_a_change_signed_in_time_is_no_waiver(onboard: Any) -> None:
    onboard(FEBRUARY)
    change = {"starts": "2026-08-01", "signed": "2026-04-20", "overrides": DEARER["overrides"]}
    assert "sooner" not in onboard(APRIL, changes=[change]).output
    assert directory.waivers(stored().tenant_id) == []


def test_a_change_that_names_no_day_of_signing_waives_nothing(onboard: Any) -> None:
    onboard(FEBRUARY)
    change = {"starts": "2026-12-01", "overrides": DEARER["overrides"]}
    assert "sooner" not in onboard(FEBRUARY, changes=[change]).output
    assert directory.waivers(stored().tenant_id) == []


def test_export_gives_the_changes_back(onboard: Any) -> None:
    onboard(FEBRUARY, changes=[DEARER], not_renewed="2027-01-02")
    exported = service.export("acme")["contract"]
    assert (exported["changes"], exported["not_renewed"]) == ([DEARER], "2027-01-02")


def test_a_change_to_come_may_be_changed_and_taken_back(onboard: Any, command: Any) -> None:
    june = {"starts": "2026-06-01", "overrides": {"payment": {"due_day": 15}}}
    onboard(FEBRUARY, changes=[DEARER, june])
    closed(command, "2026-03", APRIL)
    dearer = DEARER | {"overrides": {"seat_rent": {"price": {"inbound": 480}}}}
    output = onboard(APRIL, changes=[dearer]).output
    assert "  ~ terms from 2026-04-01: seat_rent.price.inbound 480" in output
    assert "  - terms from 2026-06-01" in output
    assert [change.starts for change in stored().changes] == [date(2026, 4, 1)]


def test_before_its_first_day_the_contract_itself_may_change_and_its_versions_with_it(onboard: Any) -> None:
    onboard(FEBRUARY, changes=[DEARER])
    onboard(FEBRUARY, changes=[DEARER], overrides={"seat_rent": {"price": {"bidirectional": 700}}})
    assert stored().changes[0].terms["seat_rent"]["price"] == {"inbound": 450, "bidirectional": 700}


def test_a_contract_that_has_begun_changes_by_dates_only(onboard: Any, command: Any) -> None:
    onboard(FEBRUARY)
    result = onboard(APRIL, overrides={"seat_rent": {"price": {"inbound": 450}}})
    assert (result.exit_code, len(result.output.splitlines())) == (2, 1)
    assert result.output.startswith(
        "seatyard: contract: the contract has begun and cannot be changed in place "
        "(seat_rent.price.inbound 400 → 450) (allowed: a change with a date, such as changes: ["
    )
    assert onboard(APRIL, signed="2026-02-21").exit_code == 2
    assert stored().terms["seat_rent"]["price"]["inbound"] == 400


def test_its_end_and_a_notice_not_to_renew_may_come_later(onboard: Any, command: Any) -> None:
    onboard(FEBRUARY)
    closed(command, "2026-03", APRIL)
    output = onboard(APRIL, ends="2026-12-31", not_renewed="2026-04-01").output
    assert "ends 2027-02-28 → 2026-12-31, not_renewed none → 2026-04-01" in output
    result = onboard(APRIL, ends="2026-03-30", not_renewed="2026-02-20")
    assert result.output == (
        "seatyard: contract.ends: the contract would end on 2026-03-30, before the end of an invoiced month "
        "(allowed: an end from 2026-03-31 on)\n"
    )


def test_no_notice_ends_it_before_what_is_invoiced(onboard: Any, command: Any) -> None:
    onboard(FEBRUARY, ends="2026-03-15")
    closed(command, "2026-03", APRIL)
    result = onboard(APRIL, ends="2026-03-15", not_renewed="2026-02-10")
    assert "contract.not_renewed: the contract would end on 2026-03-15, before" in result.output


def test_production_renews_like_a_case(onboard: Any) -> None:
    renewal = {"renewal": {"times": "unlimited", "notice": "1 month"}}
    onboard(FEBRUARY, overrides=renewal)
    assert agreement_of(stored()).term.ends is None
    onboard(APRIL, overrides=renewal, not_renewed="2027-02-01")
    term = agreement_of(stored()).term
    assert (term.agreed_ends, term.ends) == (date(2027, 2, 28), date(2028, 2, 29))


def test_a_change_in_an_invoiced_month_is_refused(onboard: Any, command: Any) -> None:
    onboard(FEBRUARY)
    closed(command, "2026-03", APRIL)
    calls = {"call_charges": {"rates": {"inbound": {"default": "0.07"}}}}
    result = onboard(APRIL, changes=[DEARER | {"starts": "2026-03-15", "overrides": calls}])
    line = "contract.changes[0].starts: 2026-03-15 lies in an invoiced month (allowed: from 2026-04-01)"
    assert (result.exit_code, result.output) == (2, f"seatyard: {line}\n")


def test_a_change_that_was_invoiced_stays(onboard: Any, command: Any) -> None:
    onboard(FEBRUARY, changes=[DEARER])
    closed(command, "2026-04", MAY)
    result = onboard(MAY)
    line = "contract.changes: the change of 2026-04-01 has been invoiced (allowed: from 2026-05-01)"
    assert (result.exit_code, result.output) == (2, f"seatyard: {line}\n")
    changed = onboard(MAY, changes=[DEARER | {"overrides": {"seat_rent": {"price": {"inbound": 1}}}}])
    assert "contract.changes[0].starts: 2026-04-01 lies in an invoiced month" in changed.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("section", "line"),
    [
        (
            {"changes": [DEARER, DEARER]},
            "contract.changes[1].starts: 2026-04-01 is not after the change before it (allowed: after",
        ),
        (
            {"changes": [DEARER | {"starts": "2026-03-01"}]},
            "contract.changes[0].starts: 2026-03-01 is not after the contract's start (allowed: after",
        ),
        (
            {"not_renewed": "2027-01-20", "changes": [DEARER | {"starts": "2027-03-01"}]},
            "contract.changes[0].starts: 2027-03-01 is after the contract's end (allowed: up to 2027-02-28)",
        ),
        (
            {"changes": [{"starts": "2026-04-01", "overrides": {"currency": "EUR"}}]},
            "contract.changes[0].overrides.currency: cannot change within a contract (allowed: a",
        ),
        (
            {"changes": [{"starts": "2026-04-01", "overrides": {"timezone": "Europe/Berlin"}}]},
            "contract.changes[0].overrides.timezone: cannot change within a contract (allowed: a",
        ),
        (
            {"changes": [{"starts": "2026-04-31", "overrides": {}}]},
            "contract.changes[0].starts: '2026-04-31' is not allowed (allowed: a date such as 2026-03-01)",
        ),
        (
            {"changes": [{"starts": "2026-04-01", "overrides": {"seat_rent": {"basis": "weekly"}}}]},
            "contract.changes[0].overrides.seat_rent.basis: 'weekly' is not allowed (allowed: cutoff, ",
        ),
        ({"changes": [{"starts": "2026-04-01"}]}, "contract.changes[0]: overrides is missing"),
        ({"ends": None, "not_renewed": "2026-05-01"}, "contract.not_renewed: a contract without a last day"),
    ],
)
def test_a_fault_is_one_line(onboard: Any, section: dict[str, Any], line: str) -> None:
    result = onboard(FEBRUARY, **section)
    assert (result.exit_code, len(result.output.splitlines())) == (2, 1)
    assert result.output.startswith(f"seatyard: {line}")
    assert db.session.scalars(select(Contract)).all() == []
