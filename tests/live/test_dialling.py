"""Click to dial: the seat's phone rings, and then its call goes out as if the seat had dialled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from .ivr import PASSWORD, SEAT, Ivr
from .phones import Call, Phone
from .plant import Plant
from .programs import Program
from .waiting import until

pytestmark = pytest.mark.live

FLOWS = {"main": {"start": "bye", "nodes": {"bye": {"hangup": True}}}}


@pytest.fixture(scope="module")
def office(plant: Plant) -> Ivr:
    made = Ivr(plant, "clicking", "+8610888801", FLOWS, {"allow": ["+86"], "deny": ["+86900"]})
    made.onboard()
    return made


@pytest.fixture(scope="module")
def phone(plant: Plant, office: Ivr) -> Iterator[Phone]:
    phone = plant.phones.seat(SEAT, f"{office.name}.seats.example", PASSWORD, plant.sip)
    until("the registration", lambda: phone.registration == 200)
    yield phone
    phone.register(False)
    phone.close()


@pytest.fixture(scope="module")
def token(plant: Plant, office: Ivr) -> str:
    return plant.seatyard("tenant", "token", "add", office.name, "crm").strip()


class Api(Program):
    def dial(self, number: str, key: str, **more: Any) -> dict[str, Any]:
        status, answer = self.ask(f"seats/{SEAT}/dial", {"number": number, **more}, Idempotency_Key=key)
        assert status == 202
        return answer

    def became(self, key: str, state: str) -> dict[str, Any]:
        return until(state, lambda: self._in_state(key, state))

    def _in_state(self, key: str, state: str) -> dict[str, Any] | None:
        found = self.ask(f"dialled/{key}")[1]
        return found if found["state"] == state else None


@pytest.fixture
def api(plant: Plant, office: Ivr, token: str) -> Api:
    return Api(plant, f"tenants/{office.name}", token)


def rung(phone: Phone, before: int) -> Call:
    until("the phone rings", lambda: len(phone.incoming) > before)
    return phone.incoming[-1]


def test_a_call_that_a_program_asks_for(plant: Plant, office: Ivr, phone: Phone, api: Api) -> None:
    """One conversation of two legs, paid for once; asked for twice, dialled once."""
    rings, calls = len(phone.incoming), len(plant.line.incoming)
    asked = [api.dial("13500000001", "order-1", auto_answer=True) for _ in range(2)]
    assert {one["key"] for one in asked} == {"order-1"}
    mine = rung(phone, rings)
    leg = plant.channel("internal")
    assert "answer-after=0" in plant.switch.variable(leg, "sip_h_Call-Info")
    mine.reply(200)
    until("the called rings", lambda: len(plant.line.incoming) > calls)
    plant.line.incoming[-1].reply(200)
    until("they talk", lambda: mine.up and plant.line.incoming[-1].up)
    found = api.became("order-1", "connected")
    assert api.dial("13500000001", "order-1", auto_answer=True)["state"] == "connected"
    mine.hang_up()
    plant.quiet()
    plant.seatyard("meter", "fold")
    assert (len(phone.incoming), len(plant.line.incoming)) == (rings + 1, calls + 1)
    (call,) = plant.rows("SELECT * FROM conversations WHERE callee = '+8613500000001'")
    legs = plant.rows("SELECT side, billusec FROM legs WHERE conversation_id = ? ORDER BY side", call["id"])
    assert call["id"] == found["call"]
    assert (call["direction"], call["outcome"], call["caller"]) == ("outbound", "answered", SEAT)
    assert call["did"] == office.number("main") or call["did"] is None
    assert [one["side"] for one in legs] == ["carrier", "seat"]
    assert (call["billusec"], call["paid_kind"]) == (legs[0]["billusec"], "clicked")


def test_the_policy_holds_as_if_the_seat_had_dialled(plant: Plant, phone: Phone, api: Api) -> None:
    rings, calls = len(phone.incoming), len(plant.line.incoming)
    api.dial("+8690012345678", "order-2")
    mine = rung(phone, rings)
    mine.reply(200)
    until("the end", lambda: mine.over)
    plant.quiet()
    plant.seatyard("meter", "fold")
    assert len(plant.line.incoming) == calls
    (call,) = plant.rows("SELECT * FROM conversations WHERE callee = '+8690012345678'")
    assert (call["refused"], call["caller"], call["billusec"]) == ("policy", SEAT, 0)


def test_a_seat_that_does_not_answer(plant: Plant, phone: Phone, api: Api) -> None:
    rings, calls = len(phone.incoming), len(plant.line.incoming)
    api.dial("13500000003", "order-3")
    rung(phone, rings).reply(486)
    assert api.became("order-3", "failed")["cause"] == "USER_BUSY"
    assert len(plant.line.incoming) == calls


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"seats/{SEAT}/dial", {"number": "13500000009 XML other"}, 400),
        (f"seats/{SEAT}/dial", {"number": "&playback(x)"}, 400),
        (f"seats/{SEAT}/dial", {"number": "*41"}, 400),
        (f"seats/{SEAT}/dial", {}, 400),
        ("seats/9999/dial", {"number": "13500000009"}, 404),
    ],
)
def test_what_is_no_call(api: Api, path: str, body: Any, status: int) -> None:
    assert api.ask(path, body)[0] == status


def test_another_tenants_token_and_another_call_of_one_key(plant: Plant, office: Ivr, api: Api) -> None:
    assert Api(plant, "tenants/acme", api.token).ask(f"seats/{SEAT}/dial", {"number": "110"})[0] == 404
    assert Api(plant, f"tenants/{office.name}", "").ask(f"seats/{SEAT}/dial", {"number": "110"})[0] == 401
    used = api.ask(f"seats/{SEAT}/dial", {"number": "13500000009"}, Idempotency_Key="order-3")
    assert used[0] == 409


def test_by_a_command_for_a_seat_without_a_phone(plant: Plant, office: Ivr, phone: Phone) -> None:
    phone.register(False)
    contact = f"sofia_contact */{SEAT}@{office.name}.seats.example"
    until("it is signed off", lambda: "error/" in plant.switch.api(contact))
    told = json.loads(plant.seatyard("seat", "dial", office.name, SEAT, "13500000004", "--json"))
    assert (told["state"], told["cause"]) == ("failed", "USER_NOT_REGISTERED")
