"""Lists of calls: newest first, a cursor, and filters in the tenant's own days."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from esl.models import ABANDONED, OUTBOUND
from tenants.models import Tenant
from tests.factories import ConversationFactory, LegFactory, TenantFactory

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
