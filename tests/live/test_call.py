"""A telephone call on a real FreeSWITCH, from the carrier's INVITE to the line of an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .plant import Plant

pytestmark = pytest.mark.live


def test_a_phone_registers_with_its_password_alone(plant: Plant) -> None:
    wrong = plant.seat("1001", "not-the-password")
    assert plant.phones.until("the refusal", lambda: wrong.registration) == 403
    plant.phones.forget(wrong)
    right = plant.seat("1001")
    assert plant.phones.until("the registration", lambda: right.registration) == 200
    nobody = plant.phones.seat("queue-1", "acme.seats.example", "", plant.sip)
    assert plant.phones.until("the refusal", lambda: nobody.registration) in (401, 403, 407)
    plant.phones.forget(nobody)
