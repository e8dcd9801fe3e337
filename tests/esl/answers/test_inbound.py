"""What becomes of a carrier's call before its number: whose it is, and who calls, in E.164."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network

import pytest
from flask import Flask
from flask.testing import FlaskClient

from seatyard.app import settings_of
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import TrunkFactory

from .walking import Leg, arrive

DID = "+861088880001"


@pytest.fixture(autouse=True)
def _carriers(acme: Tenant) -> None:
    TrunkFactory(name="home", host="192.0.2.10", port=5060)
    TrunkFactory(name="abroad", host="192.0.2.10", port=5070, incoming_format="plain")
    TrunkFactory(name="spread", host="198.51.100.1", networks="198.51.100.0/28", incoming_format="e164")
    acme.numbers[0].e164 = DID
    acme.generation += 1
    db.session.commit()


PROXY = "203.0.113.5"


def call(
    client: FlaskClient, source: str, port: str = "5060", caller: str = "13800138000", **headers: str
) -> Leg:
    leg = Leg(
        {"destination_number": DID, "network_addr": source, "caller_id_number": caller},
        {"sip_network_port": port, **{f"sip_h_X-AUTH-{name}": value for name, value in headers.items()}},
        {"carrier-spread": ("198.51.100.7",), "carrier-home": ("192.0.2.10",), "proxies": (PROXY,)},
    )
    done = arrive(client, "public", leg)
    assert done[-1][0] == "transfer"
    for application, data in done:
        if application == "set_profile_var":
            name, _, value = leg.expand(data).partition("=")
            leg.fields[name] = value
    return leg


@pytest.mark.parametrize(
    ("source", "port", "carrier"),
    [
        ("192.0.2.10", "5060", "home"),
        ("192.0.2.10", "5070", "abroad"),
        ("192.0.2.10", "49152", "home"),
        ("198.51.100.7", "5060", "spread"),
        ("203.0.113.1", "5060", None),
    ],
)
def test_whose_call_it_is(client: FlaskClient, source: str, port: str, carrier: str | None) -> None:
    assert call(client, source, port).get("seatyard_carrier") == carrier


@pytest.fixture
def proxied(app: Flask) -> None:
    app.extensions["settings"] = replace(settings_of(app), sip_proxies=(ip_network(f"{PROXY}/32"),))


@pytest.mark.usefixtures("proxied")
@pytest.mark.parametrize(
    ("source", "told", "carrier"),
    [
        (PROXY, {"IP": "192.0.2.10", "PORT": "5070"}, "abroad"),
        (PROXY, {"IP": "192.0.2.10", "PORT": "49152"}, "home"),
        (PROXY, {"IP": "198.51.100.7", "PORT": "5060"}, "spread"),
        (PROXY, {"IP": "203.0.113.99", "PORT": "5060"}, None),
        (PROXY, {}, None),
        ("192.0.2.10", {}, "home"),
        # A carrier that calls the node itself is not believed to be another one.
        ("192.0.2.10", {"IP": "198.51.100.7", "PORT": "5060"}, "home"),
        ("203.0.113.1", {"IP": "192.0.2.10", "PORT": "5060"}, None),
    ],
)
def test_a_proxy_says_whose_call_it_is(
    client: FlaskClient, source: str, told: dict[str, str], carrier: str | None
) -> None:
    assert call(client, source, **told).get("seatyard_carrier") == carrier


def test_without_a_proxy_nobody_says_it(client: FlaskClient) -> None:
    assert call(client, PROXY, IP="192.0.2.10", PORT="5060").get("seatyard_carrier") is None


@pytest.mark.parametrize(
    ("port", "sent", "e164"),
    [
        ("5060", "13800138000", "+8613800138000"),
        ("5060", "02166668888", "+862166668888"),
        ("5060", "0012125550100", "+12125550100"),
        ("5060", "+8613800138000", "+8613800138000"),
        ("5060", "4008001234", "+864008001234"),
        ("5060", "8613800138000", "8613800138000"),
        ("5060", "10086", "10086"),
        ("5060", "anonymous", "anonymous"),
        ("5060", "${system(reboot)}", "${system(reboot)}"),
        ("5070", "12125550100", "+12125550100"),
        ("5070", "8613800138000", "+8613800138000"),
        ("5070", "10086", "10086"),
    ],
)
def test_who_calls_is_written_in_e164(client: FlaskClient, port: str, sent: str, e164: str) -> None:
    assert call(client, "192.0.2.10", port, sent).fields["caller_id_number"] == e164


def test_a_carrier_is_not_told_by_a_call_before(client: FlaskClient) -> None:
    leg = Leg({"destination_number": DID, "network_addr": "203.0.113.1"}, {"seatyard_carrier": "home"})
    arrive(client, "public", leg)
    assert leg.get("seatyard_carrier") is None
