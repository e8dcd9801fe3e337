"""Valet parking: a caller waits in a numbered place until some seat of the tenant fetches it.

The lot is the tenant's own, by its id. A caller whom nobody fetches rings the seat that parked it.
"""

from __future__ import annotations

import re

from tenants.models import Seat, Tenant

from ...flows.xml import Element, action, dialled, extension, named, when
from . import codes as table
from .codes import Codes, asked, key_of, own_call
from .joined import NUMBER, is_here

PLACES = range(10)
PATIENCE = 120
"""Seconds that a caller waits there before the parking seat is rung again."""


def codes(tenant: Tenant) -> Codes:
    domain, lot = tenant.domain, f"lot-{tenant.id}"
    orbit = f"${{uuid_setvar(${{bridge_to}} valet_parking_orbit_exten ${{{NUMBER}}})}}"
    exact = {"talk-park": asked("talk-park", "to-park", 1, 1, domain)}
    for place in PLACES:
        exact[f"park-{place}"] = _park(place, lot, domain)
        exact[f"{table.PARK}{place}"] = _fetch(place, lot)
    moved = dialled(
        r"^to-park-(\d)$",
        action("set", f"seatyard_told={orbit}"),
        action("transfer", f"-bleg park-$1 XML {domain}"),
    )
    return Codes(exact, [extension("to-park", moved)])


def legs(seat: Seat) -> dict[str, str]:
    key = key_of(table.PARK)
    what = f"execute_extension::talk-park XML {seat.tenant.domain}"
    return {f"execute_on_answer_key{key}": f"bind_meta_app {key} a s {what}"}


def _park(place: int, lot: str, domain: str) -> Element:
    return named(
        f"park-{place}",
        action("set", "valet_announce_slot=false"),
        action("set", "valet_hold_music=local_stream://moh"),
        action("set", f"valet_parking_timeout={PATIENCE}"),
        action("set", "valet_parking_orbit_dialplan=XML"),
        action("set", f"valet_parking_orbit_context={domain}"),
        action("valet_park", f"{lot} {place}"),
    )


def _fetch(place: int, lot: str) -> Element:
    """Only where somebody waits: the seat would park itself otherwise."""
    code = f"{table.PARK}{place}"
    return extension(
        f"code-fetch-{place}",
        *own_call(),
        when(f"${{valet_info({lot})}}", f">{place}</extension>"),
        dialled(f"^{re.escape(code)}$", is_here(), action("answer"), action("valet_park", f"{lot} {place}")),
    )
