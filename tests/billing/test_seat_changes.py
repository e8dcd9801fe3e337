"""Seats, lines and people that a case changes to another type: 002:B8."""

from __future__ import annotations

from typing import Any

import pytest

from billing import cases
from billing.cases import facts as readers
from billing.engine import Bill, Facts
from seatyard import documents
from seatyard.errors import InvalidInput

from .cases import agreement, at

CONTRACT = agreement(
    {
        "seat_rent": {"price": {"inbound": 400, "bidirectional": 600}, "basis": "any_day"},
        "staff": {"price": {"agent": 5000, "manager": 8000}, "basis": "daily"},
    }
)
TWO = {"at": "2026-03-01", "add": 2, "type": "inbound"}
CHANGE = {"at": "2026-03-10", "change": 1, "type": "inbound", "to": "bidirectional"}


def read(*seats: dict[str, Any], **kinds: list[dict[str, Any]]) -> Facts:
    found = {"seats": list(seats), **kinds}
    documents.check(found, readers.SCHEMA, at="facts")
    return readers.read(found, CONTRACT)


def bills(*seats: dict[str, Any]) -> list[Bill]:
    contract = {"template": "hotline-seat-lease", "starts": "2026-03-01", "ends": "2027-02-28"}
    case = {"contract": contract, "facts": {"seats": list(seats)}, "bill": ["2026-03", "2026-04"]}
    return list(cases.answer(cases.of_document(case)).invoices)


def test_a_changed_seat_is_one_seat_at_the_dearer_price() -> None:
    """002:B2, by 400 and 600: one seat changed in March is 600.00, not 1,000.00, and 600.00 in April."""
    assert [bill.total for bill in bills({**TWO, "add": 1}, CHANGE)] == [600, 600]


def test_and_back_again() -> None:
    back = {"at": "2026-03-20", "change": 1, "type": "bidirectional", "to": "inbound"}
    assert [bill.total for bill in bills({**TWO, "add": 1}, CHANGE, back)] == [600, 400]


def test_the_longest_leased_goes_on_and_keeps_its_place() -> None:
    """Of seats 1 and 2 the first changes; it is still the longest leased of its new type."""
    later = {"at": "2026-03-05", "add": 1, "type": "bidirectional"}
    release = {"at": "2026-03-20", "release": 1, "type": "bidirectional"}
    found = read(TWO, later, CHANGE, release).seats
    assert [(one.id, one.seat, one.type, one.starts, one.ends) for one in found] == [
        ("1", "1", "inbound", at("03-01"), at("03-10")),
        ("1/2", "1", "bidirectional", at("03-10"), at("03-20")),
        ("2", "2", "inbound", at("03-01"), None),
        ("3", "3", "bidirectional", at("03-05"), None),
    ]


def test_a_change_on_the_first_day_leaves_one_interval_and_new_seats_their_numbers() -> None:
    found = read(TWO, {**CHANGE, "at": "2026-03-01", "change": 2}, {**TWO, "at": "2026-03-02"}).seats
    assert [(one.id, one.seat) for one in found] == [("1/2", "1"), ("2/2", "2"), ("3", "3"), ("4", "4")]


def test_a_recorded_change_is_named_by_its_fact() -> None:
    staff = [
        {"at": "2026-03-01", "add": 1, "role": "agent", "id": "F1"},
        {"at": "2026-03-10", "change": 1, "role": "agent", "to": "manager", "id": "F2"},
    ]
    found = readers.read({"staff": staff}, CONTRACT).staff
    assert [(one.id, one.seat, one.type) for one in found] == [
        ("F1/1", "F1/1", "agent"),
        ("F2/1", "F1/1", "manager"),
    ]


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (
            {**CHANGE, "change": 3},
            "facts.seats[1].change: 3 of type 'inbound' changed, where there are 2 (allowed: up to 2)",
        ),
        (
            {key: CHANGE[key] for key in ("at", "change", "type")},
            "facts.seats[1]: to is missing (allowed: change with to)",
        ),
        (
            {**CHANGE, "to": "gold"},
            "facts.seats[1].to: the contract has no price for a seat of type 'gold'"
            " (allowed: inbound, bidirectional)",
        ),
        ({**TWO, "to": "bidirectional"}, "facts.seats[1]: to beside add (allowed: change with to)"),
        (
            {**CHANGE, "release": 1},
            "facts.seats[1]: both release and change (allowed: one of add, release, change)",
        ),
        (
            {"at": "2026-03-10", "type": "inbound"},
            "facts.seats[1]: neither add, release nor change (allowed: one of add, release, change)",
        ),
    ],
)
def test_what_is_no_change_is_told_in_one_line(entry: dict[str, Any], line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(TWO, entry)
    assert str(refused.value) == line
