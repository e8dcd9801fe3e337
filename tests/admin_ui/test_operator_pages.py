"""The operator's house: tenants, nodes, outages, findings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from seatyard import clock, findings
from seatyard.db import db
from seatyard.findings import Finding
from tests.factories import (
    ArrangementFactory,
    FlowFactory,
    NodeFactory,
    NumberFactory,
    OutageFactory,
    PlacementFactory,
    QueueFactory,
    QueueSeatFactory,
    SeatFactory,
    SeatTenureFactory,
    TenantFactory,
    UserFactory,
)

from .conftest import Visitor, undone


@pytest.fixture
def operator(visit: Visitor) -> FlaskClient:
    return visit("operator", login="ops")


def test_the_overview_of_an_empty_house(operator: FlaskClient) -> None:
    page = operator.get("/overview").text
    assert "Everything adds up." in page
    assert "Of every outage somebody has said what it was." in page
    assert "Nobody waits longer than agreed." in page


def test_the_overview_counts_what_there_is(operator: FlaskClient) -> None:
    OutageFactory(node=NodeFactory(name="fs7"))
    seat = SeatFactory()
    SeatTenureFactory(seat=seat, ends_at=datetime(2026, 3, 1, tzinfo=UTC))
    SeatTenureFactory(seat=seat, starts_at=datetime(2026, 3, 2, tzinfo=UTC))
    NumberFactory(tenant=None)
    findings.report("cdr_conflict", "uuid-1", "differs")
    page = " ".join(operator.get("/overview").text.split())
    assert "<dt>Seats leased</dt><dd>1</dd>" in page
    assert "1 free" in page
    assert ' data-label="Lasted">26:00:00</td>' in page
    assert 'count">1<' in page


def test_nodes_show_their_link(operator: FlaskClient) -> None:
    now = datetime(2026, 3, 5, 2, tzinfo=UTC)
    NodeFactory(name="fs1", core_uuid="core-1", alive_at=now, linked_at=now)
    NodeFactory(name="fs2", core_uuid="core-2")
    NodeFactory(name="fs3")
    page = operator.get("/nodes").text
    assert ["2026-03-05 10:00:00" in page, "core-2" in page] == [True, True]
    assert [page.count(f">{state}</span>") for state in ("up", "down", "never seen")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("acked", "problem", "says"),
    [(2, None, "live on fs1"), (1, None, "on its way to fs1"), (1, "-ERR no", "not live on fs1")],
)
def test_a_tenants_page_says_how_far_its_wishes_have_come(
    operator: FlaskClient, acked: int, problem: str | None, says: str
) -> None:
    tenant = TenantFactory(name="acme", generation=2)
    PlacementFactory(
        tenant=tenant,
        node=NodeFactory(name="fs1"),
        acked_generation=acked,
        acked_at=datetime(2026, 3, 1, tzinfo=UTC),
        ack_seconds=0.43,
        problem=problem,
    )
    page = operator.get("/tenants/acme").text
    assert says in page
    assert (problem or "after 0.4 s") in page
    assert says in operator.get("/tenants").text


def test_a_tenants_page_shows_what_it_has(operator: FlaskClient) -> None:
    tenant = TenantFactory(name="acme")
    seat = SeatFactory(tenant=tenant, number="1001", name="韩梅梅")
    SeatTenureFactory(seat=seat, ends_at=datetime(2026, 3, 20, tzinfo=UTC))
    QueueSeatFactory(queue=QueueFactory(tenant=tenant, name="after-sales"), seat=seat)
    NumberFactory(tenant=tenant, e164="+861088880001", flow=FlowFactory(tenant=tenant, name="day"))
    page = operator.get("/tenants/acme").text
    for text in ("韩梅梅", "2026-03-01 – 2026-03-20", "after-sales", "+861088880001", "day", "Hang up"):
        assert text in page


def test_a_tenants_page_says_what_is_to_come(operator: FlaskClient) -> None:
    ArrangementFactory(tenant=TenantFactory(name="acme"))
    page = operator.get("/tenants/acme").text
    assert "From 2026-03-16 (lead_times.ivr: 1 business day):" in page
    assert "~ flow main: version 1 → 2" in page


def test_tenants_are_found_by_any_of_their_names(operator: FlaskClient) -> None:
    TenantFactory(name="acme", title_zh="安康客服")
    TenantFactory(name="beta", title_zh="北辰热线")
    TenantFactory(name="100%", title_zh="全")
    page = operator.get("/tenants?q=北辰").text
    assert "/tenants/beta" in page
    assert "/tenants/acme" not in page
    assert "/tenants/acme" not in operator.get("/tenants?q=%25").text


def test_a_thousand_tenants_come_in_pages(operator: FlaskClient) -> None:
    TenantFactory.create_batch(120)
    first, third = operator.get("/tenants").text, operator.get("/tenants?page=3").text
    assert first.count('<a href="/tenants/tenant') == 100, "each with its ledger"
    assert third.count('<a href="/tenants/tenant') == 40
    assert "page 3 of 3" in third
    assert operator.get("/tenants?page=0").status_code == operator.get("/tenants?page=x").status_code == 200


def test_outages_last_until_they_end(operator: FlaskClient) -> None:
    OutageFactory(evidence={"last_core": "core-1", "first_core": "core-2", "worker_away": True})
    OutageFactory(starts_at=datetime(2026, 3, 9, tzinfo=UTC), ends_at=None, cause="force_majeure")
    page = operator.get("/outages").text
    for text in ("26:00:00", "core-2", "no worker watched it", "still down", "Force majeure"):
        assert text in page


def test_a_finding_is_cleared_with_a_name_and_opens_again(operator: FlaskClient) -> None:
    tenant = TenantFactory(title_en="Acme Care")
    findings.report("cdr_conflict", "uuid-1", "differs", tenant_id=tenant.id)
    page = operator.get("/findings").text
    assert "Two different records of one call" in page
    assert "Acme Care" in page
    finding = db.session.query(Finding).one()
    why = {"reason": "the second is a copy"}
    assert operator.post(f"/findings/{finding.id}/clear").status_code == 400
    assert operator.post(f"/findings/{finding.id}/clear", data=why).status_code == 302
    assert "uuid-1" not in operator.get("/findings").text
    cleared = operator.get("/findings?cleared=1").text
    assert "uuid-1" in cleared
    assert "ops" in cleared
    findings.report("cdr_conflict", "uuid-1", "differs", tenant_id=tenant.id)
    assert "uuid-1" in operator.get("/findings").text


def test_findings_of_one_kind(operator: FlaskClient) -> None:
    findings.report("cdr_conflict", "uuid-1", "differs")
    findings.report("something_new", "key-2", "odd")
    page = operator.get("/findings?kind=something_new").text
    assert "key-2" in page
    assert "uuid-1" not in page


def test_clearing_what_is_not_there_is_a_404(operator: FlaskClient) -> None:
    assert operator.post("/findings/1/clear", data={"reason": "gone"}).status_code == 404
    assert operator.get("/findings/1").status_code == 404


def test_findings_are_narrowed_by_owner_money_and_age(operator: FlaskClient) -> None:
    UserFactory(login="fin", role="finance")
    with clock.frozen(clock.now() - timedelta(days=8)):
        findings.report("cdr_conflict", "uuid-1", "differs")
    findings.report("drift", "fs1", "not as set")
    db.session.commit()
    old = db.session.query(Finding).filter_by(kind="cdr_conflict").one().id
    assert operator.post(f"/findings/{old}/owner", data={"owner": "fin"}).status_code == 302
    shown = {
        "": (True, True),
        "owner=fin": (True, False),
        "owner=-": (False, True),
        "billable=1": (True, False),
        "billable=": (True, True),
        "days=7": (True, False),
        "days=30": (False, False),
    }
    for question, wanted in shown.items():
        page = operator.get(f"/findings?{question}").text
        assert ("uuid-1" in page, ">fs1<" in page) == wanted, question
    page = operator.get("/findings").text
    assert page.index("uuid-1") < page.index(">fs1<")
    assert "8 d" in page


def test_who_looks_after_a_finding_is_taken_back_by_one_click(operator: FlaskClient) -> None:
    findings.report("cdr_conflict", "uuid-1", "differs")
    db.session.commit()
    number = db.session.query(Finding).one().id
    operator.post(f"/findings/{number}/owner", data={"owner": "ops"})
    assert undone(operator, f"/findings/{number}") == "Nobody looks after it now."
    operator.post(f"/findings/{number}/owner", data={"owner": "ops"})
    operator.get("/findings")
    operator.post(f"/findings/{number}/owner", data={"owner": ""})
    assert undone(operator, "/findings") == "It is assigned."
    db.session.expire_all()
    assert db.session.query(Finding).one().owner == "ops"


def test_what_people_did_about_a_finding_is_kept(operator: FlaskClient) -> None:
    findings.report("cdr_conflict", "uuid-1", "differs", node="fs1", body="<script>")
    db.session.commit()
    number = db.session.query(Finding).one().id
    operator.post(f"/findings/{number}/note", data={"note": "asked the <b>carrier</b>"})
    operator.post(f"/findings/{number}/owner", data={"owner": "ops"})
    operator.post(f"/findings/{number}/owner", data={"owner": ""})
    assert operator.post(f"/findings/{number}/owner", data={"owner": "nobody"}).status_code == 404
    operator.post(f"/findings/{number}/clear", data={"reason": "a copy"})
    page = operator.get(f"/findings/{number}").text
    for said in (
        "asked the &lt;b&gt;carrier",
        "Assigned",
        "Taken from its owner",
        "a copy",
        "&lt;script&gt;",
    ):
        assert said in page, said
    assert operator.post(f"/findings/{number}/owner", data={"owner": "ops"}).status_code == 409


def test_moments_carry_their_exact_utc(operator: FlaskClient) -> None:
    OutageFactory(starts_at=datetime(2026, 3, 5, 2, 0, 0, 123456, tzinfo=UTC) + timedelta(0))
    assert 'datetime="2026-03-05T02:00:00.123456+00:00"' in operator.get("/outages").text
