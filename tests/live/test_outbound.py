"""Who may call out, and where it is decided: on the switch."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from .office import ringing
from .phones import Call, Phone
from .plant import CALLER, DID, DOMAIN, QUIET, Plant
from .waiting import until

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def quiet_seat(plant: Plant) -> Iterator[Phone]:
    """An inbound seat's phone."""
    phone = plant.seat(QUIET)
    until("the registration", lambda: phone.registration == 200)
    yield phone
    plant.take_away(QUIET, phone)


def dial(phone: Phone, number: str) -> Call:
    return phone.dial(f"sip:{number}@{DOMAIN}")


def arrived(plant: Plant, number: str, before: int) -> Call:
    """The call at the carrier, which had so many before; it asks for ``number``."""
    call = ringing(plant.line, before)
    assert f":{number}@" in call.number
    return call


def test_a_bidirectional_seat_calls_a_mobile_and_pays_for_the_carriers_leg(plant: Plant, seat: Phone) -> None:
    before = len(plant.line.incoming)
    mine = dial(seat, "13900138000")
    theirs = arrived(plant, "+8613900138000", before)
    theirs.reply(200)
    until("they talk", lambda: mine.up and theirs.up)
    paid = plant.channel("external")
    time.sleep(1)  # the talk itself
    mine.hang_up()
    plant.quiet()
    plant.seatyard("meter", "fold")
    (call,) = plant.rows("SELECT * FROM conversations WHERE direction = 'outbound' AND paid_uuid = ?", paid)
    assert (call["outcome"], call["callee"]) == ("answered", "+8613900138000")
    assert 1_000_000 < int(str(call["billusec"])) < 5_000_000
    legs = plant.rows("SELECT caller FROM legs WHERE uuid = ?", paid)
    assert legs == [{"caller": DID}]


def test_a_denied_number_is_403(plant: Plant, seat: Phone) -> None:
    refused = dial(seat, "+8690012345678")
    until("the refusal", lambda: refused.over)
    assert refused.status == 403


def test_an_inbound_seat_is_403(plant: Plant, quiet_seat: Phone) -> None:
    before = len(plant.line.incoming)
    refused = dial(quiet_seat, "13900138000")
    until("the refusal", lambda: refused.over)
    assert (refused.status, len(plant.line.incoming)) == (403, before)


def test_an_inbound_seat_reaches_help(plant: Plant, quiet_seat: Phone) -> None:
    before = len(plant.line.incoming)
    mine = dial(quiet_seat, "120")
    theirs = arrived(plant, "120", before)
    theirs.reply(200)
    until("they talk", lambda: mine.up and theirs.up)
    mine.hang_up()
    plant.quiet()


def test_a_caller_from_outside_gets_no_further_than_the_dids(plant: Plant) -> None:
    """Neither out again over the carrier, nor straight to a seat, a queue or a node of a flow."""
    for number in ("13900138000", "1001", "queue-1", "flow-1-sales", "120", CALLER):
        stranger = plant.call_in(number)
        until("the refusal", lambda call=stranger: call.over)
        assert stranger.status == 404
