"""A tenant whose service stands still: its new calls are refused, in and out, but for emergency calls.

What is going on goes on: who called in before comes through menus and queues to a seat. Phones stay
registered, queues and seats as they are. While Seatyard answers, its answers refuse; the node's static files
ask a global variable of the node, which it is told with the tenant's generation, so that a
file written before a suspension, or before its end, does not decide over it.
"""

from __future__ import annotations

import re

from tenants.models import Tenant

from ..flows.xml import Element, action, dialled, extension, when
from . import inbound
from .features.codes import SHOW
from .limits import REFUSED
from .outbound.policy import BARRED
from .outbound.wayout import EMERGENCY
from .together import exported

WHY = "suspended"
"""In the call's record (``limits.REFUSED``)."""
UNAVAILABLE = "SUBSCRIBER_ABSENT"
"""What a caller from outside gets: 480, temporarily unavailable. The reason is nobody's but the tenant's."""
VARIABLE = "seatyard_suspended_"
"""Of the node: with the tenant's id, ``true`` while its service stands still."""
_DID = "seatyard_did"
"""Of whoever came in from outside."""


def stands_still(tenant: Tenant) -> bool:
    return tenant.suspension is not None and tenant.suspension.since is not None


def arriving(tenant: Tenant, e164: str, *, static: bool) -> list[Element]:
    """Before one of the tenant's numbers."""
    refused = dialled(
        inbound.did_expression(e164),
        *exported(seatyard_tenant=str(tenant.id), seatyard_did=e164),
        *_refusal(UNAVAILABLE),
    )
    return [extension(f"did-{e164}-suspended", *asked, refused) for asked in _if(tenant, static)]


def dialling(tenant: Tenant, *, static: bool) -> list[Element]:
    """Before everything that may be dialled in the tenant's context."""
    helps = "|".join(EMERGENCY)
    no_help = dialled(rf"^(?!(?:{re.escape(SHOW)}[1-9])?(?:{helps})$)")
    new = when(f"${{{_DID}}}", "^$", *_refusal(BARRED))
    return [extension(WHY, *asked, no_help, new) for asked in _if(tenant, static)]


def _if(tenant: Tenant, static: bool) -> list[list[Element]]:
    """The conditions in front: one set of them, or none where nothing is to be asked."""
    if static:
        return [[when(f"${{{VARIABLE}{tenant.id}}}", "^true$")]]
    return [[]] if stands_still(tenant) else []


def _refusal(cause: str) -> list[Element]:
    return [action("set", f"{REFUSED}={WHY}"), action("hangup", cause)]
