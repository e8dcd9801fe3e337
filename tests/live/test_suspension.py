"""Service stops for an unpaid bill, on a real switch: calls are refused, help is not; then it is paid."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import yaml

from . import days
from .phones import Call, Phone
from .plant import Plant
from .waiting import until

pytestmark = pytest.mark.live

NAME, DOMAIN = "late", "late.seats.example"
DID, MOBILE = "+861088860001", "13600000001"
PASSWORD = "late-and-later"
FIRST = (days.today().replace(day=1) - timedelta(days=1)).replace(day=1)
STARTS = (FIRST - timedelta(days=1)).replace(day=1)
"""Of the month before the last one: its bill is more than two weeks overdue on any day of this month."""
SECOND = 1.0


def document() -> dict[str, Any]:
    return {
        "tenant": {"name": NAME, "title": {"zh": "迟付", "en": "Late"}, "domain": DOMAIN},
        "contract": {
            "template": "seats-and-voice-line",
            "signed": STARTS.isoformat(),
            "starts": STARTS.isoformat(),
            "overrides": {"suspension": {"days": 5, "notice_days": 0, "automatic": True}},
        },
        "seats": [{"number": "1001", "type": "standard", "name": "席1", "password": PASSWORD}],
        "numbers": [{"e164": DID, "flow": "main"}],
        "flows": {"main": {"start": "desk", "nodes": {"desk": {"seat": "1001", "ring": 30}}}},
        "outbound": {"caller_numbers": [DID], "allow": ["+86"]},
    }


@pytest.fixture(scope="module")
def phone(plant: Plant) -> Iterator[Phone]:
    plant.seatyard("number", "add", DID)
    path = plant.home / f"{NAME}.yaml"
    path.write_text(yaml.safe_dump(document(), allow_unicode=True))
    plant.seatyard("tenant", "onboard", str(path), "--waive", "tried today")
    phone = plant.phones.seat("1001", DOMAIN, PASSWORD, plant.sip)
    until("the registration", lambda: phone.registration == 200)
    yield phone
    phone.register(False)
    phone.close()


@pytest.fixture(autouse=True)
def _quiet(plant: Plant) -> Iterator[None]:
    yield
    plant.switch.api("hupall NORMAL_CLEARING")
    plant.quiet()


def status(call: Call) -> int:
    until("the refusal", lambda: call.over)
    return call.status


def goes(plant: Plant, phone: Phone, number: str) -> None:
    """The carrier is called; then the seat gives up."""
    before = len(plant.line.incoming)
    call = phone.dial(f"sip:{number}@{DOMAIN}")
    until(f"{number} is called", lambda: len(plant.line.incoming) > before)
    call.hang_up()
    plant.quiet()


def rings(plant: Plant, phone: Phone) -> Call:
    before = len(phone.incoming)
    caller = plant.call_in(DID)
    until("the seat rings", lambda: len(phone.incoming) > before)
    return caller


def held(plant: Plant) -> str:
    """What the node holds for its static files."""
    (row,) = plant.rows("SELECT id FROM tenants WHERE name = ?", NAME)
    return plant.switch.api(f"global_getvar seatyard_suspended_{row['id']}").strip()


def paid(plant: Plant) -> str:
    (owed,) = plant.json("bill", "arrears", "--tenant", NAME)["owed"]  # type: ignore[call-overload]
    path = plant.home / "paid.yaml"
    payment = {"at": days.today().isoformat(), "amount": owed["open"]}
    path.write_text(yaml.safe_dump({"facts": {"payments": [payment]}}))
    return str(path)


def test_from_an_unpaid_bill_to_its_payment(plant: Plant, phone: Phone) -> None:
    plant.seatyard("bill", "close", f"{STARTS:%Y-%m}", "--tenant", NAME)
    caller = rings(plant, phone)
    phone.incoming[-1].reply(200)
    until("they talk", lambda: caller.up)

    done = plant.json("clock", "--once")["done"]  # type: ignore[call-overload]
    assert {one["name"]: one["problem"] for one in done}["dunning"] == ""
    assert status(plant.call_in(DID)) == 480
    assert status(phone.dial(f"sip:{MOBILE}@{DOMAIN}")) == 403
    assert caller.up, "what goes on goes on"
    caller.hang_up()
    plant.quiet()
    goes(plant, phone, "110")
    until("the node holds it", lambda: held(plant) == "true")
    assert phone.registration == 200

    money = paid(plant)
    plant.seatyard("fact", "add", NAME, money)
    began = time.monotonic()
    rings(plant, phone).hang_up()
    assert time.monotonic() - began < SECOND
    plant.quiet()
    goes(plant, phone, MOBILE)
    until("the node holds it", lambda: held(plant) == "false")
    plant.seatyard("meter", "fold")
    rows = plant.rows(
        "SELECT DISTINCT refused, cause FROM conversations c JOIN tenants t ON t.id = c.tenant_id"
        " WHERE t.name = ? AND refused IS NOT NULL ORDER BY cause",
        NAME,
    )
    assert {(row["refused"], row["cause"]) for row in rows} >= {
        ("suspended", "OUTGOING_CALL_BARRED"),
        ("suspended", "SUBSCRIBER_ABSENT"),
    }
