"""A tenant's dialplan: its DIDs in ``public``; in its own context flows, queues, seats and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenants.models import Number, Queue, Seat, Tenant

from ..carriers.routing import Carrier
from ..conferences.dialplan import extension_of
from ..conferences.rooms import rooms_of
from ..flows.applications import DEFAULT_RING, ring_seat, unanswered
from ..flows.compiler import flow_extensions
from ..flows.named import hours_of, resolved
from ..flows.queueing import queue_extensions
from ..flows.recording import Recordings
from ..flows.scope import Place, QueuePlace, Scope, extension_name
from ..flows.xml import Element, action, always, dialled, element, extension, named, transfer
from ..parameters import ring
from ..parameters.wish import Wish
from ..voicemail.boxes import boxes_of, mailbox
from . import inbound, outbound, suspension, together
from .documents import document
from .features import codes_of, joined, pickup, rights
from .features.talking import MENU
from .limits import Limits

PUBLIC = "public"
"""The context of the external profile: what carriers dial."""
EXPORTED_TO_AGENTS = "seatyard_tenant,seatyard_did,seatyard_queue"
UNASSIGNED = "UNALLOCATED_NUMBER"
"""The cause that a carrier sees as 404."""


@dataclass(frozen=True)
class Context:
    """A tenant's context: extensions reached by their exact name, and those that match by a pattern."""

    exact: dict[str, list[Element]]
    patterns: list[Element]

    def all(self) -> list[Element]:
        return [*(made for same in self.exact.values() for made in same), *self.patterns]


def scope_of(tenant: Tenant) -> Scope:
    boxes = {box.user for box in boxes_of(tenant)}
    wish = Wish.of(tenant.policies)
    return Scope(
        tenant_id=tenant.id,
        context=tenant.domain,
        queues={queue.name: _queue_place(queue, tenant.language) for queue in tenant.queues},
        seats={
            seat.number: Place(
                seat.id,
                ring.place_of(seat, wish),
                seat.number,
                label=seat.number,
                messages=seat.number in boxes,
                notes=pickup.notes(seat),
            )
            for seat in tenant.seats
        },
        language=tenant.language,
        recordings=Recordings.of(tenant),
        wish=wish,
    )


def _queue_place(queue: Queue, language: str) -> QueuePlace:
    return QueuePlace(
        queue.id,
        queue.switch_name,
        mailbox(queue),
        queue.name,
        language=language,
        on_timeout=queue.on_timeout,
        max_waiting=queue.max_waiting,
        on_full=queue.on_full,
        on_no_seat=queue.on_no_seat,
        announce_seat=queue.announce_seat,
        announce_position=queue.announce_position,
        survey=queue.survey,
        call_back=bool(queue.call_back),
    )


def context_of(tenant: Tenant, carriers: Sequence[Carrier]) -> Context:
    """Everything that can be dialled in the tenant's context. Emergency numbers win over all else."""
    scope = scope_of(tenant)
    exact: dict[str, list[Element]] = {}
    named = hours_of(tenant.policies)
    for flow in tenant.flows:
        _gather(exact, flow_extensions(flow.id, resolved(flow.document, named), scope))
    for queue in scope.queues.values():
        _gather(exact, queue_extensions(queue, scope))
    for seat in tenant.seats:
        if seat.active:
            exact[seat.number] = [_to_seat(seat, scope)]
    for room in rooms_of(tenant.id, tenant.policies).values():
        exact[room.number] = [extension_of(room, scope.recordings.policy, tenant.language)]
    codes = codes_of(tenant)
    exact |= {code: [made] for code, made in codes.exact.items()}
    _gather(exact, scope.recordings.extensions())
    _gather(exact, ring.extensions(scope.wish))
    way = outbound.WayOut.of(tenant, carriers)
    for number, made in outbound.emergency_extensions(way).items():
        exact[number] = [made]
    ways_out = outbound.outbound_extensions(way, scope.recordings.outward())
    return Context(exact, [*codes.patterns, *ways_out])


def number_extensions(tenant: Tenant, *, static: bool = False) -> dict[str, list[Element]]:
    """The tenant's DIDs that lead somewhere, by E.164 number. ``static``: for a file on the node."""
    recordings, limits = Recordings.of(tenant), Limits.of(tenant.id, tenant.policies)
    return {
        number.e164: [
            *suspension.arriving(tenant, number.e164, static=static),
            _number(number, tenant, [*limits.arriving(number.e164), *recordings.arriving()]),
        ]
        for number in tenant.numbers
        if number.flow
    }


def _number(number: Number, tenant: Tenant, arriving: Sequence[Element]) -> Element:
    """A DID, in the forms that carriers send it."""
    assert number.flow is not None
    return extension(
        f"did-{number.e164}",
        dialled(
            inbound.did_expression(number.e164),
            *together.exported(
                seatyard_tenant=str(tenant.id),
                seatyard_did=number.e164,
                force_transfer_context=tenant.domain,
                force_transfer_dialplan="XML",
            ),
            action("set", f"cc_export_vars={EXPORTED_TO_AGENTS}"),
            action("set", f"{MENU}={extension_name(number.flow.id, number.flow.document['start'])}"),
            action("set", f"domain_name={tenant.domain}"),
            action("set", f"timezone={tenant.timezone}"),
            action("set", "hangup_after_bridge=true"),
            action("set", "continue_on_fail=true"),
            *ring.arriving(Wish.of(tenant.policies), number.e164, tenant.domain),
            *arriving,
            *joined.look_after(),
            transfer(extension_name(number.flow.id, number.flow.document["start"]), tenant.domain),
        ),
    )


def unassigned() -> Element:
    """Every other number that a carrier may send."""
    return extension("unassigned", dialled("^.*$", action("hangup", UNASSIGNED)))


def answer(context: str, extensions: Sequence[Element]) -> bytes:
    return document("dialplan", made_of(context, extensions))


def made_of(context: str, extensions: Sequence[Element]) -> Element:
    """A context, as the switch is given it: in an answer, or in a static file."""
    together.shortened(extensions)
    return element("context", {"name": context}, *extensions)


def _gather(exact: dict[str, list[Element]], made: list[Element]) -> None:
    for one in made:
        exact.setdefault(str(one.get("name")), []).append(one)


def _to_seat(seat: Seat, scope: Scope) -> Element:
    """A colleague's call."""
    number = seat.number
    begin = [
        rights.take_back(),
        action("export", f"seatyard_tenant={scope.tenant_id}"),
        *joined.look_after(),
        joined.is_here(),
        rights.lend(),
        *([action("set", "sip_copy_custom_headers=false")] if seat.phone else []),
    ]
    ring = [*ring_seat(scope.seats[number], DEFAULT_RING), *unanswered(scope.seats[number], scope)]
    recording = scope.recordings.extension(number)
    if not recording:
        return named(number, *begin, *ring)
    return extension(number, dialled(f"^{number}$", *begin), *recording, always(*ring))
