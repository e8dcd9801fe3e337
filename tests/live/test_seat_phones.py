"""Which telephones a seat has: several SIP phones that ring together, or an ordinary one."""

from __future__ import annotations

import pytest

from .office import AWAY, BOSS, MOBILE, QUIET, SELLER, TONES, Office, ringing
from .plant import LINE, Plant
from .processes import udp_port
from .waiting import until

pytestmark = pytest.mark.live


def test_two_phones_ring_and_one_answers(north: Office, plant: Plant) -> None:
    desk = north.phone(SELLER)
    soft = north.register(SELLER, tone=TONES[SELLER])
    assert soft.registration == 200
    before = len(desk.incoming)
    caller = north.dial(BOSS, SELLER)
    first, second = ringing(desk, before), ringing(soft, 0)
    second.reply(200)
    until("the talk", lambda: caller.up and second.up)
    until("the other one stops ringing", lambda: first.over)
    assert caller.hears(*TONES.values()) == {TONES[SELLER]}
    caller.hang_up()
    plant.quiet()
    soft.register(False)
    until("one phone is left", lambda: contacts(north, SELLER) == 1)
    assert north.agent(SELLER) == "Available"


def contacts(office: Office, number: str) -> int:
    return office.plant.switch.api(f"sofia_contact */{number}@{office.domain}").count("sofia/internal/")


def test_a_phone_more_than_the_seat_may_have_is_403(north: Office) -> None:
    second = north.register(SELLER)
    assert second.registration == 200
    assert north.register(SELLER).registration == 403
    second.register(False)
    until("one phone is left", lambda: contacts(north, SELLER) == 1)


def test_a_phone_that_starts_anew_takes_its_own_place(north: Office) -> None:
    """Its old registration would add a failing leg to every call (QUIRKS 18)."""
    north.phone(BOSS)
    port = udp_port()
    north.register(BOSS, port=port).close()
    assert contacts(north, BOSS) == 2
    new = north.register(BOSS, port=port)
    assert (new.registration, contacts(north, BOSS)) == (200, 2)
    new.register(False)
    until("one phone is left", lambda: contacts(north, BOSS) == 1)


def test_a_seat_bound_to_a_telephone_takes_queue_calls_there(north: Office, plant: Plant) -> None:
    until("it is available without a phone", lambda: north.agent(AWAY) == "Available")
    before = len(plant.line.incoming)
    caller = north.call("outside")
    mobile = ringing(plant.line, before)
    assert MOBILE in mobile.number
    assert north.number("desk") in mobile.caller  # the tenant's own number, not the caller's
    mobile.reply(200)
    until("the talk", lambda: caller.up and mobile.up)
    assert caller.hears(LINE) == {LINE}
    caller.hang_up()
    plant.quiet()
    plant.seatyard("meter", "fold")
    query = (
        "SELECT outcome, seats.number FROM conversations LEFT JOIN seats ON seats.id = seat_id"
        " WHERE did = ? ORDER BY started_at DESC LIMIT 1"
    )
    assert plant.rows(query, north.number("outside")) == [{"outcome": "answered", "number": AWAY}]


def test_a_colleague_reaches_it_too(north: Office, plant: Plant) -> None:
    before = len(plant.line.incoming)
    caller = north.dial(QUIET, AWAY)
    mobile = ringing(plant.line, before)
    mobile.reply(200)
    until("the talk", lambda: caller.up and mobile.up)
    caller.hang_up()
    plant.quiet()
