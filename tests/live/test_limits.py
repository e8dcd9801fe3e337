"""Limits of a tenant and of its numbers, counted from the channels that exist, and what a seat shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from . import days
from .phones import Call, Phone
from .plant import Plant
from .waiting import until

pytestmark = pytest.mark.live

NAME, DOMAIN = "limited", "limited.seats.example"
MAIN, SECOND = "+861088870001", "+861088870002"
PASSWORDS = {"1001": "limited-1001", "1002": "limited-1002"}
DESK = {"desk": {"seat": "1001", "ring": 30, "no_answer": "bye"}, "bye": {"hangup": True}}
HOURS = "Mon-Sun 00:00-24:00"


def document(**sections: Any) -> dict[str, Any]:
    today = days.today()
    return {
        "tenant": {"name": NAME, "title": {"zh": "限额", "en": "Limited"}, "domain": DOMAIN},
        "contract": {
            "template": "hotline-seat-lease",
            "signed": f"{today.year - 1}-12-01",
            "starts": today.replace(day=1).isoformat(),
            "ends": f"{today.year + 1}-12-31",
        },
        "seats": [
            {"number": number, "type": "bidirectional", "name": f"席{number}", "password": password}
            for number, password in PASSWORDS.items()
        ],
        "queues": [{"name": "sales", "seats": ["1002"]}],
        "numbers": [{"e164": MAIN, "flow": "main"}, {"e164": SECOND, "flow": "main"}],
        "flows": {"main": {"start": "desk", "nodes": DESK}},
        "outbound": {"caller_numbers": [MAIN, SECOND], "allow": ["+86"]},
        **sections,
    }


def set_up(plant: Plant, **sections: Any) -> None:
    path = plant.home / f"{NAME}.yaml"
    path.write_text(yaml.safe_dump(document(**sections), allow_unicode=True))
    plant.seatyard("tenant", "onboard", str(path), "--waive", "tried today")


@pytest.fixture(scope="module")
def phone(plant: Plant) -> Iterator[Phone]:
    for number in (MAIN, SECOND):
        plant.seatyard("number", "add", number)
    set_up(plant)
    phone = plant.phones.seat("1001", DOMAIN, PASSWORDS["1001"], plant.sip)
    until("the registration", lambda: phone.registration == 200)
    yield phone
    phone.register(False)
    phone.close()


@pytest.fixture(autouse=True)
def _quiet(plant: Plant) -> Iterator[None]:
    yield
    plant.switch.api("hupall NORMAL_CLEARING")
    plant.quiet()


def usage(plant: Plant, counter: str) -> int:
    return int(plant.switch.api(f"limit_usage hash seatyard {counter}"))


def tenants(plant: Plant) -> str:
    (row,) = plant.rows("SELECT id FROM tenants WHERE name = ?", NAME)
    return f"tenant-{row['id']}"


def outside(plant: Plant, phone: Phone, number: str) -> tuple[Call, Call]:
    """A call of the seat that is up: its end, and the end of the called."""
    before = len(plant.line.incoming)
    mine = phone.dial(f"sip:{number}@{DOMAIN}")
    until("the called rings", lambda: len(plant.line.incoming) > before)
    theirs = plant.line.incoming[-1]
    theirs.reply(200)
    until("they talk", lambda: mine.up)
    return mine, theirs


def refused(plant: Plant, call: Call) -> int:
    until("the refusal", lambda: call.over)
    return call.status


def reasons(plant: Plant) -> list[object]:
    plant.seatyard("meter", "fold")
    found = plant.rows(
        "SELECT refused FROM conversations c JOIN tenants t ON t.id = c.tenant_id"
        " WHERE t.name = ? AND refused IS NOT NULL ORDER BY c.started_at",
        NAME,
    )
    return [row["refused"] for row in found]


def test_lines_in_and_out_are_one_count_and_the_one_too_many_is_refused(plant: Plant, phone: Phone) -> None:
    set_up(plant, limits={"concurrent_calls": 2})
    mine, _ = outside(plant, phone, "13600000001")
    caller = plant.call_in(MAIN)
    until("it rings", lambda: "EARLY" in caller.states)
    assert usage(plant, tenants(plant)) == 2
    assert refused(plant, plant.call_in(SECOND)) == 486
    assert refused(plant, phone.dial(f"sip:13600000002@{DOMAIN}")) == 503
    before = len(plant.line.incoming)
    help_call = phone.dial(f"sip:110@{DOMAIN}")
    until("help is called all the same", lambda: len(plant.line.incoming) > before)
    for call in (help_call, caller, mine):
        call.hang_up()
    plant.quiet()
    assert usage(plant, tenants(plant)) == 0
    assert reasons(plant)[-2:] == ["tenant_calls", "tenant_calls"]


def test_a_number_has_limits_of_its_own(plant: Plant, phone: Phone) -> None:
    """It is counted where it is called, and where it is shown."""
    set_up(plant, limits={"numbers": {SECOND: {"concurrent_calls": 1}}})
    mine, _ = outside(plant, phone, "*6213600000003")
    assert usage(plant, f"number-{SECOND}") == 1
    assert refused(plant, plant.call_in(SECOND)) == 486
    assert refused(plant, phone.dial(f"sip:*6213600000004@{DOMAIN}")) == 503
    other, _ = outside(plant, phone, "13600000004")
    for call in (mine, other):
        call.hang_up()
    plant.quiet()
    assert reasons(plant)[-2:] == ["number_calls", "number_calls"]


def test_calls_in_a_second(plant: Plant, phone: Phone) -> None:
    set_up(plant, limits={"calls_per_second": 1})
    callers = [plant.call_in(MAIN) for _ in range(3)]
    until("one of three is refused at least", lambda: any(call.status == 486 for call in callers))
    until("one rings", lambda: any("EARLY" in call.states for call in callers))
    plant.switch.api("hupall NORMAL_CLEARING")
    plant.quiet()
    assert reasons(plant)[-1] == "tenant_rate"


def test_a_count_stays_right_when_calls_move_and_die(plant: Plant, phone: Phone) -> None:
    """Transferred, killed, through a reload of the dialplan: it is the channels that are counted."""
    set_up(plant)
    counter = tenants(plant)
    mine, _ = outside(plant, phone, "13600000005")
    line = plant.channel("external")
    assert usage(plant, counter) == 1
    plant.switch.api("reloadxml")
    plant.switch.api(f"uuid_transfer {line} 1001 XML {DOMAIN}")
    until("the seat's own leg is gone", lambda: mine.over)
    until("it rings at the seat", lambda: phone.incoming and not phone.incoming[-1].over)
    assert usage(plant, counter) == 1
    phone.incoming[-1].reply(200)
    until("they talk", lambda: phone.incoming[-1].up)
    assert (usage(plant, counter), usage(plant, f"number-{MAIN}")) == (1, 1)
    caller = plant.call_in(MAIN)
    until("two", lambda: usage(plant, counter) == 2)
    until("it rings", lambda: "EARLY" in caller.states)
    for channel in plant.channels():
        plant.switch.api(f"uuid_kill {channel['uuid']}")
    until("none", lambda: usage(plant, counter) == 0)
    assert usage(plant, "carrier-carrier1") == 0


def test_a_wrong_count_is_counted_anew_and_told(plant: Plant, phone: Phone) -> None:
    """One call too many is made by taking from a leg what makes the switch listen for its end."""
    set_up(plant, limits={"concurrent_calls": 2})
    counter = tenants(plant)
    caller = plant.call_in(MAIN)
    until("it rings", lambda: "EARLY" in caller.states)
    plant.switch.api(f"uuid_setvar {plant.channel('external')} limit_backend")
    caller.hang_up()
    plant.quiet()
    assert usage(plant, counter) == 1
    mine, _ = outside(plant, phone, "13600000006")
    told = "SELECT key, message FROM findings WHERE kind = 'limit_miscounted' AND key LIKE ?"
    (found,) = until("it is found", lambda: plant.rows(told, f"%{counter}"))
    assert found["message"] == f"{counter} counts 2 calls where 1 exist: counted anew"
    assert usage(plant, f"{counter}.2") == 1
    other, _ = outside(plant, phone, "13600000007")
    assert refused(plant, phone.dial(f"sip:13600000008@{DOMAIN}")) == 503
    for call in (mine, other):
        call.hang_up()
    until("none", lambda: usage(plant, f"{counter}.2") == 0)


def test_closed_hours(plant: Plant, phone: Phone) -> None:
    always = {"caller_numbers": [MAIN, SECOND], "allow": ["+86"]}
    day = days.today().isoformat()
    set_up(plant, outbound={**always, "hours": {"when": HOURS, "days": {day: "closed"}}})
    assert refused(plant, phone.dial(f"sip:13600000009@{DOMAIN}")) == 403
    set_up(
        plant, outbound={**always, "hours": {"when": HOURS, "holidays": "CN", "days": {day: "00:00-24:00"}}}
    )
    mine, _ = outside(plant, phone, "13600000010")
    mine.hang_up()
    plant.quiet()
    assert reasons(plant)[-1] == "hours"


def test_whom_the_called_see(plant: Plant, phone: Phone) -> None:
    """The seat's number by the file, its queue's, and another for one call."""
    always = {"caller_numbers": [MAIN, SECOND], "allow": ["+86"]}
    set_up(plant, outbound={**always, "seats": {"1001": {"caller_number": SECOND}}})
    for dialled, shown in (("13600000011", SECOND), ("*6113600000012", MAIN)):
        mine, _ = outside(plant, phone, dialled)
        leg = plant.channel("external")
        assert plant.switch.variable(leg, "seatyard_from") == shown
        mine.hang_up()
        plant.quiet()
    assert refused(plant, phone.dial(f"sip:*6913600000013@{DOMAIN}")) == 403
    assert reasons(plant)[-1] == "no_caller_number"
