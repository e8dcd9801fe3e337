"""What a seat's legs carry, and where its keys and codes lead; that they do it is tried in tests/live."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from esl.answers import directory
from esl.answers.features import codes, legs_of, types
from esl.carriers.routing import Carrier
from esl.lab.calls.dialstring import parse
from seatyard.db import db
from tenants.models import Seat, Tenant
from tests.factories import NumberFactory, QueueSeatFactory, SeatFactory, TenantFactory

from .walking import Actions, Leg, arrive, walk

SEAT = {"seatyard_seat": "7", "seatyard_number": "1000"}
BOSS = SEAT | {"seatyard_supervisor": "true"}
NOWHERE = [("hangup", "NO_ROUTE_DESTINATION")]
LEG = "${hash(select/seatyard_talks/1002@acme.test)}"


def entry(tenant: Tenant, number: str, *carriers: Carrier) -> tuple[dict[str, str], dict[str, str]]:
    """Parameters and variables of a seat's directory entry."""
    user = directory.users_of(tenant, carriers)[number]
    params = {one.get("name", ""): one.get("value", "") for one in user.iterfind("params/param")}
    return params, {one.get("name", ""): one.get("value", "") for one in user.iterfind("variables/variable")}


def seat(**columns: object) -> Seat:
    return SeatFactory(tenant=TenantFactory(), number="1001", **columns)


# Types


def test_what_agreement_002_lists_for_an_inbound_seat(app: object) -> None:
    can = types.functions("inbound")
    assert can == {
        "sign_in_out",
        "ready_busy",
        "hold",
        "call_inside",
        "transfer_inside",
        "back_to_menu",
    }
    more = types.functions("bidirectional") - can
    assert more == {"call_out", "transfer_caller", "transfer_out", "three_way"}
    assert types.functions("provincial") == types.functions("bidirectional")


def test_a_legs_functions_are_its_types(app: object) -> None:
    quiet, seller = legs_of(seat(type="inbound")), legs_of(seat(type="bidirectional"))
    assert "three_way" not in quiet["seatyard_functions"]
    assert "three_way" in seller["seatyard_functions"]
    keys = {name: value for name, value in quiet.items() if name.startswith("execute_on_answer")}
    assert {value.split()[1] for value in keys.values()} == {"1", "2", "5", "7"}


def test_no_leg_variable_is_one_that_the_switch_refuses(app: object) -> None:
    """It takes none whose value has a ``${``: silently, at a call's birth."""
    assert not [name for name, value in legs_of(seat()).items() if "${" in value]


# Devices


def test_several_devices_have_a_limit_and_one_takes_its_own_place(app: object) -> None:
    params, variables = entry(seat(devices=3).tenant, "1001")
    assert params["max-registrations-per-extension"] == "3"
    assert "sip-allow-multiple-registrations" not in variables
    params, variables = entry(seat(devices=1).tenant, "1001")
    assert "max-registrations-per-extension" not in params
    assert variables["sip-allow-multiple-registrations"] == "false"


def test_a_seat_bound_to_a_telephone_is_called_over_the_carriers(app: object) -> None:
    tenant = seat(phone="+8613911112222").tenant
    east, west = Carrier("east"), Carrier("west", called_format="national", caller_format="plain")
    unreachable = "error/NETWORK_OUT_OF_ORDER"
    assert entry(tenant, "1001", east)[0]["dial-string"] == unreachable  # no number of its own to show
    NumberFactory(e164="+861088880001", tenant=tenant)
    db.session.flush()
    first, second = parse(entry(tenant, "1001", east, west)[0]["dial-string"]).groups
    assert [leg.address for leg in (*first, *second)] == [
        "gateway/east/+8613911112222",
        "gateway/west/13911112222",
    ]
    assert second[0].variables["origination_caller_id_number"] == "861088880001"
    assert second[0].variables["seatyard_to"] == "+8613911112222"
    counted = [second[0].variables[f"execute_on_answer_{n}"].split("$")[0] for n in (1, 2, 3)]
    tenant_counter = f"limit hash seatyard tenant-{tenant.id}"
    assert counted[0] == tenant_counter
    assert counted[2] == "limit hash seatyard carrier-west"
    assert not [
        name for name in second[0].variables if name.startswith("api_on_answer")
    ]  # what the caller's leg counts is its own
    assert entry(tenant, "1001")[0]["dial-string"] == unreachable


# Keys of a talk


def pressed(client: FlaskClient, step: str, digits: str, type_: str = "inbound") -> Actions:
    """What becomes of digits behind a key, of a seat of this type; 1002 is a colleague."""
    can = {"seatyard_functions": ",".join(types.functions(type_)), "seatyard_pressed": digits}
    leg = Leg({"destination_number": f"{step}-{digits}"}, can)
    leg.replies["user_exists id 1002 acme.test"] = "true"
    return arrive(client, "acme.test", leg)


REFUSED = [("playback", codes.REFUSED)]
"""The talk goes on."""


def test_a_transfer_goes_on_in_the_own_context(client: FlaskClient, acme: Tenant) -> None:
    asked, then = walk(client, "acme.test", "talk-transfer")[1:]
    assert asked[0] == "play_and_get_digits"
    assert then == ("execute_extension", "transfer-${seatyard_pressed} XML acme.test")
    assert pressed(client, "transfer", "1002") == [("transfer", "-bleg 1002 XML acme.test")]
    outside = pressed(client, "transfer", "13900138000", "bidirectional")
    assert outside == [("transfer", "-bleg 13900138000 XML acme.test")]


@pytest.mark.parametrize("digits", ["", "9999", "1", "13900138000", "1002 XML other.test", "1002\n"])
@pytest.mark.parametrize("step", ["transfer", "to-park", "consult"])
def test_what_leads_nowhere_ends_no_talk(client: FlaskClient, acme: Tenant, step: str, digits: str) -> None:
    if (step, digits) in {("to-park", "1"), ("consult", "9999"), ("consult", "1002\n")}:
        return  # a place; a colleague who does not answer; one who is rung
    assert pressed(client, step, digits) == REFUSED


@pytest.mark.parametrize(("type_", "all_three"), [("inbound", False), ("bidirectional", True)])
def test_who_may_join_all_three(client: FlaskClient, acme: Tenant, type_: str, all_three: bool) -> None:
    done = pressed(client, "consult", "1002", type_)
    assert done[-1] == ("att_xfer", "user/1002@acme.test")
    assert (("set", "attxfer_conf_key=~") in done) is not all_three


def test_a_consultation_outside_is_a_call_out(client: FlaskClient, acme: Tenant) -> None:
    app, data = pressed(client, "consult", "13900138000", "bidirectional")[-1]
    assert app == "att_xfer"
    assert data.endswith("}loopback/13900138000/acme.test/XML")
    assert "seatyard_outbound=true" in data


def test_back_to_the_menu_is_where_the_call_came_in(client: FlaskClient, acme: Tenant) -> None:
    flow = f"flow-{acme.flows[0].id}-q"
    assert ("set", f"seatyard_menu={flow}") in walk(client, "public", acme.numbers[0].e164)
    done = walk(client, "acme.test", "talk-menu", seatyard_menu=flow)
    assert done == [
        ("set", "seatyard_sends_out=false"),
        ("transfer", "${seatyard_menu} XML acme.test"),
    ]
    assert walk(client, "acme.test", "talk-menu") == [("set", "seatyard_menu=")]


# Supervisors


@pytest.mark.parametrize(
    ("code", "kind", "last"),
    [
        ("*711002", "listen", ("eavesdrop", LEG)),
        ("*721002", "whisper", ("eavesdrop", LEG)),
        ("*731002", "barge", ("eavesdrop", LEG)),
        ("*741002", "takeover", ("intercept", f"-bleg {LEG}")),
        ("*751002", "hangup", ("set", f"seatyard_told=${{uuid_kill({LEG})}}")),
    ],
)
def test_a_supervisor(client: FlaskClient, acme: Tenant, code: str, kind: str, last: tuple[str, str]) -> None:
    done = walk(client, "acme.test", code, **BOSS)
    assert done[0] == ("set", f"seatyard_supervises={kind}:1002")
    assert last in done
    if last[0] == "eavesdrop":
        assert ("set", "eavesdrop_require_group=acme.test") in done
    assert walk(client, "acme.test", code, **SEAT) == NOWHERE
    assert walk(client, "acme.test", code, rdnis="1003", **BOSS) == NOWHERE


def test_who_is_a_supervisor_stands_in_the_directory(app: object) -> None:
    tenant = TenantFactory(domain="acme.test")
    SeatFactory(tenant=tenant, number="1001", supervisor=True)
    SeatFactory(tenant=tenant, number="1002")
    db.session.flush()
    assert entry(tenant, "1001")[1]["seatyard_supervisor"] == "true"
    assert "seatyard_supervisor" not in entry(tenant, "1002")[1]
    assert entry(tenant, "1002")[1]["eavesdrop_group"] == "acme.test"


# Answering for others, parking


def test_picking_a_colleague_up(client: FlaskClient, acme: Tenant) -> None:
    ringing = [data for app, data in walk(client, "acme.test", "1003") if app == "hash"]
    queue = f"queue-{acme.queues[0].id}@acme.test"
    assert "insert/seatyard_ringing/1003@acme.test/${uuid}" in ringing
    assert f"insert/seatyard_ringing/{queue}/${{uuid}}" in ringing
    one = walk(client, "acme.test", "*81003", **SEAT)
    assert one[-2:] == [
        ("set", "intercept_unanswered_only=false"),
        ("intercept", "${hash(select/seatyard_ringing/1003@acme.test)}"),
    ]
    mine = walk(client, "acme.test", "*8", seatyard_groups=f",{acme.queues[0].id},", **SEAT)
    assert mine[-2:] == [("intercept", f"${{hash(select/seatyard_ringing/{queue})}}"), *NOWHERE]
    assert walk(client, "acme.test", "*8", seatyard_groups=",99,", **SEAT) == NOWHERE


def test_a_seats_groups_are_its_queues(app: object) -> None:
    tier = QueueSeatFactory()
    QueueSeatFactory(seat=tier.seat, queue__tenant=tier.queue.tenant, queue__name="more")
    db.session.flush()
    ids = sorted(one.queue_id for one in tier.seat.tiers)
    assert sorted(map(int, re.findall(r"\d+", legs_of(tier.seat)["seatyard_groups"]))) == ids


def test_a_lot_is_the_tenants_own(client: FlaskClient, acme: Tenant) -> None:
    lot = f"lot-{acme.id}"
    assert walk(client, "acme.test", "park-3")[-1] == ("valet_park", f"{lot} 3")
    assert fetched(client, "*53", f"valet_info {lot}")[-1] == ("valet_park", f"{lot} 3")
    assert fetched(client, "*54", f"valet_info {lot}") == []  # the end of the context comes with a pattern
    assert fetched(client, "*53", "valet_info lot-99") == []


def fetched(client: FlaskClient, code: str, lot: str) -> Actions:
    """What a seat's code does while somebody waits in the third place of a lot."""
    leg = Leg({"destination_number": code}, dict(SEAT), replies={lot: '<extension uuid="u">3</extension>'})
    return arrive(client, "acme.test", leg)


# Messages


def opened(user: str) -> tuple[str, str]:
    return ("lua", f"${{conf_dir}}/scripts/voicemail.lua acme.test {user} zh Asia/Shanghai")


def test_a_seat_opens_its_own_box(client: FlaskClient, acme: Tenant) -> None:
    assert opened("${seatyard_number}") in walk(client, "acme.test", "*98", **SEAT)
    assert walk(client, "acme.test", "*98") == []
    assert walk(client, "acme.test", "*98", rdnis="1003", **SEAT) == []


def test_a_queues_box_is_for_its_seats(client: FlaskClient, acme: Tenant) -> None:
    queue = acme.queues[0]
    acme.voicemail = {"seats": {"1002": {"pin": "a$b"}}, "queues": {"sales": {"number": "601", "pin": "c$d"}}}
    acme.generation += 1
    db.session.commit()
    mine = SEAT | {"seatyard_groups": f",{queue.id},"}
    assert opened(f"queue-{queue.id}") in walk(client, "acme.test", "*98601", **mine)
    assert walk(client, "acme.test", "*98601", **SEAT) == []
    assert walk(client, "acme.test", "*98601", **SEAT | {"seatyard_groups": f",{queue.id}0,"}) == []
    assert opened("1002") in walk(client, "acme.test", "*981002", **SEAT)
    assert walk(client, "acme.test", "*981003", **SEAT) == NOWHERE


def test_pins_are_for_the_switch_alone(app: object) -> None:
    tenant = TenantFactory(domain="acme.test", voicemail={"seats": {"1001": {"pin": "ab$cd"}}})
    SeatFactory(tenant=tenant, number="1001")
    db.session.flush()
    params, variables = entry(tenant, "1001")
    assert params["seatyard-pin"] == "ab$cd"
    assert "ab$cd" not in variables.values()
    assert not any(name.startswith("dial-var") and "ab$cd" in value for name, value in params.items())


def test_who_does_not_answer_has_a_box_if_the_file_says_so(client: FlaskClient, acme: Tenant) -> None:
    assert walk(client, "acme.test", "1002")[-1] == ("hangup", "NO_ANSWER")
    acme.voicemail = {"seats": {"1002": {"pin": "a$b"}}}
    acme.generation += 1
    db.session.commit()
    assert ("voicemail", "default acme.test 1002") in walk(client, "acme.test", "1002")
    assert walk(client, "acme.test", "1003")[-1] == ("hangup", "NO_ANSWER")
