"""How long recordings are kept, what goes when, and another time asked for with what follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from esl.recordings import holds
from seatyard import clock
from seatyard.db import db
from tenants.requests.models import TenantRequest

from .conftest import Visitor
from .test_recording_pages import TEN, House, acme  # noqa: F401

PAGE = "/tenants/acme/recordings/retention"


def test_what_goes_and_what_is_held(visit: Visitor, acme: House) -> None:  # noqa: F811
    acme.tenant.policies = {"recordings": {"record": "all", "keep": "10 days"}}
    browser = visit(tenant=acme.tenant)
    with clock.frozen(TEN + timedelta(days=2)):
        shown = browser.get(PAGE).text
        assert "10 days" in shown
        assert '<td>2026-03-13</td><td class="n" data-label="Recordings">2</td>' in shown
        holds.hold(acme.tenant.id, None, "a court asks", "ops")
        assert "a court asks" in browser.get(PAGE).text
        assert "Free in the store" not in shown
        assert "Free in the store" in visit("operator").get(PAGE).text
    assert visit("finance").get(PAGE).status_code == 403


def test_a_shorter_time_says_what_goes_before_it_is_asked(visit: Visitor, acme: House) -> None:  # noqa: F811
    acme.tenant.policies = {"recordings": {"record": "all", "keep": "1 month"}}
    browser = visit(tenant=acme.tenant)
    with clock.frozen(datetime(2026, 3, 20, tzinfo=UTC)):
        told = browser.get(f"{PAGE}?count=7&unit=day").text
        assert "<strong>2 recordings, " in told
        assert db.session.query(TenantRequest).count() == 0
        assert "<strong>2 recordings, " not in browser.get(f"{PAGE}?count=3&unit=month").text
        assert browser.get(f"{PAGE}?count=7&unit=weeks").status_code == 400
        assert browser.get(f"{PAGE}?count=99&unit=year").status_code == 400
        assert browser.post(PAGE, data={"count": "1", "unit": "month"}).status_code == 409
        assert browser.post(PAGE, data={"count": "7", "unit": "day"}).status_code == 302
    (asked,) = db.session.query(TenantRequest).all()
    assert (asked.kind, "7 day" in asked.wants) == ("contract_change", True)
    assert (
        visit("quality", tenant=acme.tenant).post(PAGE, data={"count": "7", "unit": "day"}).status_code == 403
    )
