"""A seat: its telephones, what its type lets it do and by which keys, and what supervisors did."""

from __future__ import annotations

from flask import render_template

from esl.seats.card import card
from seatyard.identity.models import ROLES
from seatyard.identity.roles import roles
from tenants.models import Tenant


@roles(*ROLES)
def seat(tenant: Tenant, seat_number: str) -> str:
    return render_template("seat.html", tenant=tenant, card=card(tenant, seat_number))
