"""Directory entries: who may register, and how a seat is reached.

Nothing is ``cacheable``: with that attribute an old password goes on working until the
switch's cache is flushed (QUIRKS 27).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tenants.models import Queue, Seat, Tenant

from ..carriers.routing import Carrier
from ..flows.recording import ON_ANSWER, Recordings
from ..flows.xml import Element, element, param, variable
from ..parameters import moments
from ..parameters.wish import Wish
from ..voicemail.boxes import boxes_of, mailbox, params_of
from .documents import document
from .features import legs_of, rights, types
from .outbound import WayOut
from .outbound.variables import SHOWN
from .outbound.wayout import shown_by_seats
from .telephones import dial_string

DIAL_STRING = (
    "{^^:sip_invite_domain=${dialed_domain}:presence_id=${dialed_user}@${dialed_domain}}"
    "${sofia_contact(*/${dialed_user}@${dialed_domain})}"
)

EXPORTED = "force_transfer_context,force_transfer_dialplan"
"""What the legs that a seat calls have of its own: where they can be transferred to."""

_UNSAFE_IN_SIP = re.compile(r'[\x00-\x1f\x7f"\\$<>{}]+')


def display_name(name: str) -> str:
    """A name as it may stand in a SIP header: no line breaks, quotes, brackets or variables."""
    return " ".join(_UNSAFE_IN_SIP.sub(" ", name).split())


def seat_user(
    seat: Seat, recordings: Recordings, way: WayOut, shown: str = "", boxes: Mapping[str, str] | None = None
) -> Element:
    """``<user>`` of a seat; its id is what the phone registers as. ``shown``: the number its calls show.

    ``boxes``: what the node's scripts know of voicemail boxes, on no call (``esl.voicemail.boxes``).
    """
    domain = seat.tenant.domain
    can = types.functions(seat.type)
    may_dial_out = "true" if types.CALL_OUT in can else "false"
    own = {"force_transfer_context": domain, "force_transfer_dialplan": "XML", **legs_of(seat)}
    called = {"seatyard_seat": str(seat.id), **own, **moments.told_by(Wish.of(seat.tenant.policies))}
    params = [
        param("a1-hash", seat.a1_hash),
        param("dial-string", dial_string(seat.phone, way) if seat.phone else DIAL_STRING),
        *(param(f"dial-var-{name}", value) for name, value in called.items()),
        *(param(ON_ANSWER, done) for done in [recordings.on_answer(seat.number)] if done),
        param("allow-empty-password", "false"),
        param("vm-enabled", "true"),
        *(param(name, value) for name, value in (boxes or {}).items()),
        *([param("max-registrations-per-extension", str(seat.devices))] if seat.devices > 1 else []),
    ]
    variables = [
        variable("user_context", domain),
        variable("domain_name", domain),
        variable("timezone", seat.tenant.timezone),
        variable("seatyard_tenant", str(seat.tenant_id)),
        variable("seatyard_seat", str(seat.id)),
        variable("seatyard_outbound", may_dial_out),
        *([variable(SHOWN, shown)] if shown else []),
        variable("export_vars", EXPORTED),
        *(variable(name, "true") for name in rights.NOT_TAKEN_OVER),
        *(variable(name, value) for name, value in own.items()),
        variable("effective_caller_id_name", display_name(seat.name) or seat.number),
        variable("effective_caller_id_number", seat.number),
        *([variable("sip-allow-multiple-registrations", "false")] if seat.devices == 1 else []),
    ]
    return element(
        "user", {"id": seat.number}, element("params", None, *params), element("variables", None, *variables)
    )


def mailbox_user(queue: Queue, boxes: Mapping[str, str] | None = None) -> Element:
    """``<user>`` of a queue's voicemail box. No phone registers as it: it has no password."""
    params = [
        param("allow-empty-password", "false"),
        param("vm-enabled", "true"),
        *(param(name, value) for name, value in (boxes or {}).items()),
    ]
    variables = [
        variable("domain_name", queue.tenant.domain),
        variable("timezone", queue.tenant.timezone),
        variable("seatyard_tenant", str(queue.tenant_id)),
    ]
    return element(
        "user",
        {"id": mailbox(queue)},
        element("params", None, *params),
        element("variables", None, *variables),
    )


def users_of(tenant: Tenant, carriers: Sequence[Carrier] = ()) -> dict[str, Element]:
    """Every entry of the tenant's domain, by user id; ``carriers`` reach the ordinary telephones."""
    recordings, way, shown = Recordings.of(tenant), WayOut.of(tenant, carriers), shown_by_seats(tenant)
    known = params_of(boxes_of(tenant))
    seats = {
        seat.number: seat_user(seat, recordings, way, shown.get(seat.number, ""), known.get(seat.number))
        for seat in tenant.seats
        if seat.active
    }
    boxes = {mailbox(queue): queue for queue in tenant.queues}
    return seats | {user: mailbox_user(queue, known.get(user)) for user, queue in boxes.items()}


def groups_of(tenant: Tenant) -> Element:
    """One group a queue, so that ``group_call`` can ring all of its seats at once."""
    groups = []
    for queue in tenant.queues:
        tiers = sorted(queue.tiers, key=lambda tier: (tier.level, tier.position, tier.seat.number))
        pointers = [
            element("user", {"id": tier.seat.number, "type": "pointer"}) for tier in tiers if tier.seat.active
        ]
        groups.append(element("group", {"name": queue.name}, element("users", None, *pointers)))
    return element("groups", None, *groups)


def domain(name: str, *children: Element) -> bytes:
    """The answer for a domain with these children; without any it says: nobody of that name."""
    return document("directory", element("domain", {"name": name}, *children))
