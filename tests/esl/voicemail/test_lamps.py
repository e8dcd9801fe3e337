"""Which seats' lamps are told of which boxes, by the node's own script on a switch of Python."""

from __future__ import annotations

import pytest
from flask import Flask

from esl.answers import directory
from esl.voicemail.boxes import boxes_of, params_of
from seatyard.db import db
from tests.factories import QueueFactory, QueueSeatFactory, SeatFactory, TenantFactory

pytest.importorskip("lupa")

from .fake_switch import Lamps

DIRECTORY = {
    ("queue-5", "seatyard-lamps"): "1001,1002",
    ("1001", "seatyard-boxes"): "1001,queue-5",
    ("1002", "seatyard-boxes"): "queue-5",
    ("1003", "seatyard-boxes"): "1003",
}
COUNTS = {"queue-5": "2:1:0:0", "1001": "1:0:0:0", "1003": "4:0:0:0"}


@pytest.fixture
def lamps() -> Lamps:
    return Lamps(DIRECTORY, dict(COUNTS))


def told(lamps: Lamps) -> dict[str, tuple[str, str]]:
    return {
        one["MWI-Message-Account"]: (one["MWI-Messages-Waiting"], one["MWI-Voice-Message"])
        for one in lamps.fired
    }


def test_all_seats_of_a_queue_are_told_of_all_their_boxes(lamps: Lamps) -> None:
    lamps.run("queue-5", "acme.test", "-", "-", "-")
    assert told(lamps) == {
        "sip:1001@acme.test": ("yes", "3/1 (0/0)"),
        "sip:1002@acme.test": ("yes", "2/1 (0/0)"),
    }
    assert all(one["Seatyard-Lamp"] == "yes" for one in lamps.fired)


def test_a_lamp_goes_out_with_the_last_new_message_of_all(lamps: Lamps) -> None:
    lamps.counts["queue-5"] = "0:3:0:0"
    lamps.run("queue-5", "acme.test", "-", "-", "-")
    assert told(lamps) == {
        "sip:1001@acme.test": ("yes", "1/3 (0/0)"),
        "sip:1002@acme.test": ("no", "0/3 (0/0)"),
    }


def test_a_phone_that_registers_alone_is_told(lamps: Lamps) -> None:
    lamps.run("1001", "acme.test", "call-7", "-", "internal")
    (one,) = lamps.fired
    assert (one["call-id"], one["sofia-profile"], "sub-call-id" in one) == ("call-7", "internal", False)


@pytest.mark.parametrize("user", ["1003", "1004", "queue-6"])
def test_nobody_is_told_twice_of_an_only_box(lamps: Lamps, user: str) -> None:
    lamps.run(user, "acme.test", "-", "-", "-")
    assert lamps.fired == []


def test_an_event_is_handed_to_a_thread_of_its_own(lamps: Lamps) -> None:
    lamps.event(MWI_Message_Account="sip:1001@acme.test", sofia_profile="internal")
    lamps.event(MWI_Message_Account="queue-5@acme.test")
    assert lamps.commands == [
        "luarun /conf/scripts/lamps.lua 1001 acme.test - - internal",
        "luarun /conf/scripts/lamps.lua queue-5 acme.test - - -",
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"MWI_Message_Account": "sip:1001@acme.test", "Seatyard_Lamp": "yes"},
        {"MWI_Message_Account": "sip:10 01@acme.test"},
        {"MWI_Message_Account": "sip:1001@acme.test ~x"},
        {},
    ],
)
def test_its_own_events_and_strange_ones_are_passed_over(lamps: Lamps, headers: dict[str, str]) -> None:
    lamps.event(**headers)
    assert lamps.commands == []


def test_no_header_becomes_another_word(lamps: Lamps) -> None:
    lamps.event(MWI_Message_Account="1001@acme.test", call_id="x y", sub_call_id="a;b${c}")
    assert lamps.commands == ["luarun /conf/scripts/lamps.lua 1001 acme.test - - -"]


def test_the_directory_says_whose_lamps_tell_of_what(app: Flask) -> None:
    tenant = TenantFactory(
        domain="acme.test",
        voicemail={"seats": {"1001": {"pin": "a$b"}}, "queues": {"sales": {"number": "601", "pin": "c$d"}}},
    )
    queue = QueueFactory(tenant=tenant)
    for number in ("1002", "1001"):
        QueueSeatFactory(queue=queue, seat=SeatFactory(tenant=tenant, number=number))
    gone = SeatFactory(tenant=tenant, number="1003", active=False)
    QueueSeatFactory(queue=queue, seat=gone)
    db.session.flush()
    box = f"queue-{queue.id}"
    assert params_of(boxes_of(tenant)) == {
        "1001": {"seatyard-pin": "a$b", "seatyard-boxes": f"1001,{box}"},
        "1002": {"seatyard-boxes": box},
        box: {"seatyard-pin": "c$d", "seatyard-lamps": "1001,1002"},
    }
    users = directory.users_of(tenant)
    assert users[box].find("params/param[@name='seatyard-lamps']").get("value") == "1001,1002"
    assert users["1002"].find("params/param[@name='seatyard-pin']") is None
