"""One tenant's answers, made once a generation and then only looked up."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tenants.models import Tenant

from ..carriers.routing import Carrier
from ..flows.xml import element
from . import callcenter, dialplan, directory, inbound, suspension
from .packed import Packed

KEPT = 2_000
"""Tenants whose answers a process keeps; the one not asked for longest goes first."""


@dataclass(frozen=True)
class Compiled:
    """What the switch may ask of a tenant, ready to send."""

    generation: int
    users: Packed
    phones: frozenset[str]
    """The users that may register: seats. A queue's mailbox may not."""
    nobody: bytes
    groups: bytes
    numbers: Packed
    """By E.164 number."""
    exact: Packed
    """By destination in the tenant's context."""
    patterns: bytes
    """For every other destination."""
    callcenter: callcenter.Callcenter

    def user(self, user_id: str, *, registering: bool) -> bytes:
        if registering and user_id not in self.phones:
            return self.nobody
        return self.users.get(user_id, self.nobody)

    def destination(self, number: str) -> bytes:
        return self.exact.get(number, self.patterns)


def compile_tenant(tenant: Tenant, carriers: Sequence[Carrier], *, proxied: bool = False) -> Compiled:
    users = directory.users_of(tenant, carriers)
    context = dialplan.context_of(tenant, carriers)
    known = inbound.carrier_extensions(carriers, proxied=proxied)
    domain = tenant.domain
    return Compiled(
        generation=tenant.generation,
        users=Packed(
            {name: directory.domain(domain, element("users", None, user)) for name, user in users.items()}
        ),
        phones=frozenset(seat.number for seat in tenant.seats if seat.active),
        nobody=directory.domain(domain),
        groups=directory.domain(domain, directory.groups_of(tenant)),
        numbers=Packed(
            {
                e164: dialplan.answer(dialplan.PUBLIC, [*known, *made])
                for e164, made in dialplan.number_extensions(tenant).items()
            }
        ),
        exact=Packed(
            {
                name: dialplan.answer(domain, [*suspension.dialling(tenant, static=False), *made])
                for name, made in context.exact.items()
            }
        ),
        patterns=dialplan.answer(domain, [*suspension.dialling(tenant, static=False), *context.patterns]),
        callcenter=callcenter.wanted(tenant),
    )


class Cache:
    """Compiled answers by tenant id; another generation replaces them."""

    def __init__(self, size: int = KEPT) -> None:
        self.size = size
        self._kept: OrderedDict[int, Compiled] = OrderedDict()
        self._lock = threading.Lock()
        self._making = threading.Lock()

    def get(self, tenant_id: int, generation: int, make: Callable[[], Compiled]) -> Compiled:
        """The answers of this generation; ``make`` is called when they are not there yet.

        One at a time: a big tenant takes a second, and after a change many calls ask for it at once.
        """
        found = self._find(tenant_id, generation)
        if found is not None:
            return found
        with self._making:
            return self._find(tenant_id, generation) or self._keep(tenant_id, make())

    def _find(self, tenant_id: int, generation: int) -> Compiled | None:
        with self._lock:
            found = self._kept.get(tenant_id)
            if found is None or found.generation != generation:
                return None
            self._kept.move_to_end(tenant_id)
            return found

    def _keep(self, tenant_id: int, made: Compiled) -> Compiled:
        with self._lock:
            self._kept[tenant_id] = made
            self._kept.move_to_end(tenant_id)
            while len(self._kept) > self.size:
                self._kept.popitem(last=False)
        return made
