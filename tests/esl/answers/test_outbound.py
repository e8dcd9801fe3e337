"""Calls out, as the switch decides them by itself: may it, whom does it show, over which carrier."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from esl.answers.outbound.shares import expression
from esl.carriers.formats import FORMATS, written
from esl.carriers.routing import Carrier, Route, choices, for_help
from esl.lab.dialplan.walk import compiled
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import NumberFactory, TrunkFactory

from .walking import Actions, Leg, Try, arrive, tries, walk

DID = "+861088880001"
REFUSED = "OUTGOING_CALL_BARRED"
MAY = {"seatyard_outbound": "true", "seatyard_seat": "7"}


@pytest.fixture(autouse=True)
def _policy(acme: Tenant) -> None:
    """One carrier, a number of the tenant's own, and lists with a hole in each other."""
    TrunkFactory(name="carrier1", host="192.0.2.10")
    NumberFactory(e164=DID, tenant=acme)
    outbound = {"caller_numbers": [DID], "allow": ["+86", "+869001"], "deny": ["+86900", "+861380013"]}
    acme.policies = {"outbound": outbound}
    changed(acme)


def changed(acme: Tenant) -> None:
    acme.generation += 1
    db.session.commit()


def dial(client: FlaskClient, number: str, **variables: str) -> tuple[Actions, list[Try]]:
    """What a seat's call is made to do, and the carriers that it is tried over."""
    leg = Leg({"destination_number": number}, MAY | {"uuid": str(UUID(int=0))} | variables)
    done = arrive(client, "acme.test", leg)
    return done, tries(done, leg)


# May it?


@pytest.mark.parametrize(
    ("dialled", "e164"),
    [
        ("+8613900138000", "+8613900138000"),
        ("008613900138000", "+8613900138000"),
        ("13900138000", "+8613900138000"),
        ("013900138000", "+8613900138000"),
        ("02166668888", "+862166668888"),
        ("075512345678", "+8675512345678"),
        ("4008001234", "+864008001234"),
        ("+8690012345678", "+8690012345678"),
    ],
)
def test_an_allowed_number_goes_to_the_carrier_in_e164(client: FlaskClient, dialled: str, e164: str) -> None:
    _, tried = dial(client, dialled)
    assert tried == [Try("carrier1", e164, DID, -1)]
    assert (tried[0].variables["seatyard_to"], tried[0].variables["seatyard_from"]) == (e164, DID)


@pytest.mark.parametrize(
    "dialled",
    ["+8690022345678", "0086900223456", "090022345678", "13800138000", "+85212345678", "001234567"],
)
def test_a_denied_or_foreign_number_is_403(client: FlaskClient, dialled: str) -> None:
    done, _ = dial(client, dialled)
    assert done == [("set", "seatyard_refused=policy"), ("hangup", REFUSED)]


@pytest.mark.parametrize(
    "may",
    [
        {"seatyard_outbound": "false"},
        {},
        {"seatyard_outbound": "true", "rdnis": "1000"},
        {"seatyard_outbound": "true", "seatyard_sends_out": "false", "rdnis": "1000"},
        {"seatyard_outbound": "true", "seatyard_sends_out": "_undef_", "rdnis": "|true|"},
        {"seatyard_outbound": "false", "seatyard_sends_out": "true"},
    ],
)
@pytest.mark.parametrize("dialled", ["+8613900138000", "13900138000", "02166668888"])
def test_who_may_not_dial_out_is_403(client: FlaskClient, may: dict[str, str], dialled: str) -> None:
    done = walk(client, "acme.test", dialled, **may)
    assert done == [("set", "seatyard_refused=seat"), ("hangup", REFUSED)]


@pytest.mark.parametrize("own", ["true", "false", ""])
def test_a_leg_goes_out_by_the_right_of_whom_it_talks_with(client: FlaskClient, own: str) -> None:
    """It was transferred: what it may do itself counts for nothing."""
    moved = {"seatyard_outbound": own, "seatyard_sends_out": "true", "rdnis": "1000"}
    assert len(dial(client, "13900138000", **moved)[1]) == 1


@pytest.mark.parametrize(
    "dialled",
    [
        "1009", "7", "", "carrier1", "+86139${hostname}000", "13900138000 XML other.test", "139001380001",
        "${system(reboot)}", "+", "++8613900138000",
    ],
)  # fmt: skip
def test_what_is_no_number_leads_nowhere(client: FlaskClient, dialled: str) -> None:
    assert dial(client, dialled)[0] == [("hangup", "NO_ROUTE_DESTINATION")]


def test_nothing_is_left_of_a_call_before(client: FlaskClient) -> None:
    """A leg that is transferred comes again, with the variables of the first time."""
    stale = {"seatyard_to": "+8613900138000", "seatyard_allowed": "true", "seatyard_dialled": "13900138000"}
    assert dial(client, "1009", **stale)[0] == [("hangup", "NO_ROUTE_DESTINATION")]
    assert dial(client, "+85212345678", **stale)[0][-1] == ("hangup", REFUSED)


# Whom does it show?


def test_a_tenant_without_a_number_shows_nobody_and_is_refused(client: FlaskClient, acme: Tenant) -> None:
    acme.policies = {"outbound": {"allow": ["+86"]}}
    for number in list(acme.numbers):
        number.tenant, number.state = None, "free"
    changed(acme)
    done, _ = dial(client, "13900138000")
    assert done == [("set", "seatyard_refused=no_caller_number"), ("hangup", REFUSED)]


def test_nothing_that_a_phone_sends_reaches_the_carrier(client: FlaskClient) -> None:
    done, tried = dial(client, "13900138000", sip_from_user="+8613911112222")
    assert ("set", "sip_copy_custom_headers=false") in done
    assert ("privacy", "no") in done
    shown = {"origination_caller_id_number": DID, "origination_caller_id_name": DID, "sip_cid_type": "none"}
    assert shown.items() <= tried[0].variables.items()


@pytest.mark.parametrize(
    ("form", "called", "shown"),
    [
        ("e164", "+8613900138000", DID),
        ("plain", "8613900138000", "861088880001"),
        ("00", "008613900138000", "00861088880001"),
        ("national", "13900138000", "01088880001"),
    ],
)
def test_numbers_are_written_as_the_carrier_wants_them(
    client: FlaskClient, acme: Tenant, form: str, called: str, shown: str
) -> None:
    TrunkFactory(name="other", prefix="+8613", called_format=form, caller_format=form, identity="pai")
    changed(acme)
    _, tried = dial(client, "13900138000")
    assert tried == [Try("other", called, shown, -1), Try("carrier1", "+8613900138000", DID, -1)]
    assert tried[0].variables["seatyard_to"] == "+8613900138000"
    assert tried[0].variables["sip_cid_type"] == "pid"


@pytest.mark.parametrize(
    ("e164", "national"),
    [
        ("+8613900138000", "13900138000"),
        ("+861088880001", "01088880001"),
        ("+864008001234", "4008001234"),
        ("+12125550100", "0012125550100"),
    ],
)
def test_the_national_format(e164: str, national: str) -> None:
    assert written(e164, "national") == national
    assert [written("+861088880001", form) for form in FORMATS[:3]] == [DID, "861088880001", "00861088880001"]


def test_a_carrier_that_takes_its_own_numbers_alone(client: FlaskClient, acme: Tenant) -> None:
    TrunkFactory(name="own-1", prefix="+8613", own_numbers=True, caller_format="national")
    NumberFactory(e164="+862166660001", tenant=acme, carrier="own-1")
    changed(acme)
    _, tried = dial(client, "13900138000")
    assert tried == [
        Try("own-1", "+8613900138000", "02166660001", -1),
        Try("carrier1", "+8613900138000", DID, -1),
    ]
    for number in acme.numbers:
        number.carrier = "carrier1"
    changed(acme)
    assert [one.carrier for one in dial(client, "13900138000")[1]] == ["carrier1"]


# Over which carrier?


def test_the_longest_prefix_comes_first_then_the_shorter_ones(client: FlaskClient, acme: Tenant) -> None:
    TrunkFactory(name="mobile", prefix="+8613")
    TrunkFactory(name="china", prefix="+86")
    TrunkFactory(name="cheap", prefix="+861390", priority=2)
    TrunkFactory(name="best", prefix="+861390", priority=1)
    changed(acme)

    def over(number: str) -> list[str]:
        return [one.carrier for one in dial(client, number)[1]]

    assert over("13900138000") == ["best", "cheap", "mobile", "china", "carrier1"]
    assert over("13700138000") == ["mobile", "china", "carrier1"]
    assert over("02166668888") == ["china", "carrier1"]


def test_all_but_the_last_go_on_by_cause(client: FlaskClient, acme: Tenant) -> None:
    TrunkFactory(name="second", prefix="+86")
    changed(acme)
    done, _ = dial(client, "13900138000")
    steps = [
        data.partition("=")[2].split(",") if application == "set" else application
        for application, data in done
        if application == "limit_execute" or data.startswith("continue_on_fail=")
    ]
    goes_on = set(steps[0])
    assert steps[1:] == ["limit_execute", ["false"], "limit_execute"]
    assert goes_on >= {
        "NORMAL_TEMPORARY_FAILURE", "NETWORK_OUT_OF_ORDER", "RECOVERY_ON_TIMER_EXPIRE", "GATEWAY_DOWN",
        "NO_ROUTE_DESTINATION", "PROGRESS_TIMEOUT",
    }  # fmt: skip
    final = {"USER_BUSY", "NO_ANSWER", "NO_USER_RESPONSE", "CALL_REJECTED", "UNALLOCATED_NUMBER",
             "ORIGINATOR_CANCEL", "NUMBER_CHANGED", "INVALID_NUMBER_FORMAT"}  # fmt: skip
    assert goes_on & final == set()


def test_a_number_that_nobody_serves(client: FlaskClient, acme: Tenant) -> None:
    for trunk in db.session.scalars(db.select(TrunkFactory._meta.model)):
        trunk.routes[0].prefix = "+1"
    changed(acme)
    assert dial(client, "13900138000")[0][-1] == ("hangup", "NO_ROUTE_DESTINATION")


def test_a_carriers_channels_are_counted_by_the_switch(client: FlaskClient, acme: Tenant) -> None:
    TrunkFactory(name="small", prefix="+86", max_channels=2)
    changed(acme)
    tried = dial(client, "13900138000", uuid="u-1")[1]
    assert [one.most for one in tried] == [2, -1]
    held = tried[0].variables
    assert held["accountcode"] == f"tenant-{acme.id};number-{DID};carrier-small"
    assert held["execute_on_answer_3"] == "limit hash seatyard carrier-small"
    assert held["api_on_answer_3"] == "uuid_limit_release u-1 hash seatyard carrier-small"
    assert held["limit_ignore_transfer"] == "true"


def test_carriers_of_one_priority_share_the_calls_by_weight(client: FlaskClient, acme: Tenant) -> None:
    TrunkFactory(name="one", prefix="+86", priority=1, weight=3)
    TrunkFactory(name="two", prefix="+86", priority=1, weight=1)
    changed(acme)
    first: Counter[str] = Counter()
    orders = set()
    for byte in range(0, 256, 8):
        tried = dial(client, "13900138000", uuid=str(UUID(int=byte)))[1]
        first[tried[0].carrier] += 1
        orders.add(tuple(one.carrier for one in tried))
    assert first == {"one": 24, "two": 8}
    assert orders == {("one", "two", "carrier1"), ("two", "one", "carrier1")}


@pytest.mark.parametrize(("low", "high"), [(0, 256), (0, 85), (85, 171), (171, 256), (7, 8), (15, 17)])
def test_a_share_is_exact(low: int, high: int) -> None:
    pattern = compiled(expression(low, high))
    matched = [byte for byte in range(256) if pattern.search(str(UUID(int=(9 << 64) + byte)))]
    assert matched == list(range(low, high))


def test_shares_come_to_the_whole() -> None:
    many = [Carrier(f"c{n}", routes=(Route("+", 1, n),)) for n in (1, 2, 3, 5, 7)]
    (found,) = choices(many)
    assert sum(choice.share for choice in found) == 256
    assert all(len(choice.carriers) == 5 for choice in found)


# Help


@pytest.mark.parametrize("number", ["110", "119", "120", "122"])
@pytest.mark.parametrize("may", [MAY, {}, {"seatyard_outbound": "false"}])
def test_help_is_there_for_every_seat_over_every_carrier(
    client: FlaskClient, acme: Tenant, number: str, may: dict[str, str]
) -> None:
    acme.policies = {"outbound": {"deny": ["+"]}}
    TrunkFactory(name="local", prefix=number, caller_format="national")
    TrunkFactory(name="abroad", prefix="+1")
    changed(acme)
    leg = Leg({"destination_number": number}, dict(may))
    tried = tries(arrive(client, "acme.test", leg), leg)
    shown = acme.numbers[0].e164
    assert tried[0] == Try("local", number, written(shown, "national"), -1)
    assert {one.carrier for one in tried} == {"local", "carrier1", "abroad"}
    assert all(one.called == number and one.variables["seatyard_to"] == number for one in tried)


def test_help_is_tried_even_without_a_number_to_show(client: FlaskClient, acme: Tenant) -> None:
    for number in list(acme.numbers):
        number.tenant, number.state = None, "free"
    changed(acme)
    leg = Leg({"destination_number": "120"})
    assert tries(arrive(client, "acme.test", leg), leg) == [Try("carrier1", "120", "", -1)]


def test_who_serves_help_by_name_comes_first() -> None:
    general = Carrier("general", routes=(Route("+", 1),))
    second = replace(general, name="second", routes=(Route("+", 2), Route("120", 1)))
    assert [one.name for one in for_help("120", [general, second])] == ["second", "general"]
    assert [one.name for one in for_help("110", [second, general])] == ["general", "second"]
