"""``seatyard finding``: list, show, assign, note, clear."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from seatyard import clock, findings
from seatyard.db import db
from seatyard.findings import KINDS
from tests.factories import ContractFactory, TenantFactory, UserFactory

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOW = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _house(app: Flask):
    """A finding of three days about a tenant's call, and one of now about a node."""
    acme = TenantFactory(name="acme")
    UserFactory(login="fin", role="finance")
    UserFactory(login="boss", role="tenant", tenant_id=acme.id)
    with clock.frozen(NOW - timedelta(days=3)):
        about = (NOW - timedelta(days=4), NOW - timedelta(days=4))
        findings.report(
            "cdr_missing", "fs1/u-1", "no record came", tenant_id=acme.id, about=about, node="fs1"
        )
    with clock.frozen(NOW):
        findings.report("drift", "fs1", "not as set")
        db.session.commit()
        yield


def listed(command: Any, *options: str) -> list[str]:
    result = command("finding", "list", *options, "--json")
    assert result.exit_code == 0, result.output
    return [one["key"] for one in json.loads(result.output)["findings"]]


def test_the_oldest_comes_first_with_its_age_and_whom_it_asks(command: Any) -> None:
    lines = command("finding", "list").output.splitlines()
    assert lines == [
        "1  cdr_missing  money  3 d  (operator)  acme  fs1/u-1  no record came",
        "2  drift  0 s  (operator)  fs1  not as set",
    ]
    assert command("finding", "list", "--limit", "1").output.splitlines()[-1] == "… 1 more (--limit)"


def test_the_list_is_narrowed(command: Any) -> None:
    assert command("finding", "assign", "1", "fin").exit_code == 0
    assert listed(command, "--kind", "drift") == ["fs1"]
    assert listed(command, "--owner", "fin") == listed(command, "--billable") == ["fs1/u-1"]
    assert listed(command, "--owner", "-") == ["fs1"]
    assert listed(command, "--tenant", "acme") == listed(command, "--days", "3") == ["fs1/u-1"]
    assert listed(command, "--days", "4") == listed(command, "--cleared") == []


def test_what_is_done_is_kept_with_its_person(command: Any) -> None:
    for arguments in (
        ("assign", "1", "fin", "--by", "ops"),
        ("note", "1", "asked the carrier", "--by", "fin"),
        ("assign", "1", "--nobody", "--by", "fin"),
        ("clear", "1", "2", "--reason", "never talked", "--by", "fin"),
    ):
        result = command("finding", *arguments)
        assert result.exit_code == 0, result.output
    shown = json.loads(command("finding", "show", "1", "--json").output)
    assert [(one["by"], one["what"], one["text"]) for one in shown["history"]] == [
        ("ops", "assigned", "fin"),
        ("fin", "noted", "asked the carrier"),
        ("fin", "unassigned", "fin"),
        ("fin", "cleared", "never talked"),
    ]
    assert (shown["cleared_by"], shown["cleared_because"], shown["owner"]) == ("fin", "never talked", None)
    assert (shown["age_seconds"], shown["detail"], shown["billable"]) == (259200, {"node": "fs1"}, True)
    assert "by fin: never talked" in command("finding", "show", "1").output
    assert listed(command) == []
    assert len(listed(command, "--cleared")) == 2


def test_cleared_and_seen_again_it_is_new_and_keeps_its_past(command: Any) -> None:
    command("finding", "clear", "1", "--reason", "never talked", "--by", "fin")
    findings.report("cdr_missing", "fs1/u-1", "no record came")
    db.session.commit()
    shown = json.loads(command("finding", "show", "1", "--json").output)
    assert (shown["age_seconds"], shown["count"], shown["cleared_because"]) == (0, 2, None)
    assert [one["what"] for one in shown["history"]] == ["cleared"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["show", "9"], "finding 9: no such finding"),
        (["show", "99999999999"], "no such finding"),
        (["assign", "1", "boss"], "owner: nobody of the operator's people has the login 'boss'"),
        (["assign", "1"], "LOGIN, --nobody: one of the two is needed"),
        (["clear", "1", "--reason", " "], "reason: a few words are needed"),
        (["note", "1", "x" * 2001], "note: a few words are needed (allowed: 1 to 2000 characters)"),
        (["list", "--tenant", "nobody"], "tenant: no tenant 'nobody'"),
        (["list", "--month", "2026-03"], "--month: stands with --tenant NAME alone: a month is a tenant's"),
        (["list", "--kind", "cdr_mising"], "--kind: no such kind: cdr_mising (allowed: one of `seatyard"),
        (["list", "--month", "soon", "--tenant", "acme"], "'soon'"),
    ],
)
def test_bad_input_is_one_line_and_status_2(command: Any, arguments: list[str], line: str) -> None:
    result = command("finding", *arguments)
    assert (result.exit_code, len(result.output.splitlines())) == (2, 1), result.output
    assert line in result.output


def test_all_of_some_are_cleared_or_none(command: Any) -> None:
    assert command("finding", "clear", "1", "9", "--reason", "dealt with").exit_code == 2
    assert len(listed(command)) == 2
    assert command("finding", "clear", "1", "2", "--reason", "dealt with").exit_code == 0
    assert listed(command) == []


def test_a_kind_that_is_not_declared_any_more_is_found_while_there_are_some(command: Any) -> None:
    findings.report("of_old", "x", "seen")
    db.session.commit()
    assert listed(command, "--kind", "of_old") == ["x"]


def test_what_stops_a_month_is_looked_for_in_the_contracts_zone(command: Any) -> None:
    """The contract's March ends two hours before that of the tenant's own zone."""
    beta = TenantFactory(name="beta", timezone="Asia/Karachi")
    ContractFactory(tenant_id=beta.id)
    with clock.frozen(NOW):
        early = datetime(2026, 3, 31, 17, tzinfo=UTC)
        findings.report("cdr_missing", "fs1/u-9", "no record", tenant_id=beta.id, about=(early, early))
        db.session.commit()
    assert listed(command, "--tenant", "beta", "--month", "2026-03") == []
    assert listed(command, "--tenant", "beta", "--month", "2026-04") == ["fs1/u-9"]


def test_every_kind_is_told(command: Any) -> None:
    told = {one["kind"]: one for one in json.loads(command("finding", "kinds", "--json").output)}
    assert told.keys() == KINDS.keys()
    assert all(one["meaning"] for one in told.values())
