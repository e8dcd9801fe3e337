"""A month that findings touch which money hangs on closes only with a named person's word."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from billing.engine import Month
from billing.findings.guard import stopping
from billing.findings.models import CloseWord
from billing.findings.word import Word
from billing.invoices import service
from seatyard import clock, findings
from seatyard.db import db
from seatyard.errors import InvalidInput, NotFound
from seatyard.findings import Finding
from tests.factories import CdrRecordFactory, HangupFactory, NodeFactory, UserFactory

from .cases import at
from .month import APRIL, Leased, april, leased

MARCH = (at("03-03T09:00"), at("03-03T09:01"))


@pytest.fixture(autouse=True)
def _in_april(app: Flask):
    with april():
        yield


@pytest.fixture
def acme() -> Leased:
    NodeFactory(name="elsewhere")
    return leased()


def report(kind: str = "cdr_missing", **about: Any) -> None:
    findings.report(kind, "fs1/u-1", "it hung up, and no record came", **{"about": MARCH, **about})
    db.session.commit()


def closed(word: Word | None = None) -> list[str]:
    return [outcome.status for outcome in service.close("2026-03", word=word)]


def test_it_is_refused_in_one_line_that_says_how_to_look() -> None:
    acme = leased()
    report(tenant_id=acme.tenant.id)
    (outcome,) = service.close("2026-03")
    assert outcome.status == "refused"
    assert outcome.problem == (
        "2026-03: 1 open finding that money hangs on touches it: 1 cdr_missing; see: seatyard finding list"
        " --tenant acme --month 2026-03 (allowed: clear them, or --despite-findings --by LOGIN --reason TEXT)"
    )
    assert service.invoices() == []
    assert [one.kind for one in findings.still_open("close_refused")] == ["close_refused"]


def test_a_hang_up_without_a_record_is_looked_for_before_the_month_closes() -> None:
    acme = leased()
    over_midnight = at("04-01T00:00:30")
    HangupFactory(
        node=acme.node, uuid="u-1", tenant_id=acme.tenant.id, at=over_midnight, started_at=at("03-31T23:59")
    )
    db.session.commit()
    assert closed() == ["refused"]
    (finding,) = findings.still_open("cdr_missing")
    assert finding.about_from == at("03-31T23:59")
    CdrRecordFactory(node=acme.node, uuid="u-1", folded_at=over_midnight)
    db.session.commit()
    assert closed() == ["finalised"]
    assert findings.still_open() == []


def test_it_closes_once_they_are_cleared() -> None:
    acme = leased()
    report(tenant_id=acme.tenant.id)
    assert closed() == ["refused"]
    (finding,) = findings.still_open("cdr_missing")
    findings.clear(finding.id, "ann", "the caller hung up while it rang")
    assert closed() == ["finalised"]
    assert findings.still_open() == []


def test_calls_without_a_contract_that_a_person_cleared_stop_it_no_more() -> None:
    acme = leased(starts=date(2026, 3, 10))
    acme.call("03-03T09:00", 60, direction="outbound")
    db.session.commit()
    assert closed() == ["refused"]
    (finding,) = findings.still_open("calls_without_contract")
    findings.clear(finding.id, "ann", "billed by hand")
    assert closed() == ["finalised"]
    acme.call("03-04T09:00", 60, direction="outbound")
    db.session.commit()
    assert closed() == ["unchanged"]
    (finding,) = findings.still_open("calls_without_contract")
    assert finding.detail["calls"] == 2


def test_a_persons_word_is_kept_with_what_stood_open(command: Any) -> None:
    acme = leased()
    UserFactory(login="fin", role="finance")
    report(tenant_id=acme.tenant.id)
    given = ("--despite-findings", "--by", "fin", "--reason", "the carrier's list has no such call")
    result = command("bill", "close", "2026-03", *given)
    assert (result.exit_code, "finalised" in result.output) == (0, True), result.output
    word = db.session.scalars(select(CloseWord)).one()
    assert (word.by, word.reason, word.at) == ("fin", given[-1], APRIL)
    assert [one["key"] for one in word.findings["items"]] == ["fs1/u-1"]
    shown = json.loads(command("bill", "show", "SY-2026-000001", "--json").output)
    assert shown["closed_despite"]["by"] == "fin"
    assert shown["closed_despite"]["findings"][0]["kind"] == "cdr_missing"
    assert f"by fin on 2026-04-01: {given[-1]}" in command("bill", "show", "SY-2026-000001").output
    assert len(findings.still_open("cdr_missing")) == 1
    assert closed() == ["unchanged"]


def test_a_word_that_nothing_needed_is_not_kept() -> None:
    leased()
    assert closed(Word("fin", "to be sure")) == ["finalised"]
    assert db.session.scalars(select(CloseWord)).all() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--despite-findings"], "--despite-findings, --by, --reason: the three stand together"),
        (["--by", "fin"], "the three stand together"),
        (["--despite-findings", "--by", "nobody", "--reason", "x"], "has the login 'nobody'"),
        (["--despite-findings", "--by", "fin", "--reason", " "], "--reason: a few words are needed"),
    ],
)
def test_a_word_needs_a_person_and_a_reason(command: Any, options: list[str], says: str) -> None:
    leased()
    UserFactory(login="fin", role="finance")
    db.session.commit()
    result = command("bill", "close", "2026-03", *options)
    assert (result.exit_code, len(result.output.splitlines())) == (2, 1)
    assert says in result.output


def test_a_tenants_own_person_gives_no_word() -> None:
    UserFactory(login="boss", role="tenant", tenant_id=leased().tenant.id)
    db.session.commit()
    with pytest.raises(NotFound):
        Word.given("boss", "all is well")
    UserFactory(login="ops", role="operator")
    with pytest.raises(InvalidInput):
        Word.given("ops", "")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("about", "stops"),
    [
        ((at("02-28T23:59:59"), at("03-01T00:00:01")), True),
        ((at("03-31T23:59:59"), at("04-01T00:10")), True),
        ((at("02-01T00:00"), at("04-01T00:10")), True),
        ((at("02-28T23:00"), at("02-28T23:59:59")), False),
        ((at("04-01T00:00"), at("04-01T00:10")), False),
    ],
)
def test_a_finding_touches_the_months_that_its_call_lies_in(about: Any, stops: bool) -> None:
    acme = leased()
    report(tenant_id=acme.tenant.id, about=about)
    assert closed() == ["refused" if stops else "finalised"]


@pytest.mark.parametrize(
    ("seen", "stops"), [(APRIL, True), (at("03-01T00:00:01"), True), (at("03-01T00:00"), False)]
)
def test_one_whose_moment_nobody_knows_touches_every_month_begun_by_then(seen: datetime, stops: bool) -> None:
    acme = leased()
    with clock.frozen(seen):
        report("cdr_not_json", tenant_id=acme.tenant.id, about=None)
    assert closed() == ["refused" if stops else "finalised"]


def test_anothers_finding_and_one_without_money_stop_nothing() -> None:
    acme, other = leased(), leased(name="other")
    report(tenant_id=other.tenant.id)
    report("drift", tenant_id=acme.tenant.id)
    report("cdr_without_tenant", billable=False)
    assert closed() == ["finalised", "refused"]


def test_a_nodes_finding_stops_those_who_could_own_it() -> None:
    home, guest, stranger = leased(name="home"), leased(name="guest"), leased(name="stranger")
    guest.node = home.node
    guest.call("03-07T09:00", 60)
    stranger.node = home.node
    stranger.call("02-07T09:00", 60)
    report("cdr_conflict", node=home.node.name)
    assert closed() == ["refused", "refused", "finalised"]


def test_one_of_no_tenant_and_no_known_node_stops_everyone() -> None:
    leased(name="acme")
    leased(name="beta")
    report("cdr_conflict")
    assert closed() == ["refused", "refused"]
    db.session.execute(delete(Finding))
    report("cdr_conflict", node="a-node-that-was-removed")
    assert closed() == ["refused", "refused"]


def test_what_stops_a_month_is_listed_by_the_command(command: Any) -> None:
    acme = leased()
    report(tenant_id=acme.tenant.id)
    report("drift", tenant_id=acme.tenant.id)
    listed = json.loads(command("finding", "list", "--tenant", "acme", "--month", "2026-03", "--json").output)
    assert [(one["kind"], one["tenant"], one["asks"]) for one in listed["findings"]] == [
        ("cdr_missing", "acme", "operator")
    ]
    assert command("finding", "list", "--month", "2026-03").exit_code == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["cdr_missing", "cdr_not_json", "drift", "invoice_differs", "undeclared"]),
            st.sampled_from(["mine", "other", "nobody", "home", "elsewhere"]),
            st.sampled_from(["before", "in", "after", "unknown"]),
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_any_mixture_stops_exactly_by_the_rule(acme: Leased, drawn: list[tuple[str, str, str, bool]]) -> None:
    db.session.execute(delete(Finding))
    moments = {"before": at("02-03T09:00"), "in": at("03-03T09:00"), "after": at("04-03T09:00")}
    owners: dict[str, dict[str, Any]] = {
        "mine": {"tenant_id": acme.tenant.id},
        "other": {"tenant_id": 10**6},
        "nobody": {},
        "home": {"node": acme.node.name},
        "elsewhere": {"node": "elsewhere"},
    }
    wanted = set()
    for key, (kind, whose, when, cleared) in enumerate(drawn):
        about = (moments[when], moments[when]) if when in moments else None
        findings.report(kind, str(key), "seen", about=about, **owners[whose])
        if cleared:
            findings.resolve(kind, [str(key)], by="test")
        money = kind in ("cdr_missing", "cdr_not_json", "undeclared")
        if money and whose in ("mine", "nobody", "home") and when in ("in", "unknown") and not cleared:
            wanted.add(str(key))
    assert {
        one.key for one in stopping(acme.tenant.id, Month.parse("2026-03", ZoneInfo("Asia/Shanghai")))
    } == wanted
