"""What a seat's telephone gets as it rings: headers of its INVITE, filled in by the switch.

``Call-Info: <URL>;purpose=info`` (RFC 3261 §20.9) and ``X-Seatyard-Queue``, ``X-Seatyard-Called``. A caller's
number goes in only where it is digits: whatever else a carrier may send means something in a dial string.
An ordinary telephone gets none of it, nor does a carrier.
"""

from __future__ import annotations

from tenants.models import Seat

from ..flows.xml import Element, action, dialled, extension, when
from .wish import Wish, filled

CALLER, QUEUE = "seatyard_caller_in_url", "seatyard_skill_group"
"""On the caller's channel: the number, percent-encoded; the queue's name."""
NOTING = "caller-in-url"
_DID = "${seatyard_did_in_url}"


def headers_of(seat: Seat, wish: Wish) -> list[str]:
    """Variables of the seat's leg, ``name=value``, for the brackets before its place in a dial string."""
    if not wish.told or seat.phone:
        return []
    headers = [f"sip_h_X-Seatyard-Queue=${{{QUEUE}}}", "sip_h_X-Seatyard-Called=${seatyard_did}"]
    if wish.on_ring:
        values = {"seat": seat.number, "queue": f"${{{QUEUE}}}", "caller": f"${{{CALLER}}}", "called": _DID}
        headers.append(f"sip_h_Call-Info=<{filled(wish.on_ring, values)}>;purpose=info")
    return headers


def place_of(seat: Seat, wish: Wish) -> str:
    """What ``bridge`` takes."""
    headers = ",".join(headers_of(seat, wish))
    return f"{f'[{headers}]' if headers else ''}user/{seat.number}@{seat.tenant.domain}"


def arriving(wish: Wish, did: str, domain: str) -> list[Element]:
    """What a call that comes in by ``did`` notes of itself, once its caller's number is E.164."""
    if not wish.on_ring:
        return []
    return [
        action("set", f"seatyard_did_in_url=%2B{did.removeprefix('+')}"),
        action("execute_extension", f"{NOTING} XML {domain}"),
    ]


def extensions(wish: Wish) -> list[Element]:
    """Of the tenant's context."""
    if not wish.on_ring:
        return []
    international = when("caller_id_number", r"^\+([0-9]{1,20})$", _set("%2B$1"), breaks="never")
    other = when("caller_id_number", "^([0-9]{1,20})$", _set("$1"), breaks="never")
    return [extension(NOTING, dialled(f"^{NOTING}$"), international, other)]


def _set(value: str) -> Element:
    return action("set", f"{CALLER}={value}")


def queueing(wish: Wish, queue: str) -> list[Element]:
    """For a caller who joins the queue of this name."""
    return [action("set", f"{QUEUE}={queue}")] if wish.told else []
