"""What a seat says on its own phone: it holds on the switch at once, and Seatyard learns of it."""

from __future__ import annotations

import pytest

from .phones import Call, Phone
from .plant import DOMAIN, SEAT, Plant
from .waiting import until

pytestmark = pytest.mark.live


def dial(phone: Phone, code: str) -> Call:
    """Dial a star code and wait for its end."""
    call = phone.dial(f"sip:{code}@{DOMAIN}")
    until(f"the end of {code}", lambda: call.over)
    return call


def says(plant: Plant, number: str = SEAT) -> tuple[object, object]:
    """What the database has of a seat: (state, reason)."""
    query = "SELECT state, reason FROM seat_states JOIN seats ON seats.id = seat_id WHERE number = ?"
    rows = plant.rows(query, number)
    return (rows[0]["state"], rows[0]["reason"]) if rows else ("", None)


def test_star_codes_set_the_agent_and_are_learnt(plant: Plant, seat: Phone) -> None:
    for code, status, known in (
        ("*42", "On Break", ("busy", None)),
        ("*422", "On Break", ("busy", 2)),
        ("*41", "Available", ("ready", None)),
        ("*44", "On Break", ("after_call", None)),
        ("*43", "Logged Out", ("signed_out", None)),
        ("*41", "Available", ("ready", None)),
    ):
        call = dial(seat, code)
        assert "CONFIRMED" in call.states, (code, call.status)
        assert plant.agent("status") == status
        until(f"{code} is learnt", lambda known=known: says(plant) == known)
        assert plant.agent("status") == status
