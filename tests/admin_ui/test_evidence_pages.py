"""Evidence of every kind is on the page of its line, of months with all sorts of facts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from flask.testing import FlaskClient
from lxml import html

from admin_ui.labels import LABELS
from billing.invoices import evidence, prepayments, service
from billing.recorded import service as recorded
from esl.models import OUTBOUND, Conversation
from seatyard import clock
from seatyard.db import db
from tests.billing.month import leased
from tests.billing.test_all_evidence import OVERRIDES, TOLD
from tests.factories import LegFactory

from .conftest import Visitor


def closed() -> int:
    """March and April of a contract with nearly every clause; its tenant's id."""
    acme = leased(2, overrides=OVERRIDES, ends=date(2027, 2, 28))
    acme.call("03-03T09:00", 61, direction=OUTBOUND)
    acme.outage("03-05T10:00", "03-06T12:00")
    db.session.commit()
    recorded.add("acme", {"facts": TOLD}, by="finance")
    for period, day in (("2026-03", 2), ("2026-04", 30)):
        with clock.frozen(datetime(2026, 3, day, 4, tzinfo=UTC)):
            prepayments.ask(period)
    with clock.frozen(datetime(2026, 5, 1, tzinfo=UTC)):
        for period in ("2026-03", "2026-04"):
            service.close(period)
    return acme.tenant.id


def plain(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_every_kind_of_evidence_is_shown_and_led_to(visit: Visitor) -> None:
    tenant_id = closed()
    browser, kinds = visit("finance"), set()
    for invoice in service.invoices(tenant_id=tenant_id):
        counts, address = evidence.counts(invoice.id), f"/tenants/acme/invoices/{invoice.number}"
        assert browser.get(address).status_code == 200
        for line in invoice.lines:
            page = browser.get(f"{address}/lines/{line.position}").text
            shown = {section.get("id") for section in html.fromstring(page).xpath("//section[@id]")}
            assert shown >= set(counts.get(line.id, {})), (line.clause, line.item)
            for fact in evidence.facts(line):
                assert f">{fact.name}</td>" in page
            kinds |= set(counts.get(line.id, {}))
    assert kinds - set(LABELS["evidence"]) == set()
    assert len(kinds) >= 14


def test_what_a_fact_says_is_told_in_the_pages_language(visit: Visitor) -> None:
    tenant_id = closed()
    browser = visit("finance")
    (line,) = (
        line
        for invoice in service.invoices(tenant_id=tenant_id)
        for line in invoice.lines
        if line.clause == "per_item"
    )
    address = f"/tenants/acme/invoices/{line.invoice.number}/lines/{line.position}"
    assert re.search(r"F\d+ 2026-03-09 .*Item order", plain(browser, address))
    browser.post("/language", data={"language": "zh"})
    assert "项目 order" in plain(browser, address)


def test_a_further_leg_is_shown_on_its_line_and_on_its_call(visit: Visitor) -> None:
    """A caller whom a seat sent on outside, where the contract charges that."""
    table = {"rates": {"inbound": {"default": 0}}, "directions": {"transferred": "outbound"}}
    acme = leased(0, overrides={"call_charges": table})
    call = db.session.get_one(Conversation, (acme.tenant.id, acme.call("03-03T09:00", 600, id="c-1")))
    sent_on = {"direction": OUTBOUND, "kind": "transferred", "callee": "+8613900139000"}
    LegFactory(conversation=call)
    LegFactory(conversation=call, uuid="l-1", billusec=421_000_000, **sent_on)
    db.session.commit()
    with clock.frozen(datetime(2026, 5, 1, tzinfo=UTC)):
        (outcome,) = service.close("2026-03")
    browser = visit("finance", language="en")
    line = plain(browser, f"/tenants/acme/invoices/{outcome.number}/lines/2")
    assert "Outbound calls, sent on by seats" in line
    assert "Sent on by a seat +8613800138000 +8613900139000 421 8" in line
    page = plain(browser, "/tenants/acme/calls/c-1")
    assert page.count("paid for") == 3, "in a heading, of the first leg, of the one sent on"
    assert "Sent on by a seat" in page
    assert "Line 1 of" in page
    assert "Line 2 of" in page
