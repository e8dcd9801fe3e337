"""Lists of calls: newest first, a cursor, and filters in the tenant's own days."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from esl.models import ABANDONED, OUTBOUND, SeatStateChange
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import (
    CdrRecordFactory,
    ConversationFactory,
    LegFactory,
    QueueFactory,
    RecordingFactory,
    SeatFactory,
    TenantFactory,
)

from .conftest import Visitor


@pytest.fixture
def operator(tenant: Tenant, visit: Visitor) -> FlaskClient:
    return visit("operator")


@pytest.fixture
def tenant(app: Flask) -> Tenant:
    made: Tenant = TenantFactory(name="acme", timezone="Asia/Shanghai")
    return made


def shown(page: str) -> int:
    return page.count("/calls/")


def test_days_are_the_tenants_own_and_the_last_is_included(operator: FlaskClient, tenant: Tenant) -> None:
    ConversationFactory(tenant=tenant, started_at=datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC))
    ConversationFactory(tenant=tenant, started_at=datetime(2026, 3, 2, 16, tzinfo=UTC))
    page = operator.get("/tenants/acme/calls?since=2026-03-02&until=2026-03-02").text
    assert "2026-03-02 23:59:59" in page
    assert shown(page) == 1
    assert shown(operator.get("/tenants/acme/calls?since=2026-03-03").text) == 1
    assert shown(operator.get("/tenants/acme/calls?since=nonsense").text) == 2


def test_filters(operator: FlaskClient, tenant: Tenant) -> None:
    ConversationFactory(tenant=tenant, direction=OUTBOUND, callee="+8613900000001", did=None)
    ConversationFactory(tenant=tenant, outcome=ABANDONED)
    for question in ("direction=outbound", "outcome=abandoned", "number=%2B8613900000001"):
        assert shown(operator.get(f"/tenants/acme/calls?{question}").text) == 1, question
    assert "No call found." in operator.get("/tenants/acme/calls?direction=internal").text


def test_a_cursor_leads_to_earlier_ones_and_keeps_the_filters(operator: FlaskClient, tenant: Tenant) -> None:
    ConversationFactory.create_batch(60, tenant=tenant)
    first = operator.get("/tenants/acme/calls?outcome=answered").text
    assert shown(first) == 50
    link = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "outcome=answered" in link
    assert shown(operator.get(f"/tenants/acme/calls{link}").text) == 10


def test_a_forged_cursor_is_refused(operator: FlaskClient) -> None:
    assert operator.get("/tenants/acme/calls?after=nonsense").status_code == 400


def test_staff_see_the_calls_of_all_with_their_tenants(operator: FlaskClient, tenant: Tenant) -> None:
    ConversationFactory(tenant=tenant)
    ConversationFactory(tenant=TenantFactory(name="beta", title_en="Beta Line"))
    page = operator.get("/calls").text
    assert shown(page) == 2
    assert "Beta Line" in page


def test_a_call_shows_the_score_that_its_caller_gave(operator: FlaskClient, tenant: Tenant) -> None:
    for score in (4, None):
        leg = LegFactory(conversation=ConversationFactory(tenant=tenant, score=score))
        page = operator.get(f"/tenants/acme/calls/{leg.conversation_id}").text
        assert ("4 / 5" in page) == (score == 4)


def test_a_call_that_is_not_there(operator: FlaskClient) -> None:
    assert operator.get("/tenants/acme/calls/nothing").status_code == 404


def test_by_seat_by_queue_and_only_what_is_recorded(visit: Visitor, tenant: Tenant) -> None:
    seat, queue = SeatFactory(tenant=tenant, number="1001"), QueueFactory(tenant=tenant, name="sales")
    call = ConversationFactory(tenant=tenant, seat_id=seat.id, queue_id=queue.id)
    leg = LegFactory(conversation=call)
    RecordingFactory(tenant_id=tenant.id, node_id=call.node_id, leg_uuid=leg.uuid)
    ConversationFactory(tenant=tenant)
    browser = visit("operator")
    for question in (f"seat={seat.id}", f"queue={queue.id}", "recorded=1"):
        assert shown(browser.get(f"/tenants/acme/calls?{question}").text) == 1, question
    assert shown(visit("reader").get("/tenants/acme/calls?recorded=1").text) == 2, (
        "who may not hear may not ask"
    )


def test_the_way_of_a_call_is_drawn_and_told(operator: FlaskClient, tenant: Tenant) -> None:
    operator.post("/language", data={"language": "en"})
    seat = SeatFactory(tenant=tenant, number="1001", name="Li")
    starts = datetime(2026, 3, 2, 1, tzinfo=UTC)
    at = [starts + timedelta(seconds=s) for s in (0, 2, 20, 60, 70)]
    call = ConversationFactory(
        tenant=tenant,
        seat_id=seat.id,
        started_at=at[0],
        ended_at=at[3],
        wait_us=8_000_000,
        billusec=58_000_000,
    )
    body = {
        "app_log": {
            "applications": [{"app_name": "play_and_get_digits", "app_stamp": str(1772413202 * 10**6)}]
        }
    }
    record = CdrRecordFactory(node_id=call.node_id, node=None, body=json.dumps(body))
    LegFactory(conversation=call, answered_at=at[1], record=record, cdr_id=record.id)
    talk = LegFactory(
        conversation=call, uuid="seat", side="seat", direction=OUTBOUND, seat_id=seat.id, cc_side="agent",
        started_at=at[1] + timedelta(seconds=12), answered_at=at[2],
    )  # fmt: skip
    said = {"tenant_id": tenant.id, "seat_id": seat.id, "evidence": talk.uuid, "source": "system", "by": ""}
    db.session.add(SeatStateChange(**said, at=at[3], until=at[4], state="after_call", reason=None))
    page = operator.get(f"/tenants/acme/calls/{call.id}").text
    told = re.sub(r"<[^>]+>|\s+", " ", page[page.index("The same in words") :])
    words = re.findall(
        r"(In the menu: Menu|Waits in the queue|Talks|After-call work|Rings) +(\d+:\d\d)", told
    )
    assert words == [
        ("Rings", "0:02"), ("In the menu: Menu", "0:10"), ("Waits in the queue", "0:08"), ("Rings", "0:06"),
        ("Talks", "0:40"), ("Talks", "0:40"), ("After-call work", "0:10"),
    ]  # fmt: skip
    assert '<rect class="queue" x="171.4"' in page
