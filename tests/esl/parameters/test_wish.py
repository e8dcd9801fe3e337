"""``call_parameters`` of a file: checked, kept, given back, and rendered for nobody who does not ask."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from esl.answers.callcenter import wanted
from esl.answers.directory import users_of
from esl.parameters import ring
from esl.parameters.wish import Wish, filled, filled_plainly, problem_of_url
from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants import numbers
from tenants.models import Seat, Tenant
from tenants.onboarding.document import checked
from tests.factories import NodeFactory, QueueFactory, QueueSeatFactory, SeatFactory, TenantFactory
from tests.tenants.files import DID, write
from tests.tenants.files import acme as acme_file

URL = "https://crm.test/pop?seat={seat}&queue={queue}&from={caller}&to={called}"
BOTH = {"webhook": "https://crm.test/calls", "on_ring": URL}


@pytest.fixture
def document(app: object) -> dict[str, Any]:
    NodeFactory(name="fs1")
    numbers.add(DID)
    db.session.commit()
    return acme_file()


@pytest.mark.parametrize(
    ("wish", "where"),
    [
        ({}, "call_parameters"),
        ({"webhook": "https://[::1/x"}, "call_parameters.webhook"),
        ({"webhook": "https://[zz]/"}, "call_parameters.webhook"),
        ({"webhook": "https://a]b/"}, "call_parameters.webhook"),
        ({"webhook": "https://.test/"}, "call_parameters.webhook"),
        ({"webhook": f"https://{'a' * 64}.test/"}, "call_parameters.webhook"),
        ({"on_ring": "https://[::1/x"}, "call_parameters.on_ring"),
        ({"on_ring": "https://a:_:b@crm.test/"}, "call_parameters.on_ring"),
        ({"on_ring": "https://crm.test:_:/"}, "call_parameters.on_ring"),
        ({"webhook": "http://crm.test/"}, "call_parameters.webhook"),
        ({"webhook": "https:///calls"}, "call_parameters.webhook"),
        ({"webhook": "https://me:secret@crm.test/"}, "call_parameters.webhook"),
        ({"webhook": "https://crm.test:99999/"}, "call_parameters.webhook"),
        ({"webhook": "https://crm.test/\r\nX: y"}, "call_parameters.webhook"),
        ({"on_ring": "ftp://crm.test/"}, "call_parameters.on_ring"),
        ({"on_ring": "https://crm.test/?n={name}"}, "call_parameters.on_ring"),
        ({"on_ring": "https://{caller}.crm.test/"}, "call_parameters.on_ring"),
        ({"on_ring": "https://crm.test/座席"}, "call_parameters.on_ring"),
        ({"on_ring": "https://crm.test/\n"}, "call_parameters.on_ring"),
        ({"secret": "x"}, "call_parameters"),
    ],
)
def test_what_is_wrong_is_told(document: dict[str, Any], wish: dict[str, str], where: str) -> None:
    with pytest.raises(InvalidInput) as error:
        checked(document | {"call_parameters": wish})
    assert where in str(error.value)


def test_a_file_is_given_back_as_it_was(document: dict[str, Any], command, tmp_path: Path) -> None:
    done = command("tenant", "onboard", write(tmp_path, document | {"call_parameters": BOTH}))
    assert done.exit_code == 0, done.output
    exported = command("tenant", "export", "acme").output
    assert yaml.safe_load(exported)["call_parameters"] == BOTH
    assert "whsec_" not in exported


def test_what_means_something_in_a_dial_string_is_encoded() -> None:
    url = "https://crm.test/a,b'c$(d)[e]|f?g={caller}"
    assert problem_of_url(url) is None
    assert filled(url, {"caller": "${x}"}) == "https://crm.test/a%2Cb%27c%24%28d%29%5Be%5D%7Cf?g=${x}"
    assert filled_plainly("https://crm.test/?g={caller}", {"caller": "+86 1&x"}) == (
        "https://crm.test/?g=%2B86%201%26x"
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://x.test/:_:sofia/gateway/carrier1/+19005550100:_:/",
        "https://x.test/:{caller}_:sofia/gateway/carrier1/+19005550100:{caller}_:/",
        "https://x.test:8443/?:{queue}:user/1001@rival.test",
        "https://x.test?:_:loopback/app=system:/sbin/reboot:_:",
    ],
)
def test_no_address_begins_a_dial_string_of_its_own(seat: Seat, url: str) -> None:
    """FreeSWITCH splits at ``:_:`` before anything else, when variables are filled in."""
    assert problem_of_url(url) is None
    seat.tenant.policies = {"call_parameters": {"on_ring": url}}
    for text in (wanted(seat.tenant).agents[0].contact, ring.place_of(seat, Wish.of(seat.tenant.policies))):
        for value in ("", "_", "%2B86"):
            assert ":_:" not in re.sub(r"\$\{[^}]*\}", value, text)


@pytest.fixture
def seat(app: object) -> Seat:
    tenant = TenantFactory(domain="acme.test", policies={"call_parameters": BOTH})
    seat = SeatFactory(tenant=tenant, number="1001")
    QueueSeatFactory(queue=QueueFactory(tenant=tenant, name="sales"), seat=seat)
    db.session.commit()
    return seat


def rendered(tenant: Tenant) -> str:
    """A seat's contact for the queue, its place for a flow, its directory entry."""
    wish, seat = Wish.of(tenant.policies), tenant.seats[0]
    user = etree.tostring(users_of(tenant)[seat.number], encoding="unicode")
    return f"{wanted(tenant).agents[0].contact} {ring.place_of(seat, wish)} {user}"


def test_a_phone_gets_the_address_with_the_queue_and_the_caller(seat: Seat) -> None:
    shown = rendered(seat.tenant)
    wanted = (
        "seat=1001&queue=${seatyard_skill_group}&from=${seatyard_caller_in_url}&to=${seatyard_did_in_url}"
    )
    assert shown.count(f"sip_h_Call-Info=<https://crm.test/pop?{wanted}>;purpose=info") == 2
    assert "execute_on_ring_ringing" in shown
    assert "execute_on_answer_answered" in shown


@pytest.mark.parametrize("kind", ["ordinary telephone", "no wish"])
def test_nobody_else_gets_anything(seat: Seat, kind: str) -> None:
    if kind == "no wish":
        seat.tenant.policies = {}
    else:
        seat.phone = "+8613911112222"
    db.session.commit()
    assert "sip_h_" not in rendered(seat.tenant)
    if kind == "no wish":
        assert "execute_on_ring" not in rendered(seat.tenant)
        assert ring.arriving(Wish(), DID, "acme.test") == ring.extensions(Wish()) == []
