"""A telephone call on a real FreeSWITCH, from the carrier's INVITE to the line of an invoice."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner

from seatyard import clock
from seatyard.cli import main

from .office import ringing
from .phones import Phone
from .plant import DID, DOMAIN, SEAT, Plant
from .waiting import until

pytestmark = pytest.mark.live

TALK = 3
"""Seconds that the two talk."""


@pytest.fixture(scope="module")
def call(plant: Plant, seat: Phone) -> str:
    """A caller presses 1, waits in the queue, talks to the seat, hangs up. The uuid of the carrier's leg."""
    before = len(seat.incoming)
    caller = plant.call_in()
    until("the menu answers", lambda: caller.up)
    uuid = plant.channel("external")
    asking = "play_and_get_digits"
    until("it asks", lambda: plant.switch.variable(uuid, "current_application") == asking)
    caller.press("1")
    offered = ringing(seat, before)
    offered.reply(200)
    until("they are connected", lambda: plant.switch.variable(uuid, "cc_agent_bridged") == "true")
    time.sleep(TALK)  # the talk itself
    caller.hang_up()
    until("both have hung up", lambda: caller.over and offered.over)
    plant.quiet()
    return uuid


def test_a_phone_registers_with_its_password_alone(plant: Plant) -> None:
    wrong = plant.seat(SEAT, "not-the-password")
    assert until("the refusal", lambda: wrong.registration) == 403


@pytest.mark.parametrize("box", ["queue-1", "1003"])
def test_a_mailbox_or_a_stranger_does_not_register(plant: Plant, box: str) -> None:
    phone = plant.phones.seat(box, DOMAIN, "", plant.sip)
    assert until("the refusal", lambda: phone.registration) in (401, 403)


def test_an_unknown_number_is_refused(plant: Plant) -> None:
    stranger = plant.call_in("+861099999999")
    until("the refusal", lambda: stranger.over)
    assert stranger.status == 404
    plant.quiet()


def test_every_leg_left_its_record(plant: Plant, call: str) -> None:
    records = plant.rows("SELECT uuid, leg, body FROM cdr_records WHERE via = 'post'")
    bodies = {record["uuid"]: json.loads(str(record["body"]))["variables"] for record in records}
    assert bodies[call]["seatyard_did"] == DID
    agents = [body for body in bodies.values() if body.get("cc_member_session_uuid") == call]
    assert [body["cc_side"] for body in agents] == ["agent"]
    assert {body["seatyard_tenant"] for body in (bodies[call], *agents)} == {"1"}
    assert agents[0]["seatyard_seat"] == "1"


def test_the_legs_are_one_answered_conversation(plant: Plant, call: str) -> None:
    plant.seatyard("meter", "fold")
    (conversation,) = plant.rows("SELECT * FROM conversations WHERE id = ?", call)
    seats = plant.rows("SELECT id, number FROM seats")
    assert (conversation["direction"], conversation["outcome"]) == ("inbound", "answered")
    assert (conversation["did"], conversation["paid_uuid"]) == (DID, call)
    assert {"id": conversation["seat_id"], "number": SEAT} in seats
    assert int(str(conversation["billusec"])) > TALK * 1_000_000


def test_the_talk_was_recorded(plant: Plant, call: str) -> None:
    recording = plant.home / "recordings" / "1" / f"{call}.wav"
    assert recording.stat().st_size > TALK * 8000


def test_the_call_is_on_the_invoice(plant: Plant, call: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The month is closed by a control plane whose clock stands in the next one."""
    with clock.frozen(after(plant.period)):
        closed = CliRunner(env=plant.env).invoke(main, ["bill", "close", plant.period, "--json"])
    assert closed.exit_code == 0, closed.output
    (line,) = plant.rows(
        "SELECT l.*, e.quantity AS minutes FROM invoice_lines l JOIN line_evidence e ON e.line_id = l.id"
        " WHERE e.kind = 'call' AND e.subject = ?",
        call,
    )
    (leg,) = plant.rows("SELECT billusec FROM conversations WHERE id = ?", call)
    seconds = (int(str(leg["billusec"])) + 500_000) // 1_000_000
    assert line["clause"] == "call_charges"
    assert round(Decimal(str(line["minutes"])) * 60, 6) == seconds
    (invoice,) = plant.rows("SELECT number, total FROM invoices WHERE id = ?", line["invoice_id"])
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{plant.version}; call {call}: {leg['billusec']} us, {seconds} s;"
            f" {line['description_en']}: {line['amount']}; invoice {invoice['number']}: {invoice['total']}"
        )


def after(period: str) -> datetime:
    """A moment in the month after ``period``, in any time zone."""
    first = datetime.fromisoformat(f"{period}-01T00:00:00+08:00")
    return first + timedelta(days=40)
