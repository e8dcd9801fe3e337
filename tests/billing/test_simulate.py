"""``seatyard simulate``: the engine over a file, and one line for what is wrong in it."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from seatyard.cli import main

CASE: dict[str, Any] = {
    "contract": {
        "template": "seat-lease",
        "starts": "2026-03-01",
        "ends": "2027-02-28",
        "timezone": "Asia/Shanghai",
        "overrides": {"seat_rent": {"price": {"standard": 2000}}, "deposit_prepay": None},
    },
    "facts": {
        "seats": [
            {"at": "2026-03-01", "add": 10, "type": "standard"},
            {"at": "2026-03-20", "release": 4, "type": "standard"},
        ],
        "calls": [
            {
                "start": "2026-03-03T09:00:00+08:00",
                "direction": "outbound",
                "to": "+8613800138000",
                "billsec": 61,
            }
        ],
        "outages": [
            {
                "from": "2026-03-05T10:00+08:00",
                "to": "2026-03-06T12:00+08:00",
                "cause": "provider",
                "seats": "all",
            }
        ],
    },
    "bill": ["2026-03", "2026-04"],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The case with one value (``facts.seats.1.release``) replaced, or taken away with None."""
    case = deepcopy(CASE)
    *above, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    place: Any = case
    for key in above:
        place = place[key]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return case


def run(tmp_path: Path, case: dict[str, Any] | str, *options: str) -> Result:
    path = tmp_path / "case.yaml"
    path.write_text(case if isinstance(case, str) else yaml.safe_dump(case, sort_keys=False))
    return CliRunner().invoke(main, ["simulate", str(path), *options], prog_name="seatyard")


def totals(tmp_path: Path, case: dict[str, Any]) -> list[str]:
    result = run(tmp_path, case, "--json")
    assert result.exit_code == 0, result.output
    return [invoice["total"] for invoice in json.loads(result.output)["invoices"]]


def test_the_case_of_the_specification(tmp_path: Path) -> None:
    """contracts.md, simulate: 10 seats, 4 released on the 20th, a call of 61 s, 26 hours of outage.

    押一付一, as the template has it: 20,000.00 deposit and 20,000.00 ahead, 12,000.00 ahead of April.
    """
    answered = json.loads(run(tmp_path, changed("contract.overrides.deposit_prepay", None), "--json").output)
    assert [(one["period"], one["total"]) for one in answered["prepayments"]] == [
        ("2026-03", "40000.00"),
        ("2026-04", "12000.00"),
    ]
    march, april = answered["invoices"]
    assert [(line["clause"], line["amount"]) for line in march["lines"]] == [
        ("seat_rent", "17600.00"),
        ("call_charges", "0.30"),
        ("outage_credit", "-1333.33"),
        ("deposit_prepay", "-20000.00"),
    ]
    assert (march["due"], march["total"], april["total"]) == ("2026-04-10", "-3733.03", "0.00")


def test_the_same_case_paid_in_arrears(tmp_path: Path) -> None:
    result = run(tmp_path, CASE, "--json")
    march, april = json.loads(result.output)["invoices"]
    assert [(line["clause"], line["amount"]) for line in march["lines"]] == [
        ("seat_rent", "17600.00"),
        ("call_charges", "0.30"),
        ("outage_credit", "-1333.33"),
    ]
    assert (march["period"], march["currency"], march["due"]) == ("2026-03", "CNY", "2026-04-10")
    assert (march["subtotal"], march["tax"], march["total"]) == ("16266.97", "0.00", "16266.97")
    assert (april["total"], april["notices"]) == ("12000.00", [])


def test_it_needs_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATYARD_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    monkeypatch.setenv("SEATYARD_HOME", str(tmp_path / "home"))
    assert run(tmp_path, CASE).exit_code == 0
    assert not (tmp_path / "home").exists()


def test_for_a_person_it_prints_how_each_amount_came_about(tmp_path: Path) -> None:
    output = run(tmp_path, CASE, "--explain").output
    assert "(4 seats × 0.7 + 6 seats × 1) × 2,000.00 = 17,600.00" in output
    assert "(4 席 × 0.7 + 6 席 × 1) × 2,000.00 = 17,600.00" in output
    assert "标准坐席租金 · Rent of standard seats" in output
    assert "001:A9" in output


def test_without_asking_it_prints_the_invoice_alone(tmp_path: Path) -> None:
    output = run(tmp_path, CASE).output
    assert "8.8 seat_month × 2000 = 17600.00" in output
    assert "17,600.00" not in output
    assert "001:A9" not in output


def test_the_same_case_gives_the_same_bytes(tmp_path: Path) -> None:
    assert run(tmp_path, CASE, "--json").output == run(tmp_path, CASE, "--json").output


def test_terms_inline(tmp_path: Path) -> None:
    case = changed("contract.template", None)
    case["contract"]["terms"] = {"seat_rent": {"price": {"standard": 31}, "basis": "per_day"}}
    case["contract"]["overrides"] = {"tax": {"rate": 0.06, "included": False}}
    assert totals(tmp_path, case) == ["8609.32", "5914.80"]


def test_unquoted_dates_are_dates(tmp_path: Path) -> None:
    text = yaml.safe_dump(CASE, sort_keys=False).replace("'", "")
    text = text.replace("to: +86", "to: '+86").replace("138000\n", "138000'\n")
    assert json.loads(run(tmp_path, text, "--json").output)["invoices"][0]["total"] == "16266.97"


def test_a_time_without_an_offset_is_local(tmp_path: Path) -> None:
    released = changed("facts.seats.1.at", "2026-03-20T23:59:59")
    assert totals(tmp_path, released)[0] == "16266.97"
    released = changed("facts.seats.1.at", "2026-03-20T23:59:59Z")
    assert totals(tmp_path, released)[0] == "18666.97"


def test_an_outage_of_some_seats(tmp_path: Path) -> None:
    assert totals(tmp_path, changed("facts.outages.0.seats", 3))[0] == "17200.30"


def test_an_unanswered_call_costs_nothing(tmp_path: Path) -> None:
    assert totals(tmp_path, changed("facts.calls.0.billsec", 0))[0] == "16266.67"


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (
            "contract.template",
            "seat-leese",
            "contract.template: no template 'seat-leese' (allowed: campus-base, ",
        ),
        ("contract.template", None, "contract: template is missing (allowed: either template or terms)"),
        ("contract.overrides.seat_rnt", {}, "contract.overrides: unknown key 'seat_rnt' (allowed: currency"),
        (
            "contract.overrides.seat_rent.basis",
            "weekly",
            "contract.overrides.seat_rent.basis: 'weekly' is not",
        ),
        (
            "contract.ends",
            "2026-02-01",
            "contract.ends: 2026-02-01 is before the start (allowed: from 2026-03-01)",
        ),
        (
            "contract.starts",
            "2026-02-30",
            "contract.starts: '2026-02-30' is not allowed (allowed: a date such",
        ),
        ("contract.timezone", "Mars", "timezone: 'Mars' is not known (allowed: an IANA time zone"),
        ("fact", {}, "the document: unknown key 'fact' (allowed: contract, facts, bill, as_of)"),
        ("facts.seat", [], "facts: unknown key 'seat' (allowed: seats, "),
        (
            "facts.seats.0.type",
            "gold",
            "facts.seats[0].type: the contract has no price for a seat of type 'gold'",
        ),
        ("facts.seats.0.add", 0, "facts.seats[0].add: 0 is not allowed (allowed: a whole number from 1"),
        ("facts.seats.0.add", "ten", "facts.seats[0].add: 'ten' is not allowed"),
        (
            "facts.seats.0.release",
            1,
            "facts.seats[0]: both add and release (allowed: one of add, release, change)",
        ),
        (
            "facts.seats.0.add",
            None,
            "facts.seats[0]: neither add, release nor change (allowed: one of add, release, change)",
        ),
        (
            "facts.seats.0.at",
            "soon",
            "facts.seats[0].at: 'soon' is not allowed (allowed: a local date such as",
        ),
        (
            "facts.seats.0.at",
            "2026-02-30",
            "facts.seats[0].at: '2026-02-30' is not a moment (allowed: a local",
        ),
        (
            "facts.seats.1.release",
            11,
            "facts.seats[1].release: 11 of type 'standard' released, where there are 10 (allowed: up t",
        ),
        (
            "facts.seats.1.at",
            "2026-02-20",
            "facts.seats[1].release: 4 of type 'standard' released, where",
        ),
        (
            "facts.calls.0.to",
            8613800138000,
            "facts.calls[0].to: 8613800138000 is not allowed (allowed: a quoted",
        ),
        ("facts.calls.0.to", None, "facts.calls[0]: to is missing (allowed: the number dialled)"),
        (
            "facts.calls.0.direction",
            "up",
            "facts.calls[0].direction: 'up' is not allowed (allowed: inbound, outbound, clicked, ",
        ),
        ("facts.calls.0.billsec", -1, "facts.calls[0].billsec: -1 is not allowed (allowed: whole seconds"),
        ("facts.calls.0.billsec", 1.5, "facts.calls[0].billsec: 1.5 is not allowed (allowed: whole seconds"),
        (
            "facts.outages.0.to",
            "2026-03-05T09:00+08:00",
            "facts.outages[0].to: 2026-03-05T09:00+08:00 is before its start (allowed: from 2026-03-05T10:00",
        ),
        (
            "facts.outages.0.cause",
            "gremlins",
            "facts.outages[0].cause: 'gremlins' is not allowed (allowed: provider",
        ),
        (
            "facts.outages.0.seats",
            11,
            "facts.outages[0].seats: 11 seats, where 10 were leased then (allowed: all",
        ),
        (
            "facts.outages.0.seats",
            "some",
            "facts.outages[0].seats: 'some' is not allowed (allowed: all, or a",
        ),
        ("bill", [], "bill: [] should be non-empty"),
        ("bill.0", "2026-13", "bill[0]: '2026-13' is not allowed (allowed: a month such as 2026-03)"),
        (
            "bill.0",
            "2026-02",
            "bill[0]: the contract does not cover 2026-02 (allowed: from 2026-03 to 2027-02)",
        ),
        ("bill.1", "2026-03", "bill[1]: 2026-03 is not after 2026-03 (allowed: in order)"),
    ],
)
def test_a_fault_is_one_line_and_status_2(tmp_path: Path, path: str, value: Any, line: str) -> None:
    result = run(tmp_path, changed(path, value))
    assert result.exit_code == 2
    (printed,) = result.output.splitlines()
    assert printed.startswith("seatyard: ")
    assert line in printed


@pytest.mark.parametrize("text", ["- a list", "contract: {", "a: 1\na: 2\n", "", "\x00"])
def test_what_is_no_case_at_all(tmp_path: Path, text: str) -> None:
    result = run(tmp_path, text)
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 1


def test_no_such_file() -> None:
    result = CliRunner().invoke(main, ["simulate", "/no/such/case.yaml"], prog_name="seatyard")
    assert (result.exit_code, result.output) == (
        2,
        "seatyard: /no/such/case.yaml: No such file or directory\n",
    )


def test_the_case_in_the_documents(tmp_path: Path) -> None:
    document = (Path(__file__).resolve().parents[2] / "docs/billing.md").read_text(encoding="utf-8")
    (case,) = (one for one in document.split("```")[1::2] if one.startswith("yaml\ncontract:"))
    case = case.removeprefix("yaml\n")
    result = run(tmp_path, case, "--json")
    printed = [f"**{Decimal(invoice['total']):,}**" for invoice in json.loads(result.output)["invoices"]]
    assert [total in document for total in printed] == [True, True], printed
