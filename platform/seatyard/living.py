"""Whether a tenant still is: to one whose deletion is confirmed nothing is added. Who knows is registered
by the floor that has the tenants."""

from __future__ import annotations

from collections.abc import Callable

Check = Callable[[int], None]

_checks: list[Check] = []


def register(check: Check) -> None:
    _checks[:] = [check]


def check(tenant_id: int | None) -> None:
    """In the transaction that adds something; until it ends nobody confirms the tenant's deletion.

    Conflict where that is confirmed. None is the operator's own house, which stays.
    """
    if tenant_id is not None:
        for known in _checks:
            known(tenant_id)
