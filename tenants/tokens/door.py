"""The mark of a resource of ``/api/v1``: which permission a token needs for it, and in whose name."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, TypeVar

from flask import g, request

from seatyard import actor, audit, scope
from seatyard.api import idempotency
from seatyard.db import db

from . import bearer as bearers
from .bearer import Bearer
from .known import known

F = TypeVar("F", bound=Callable[..., Any])

_REFUSED = (400, 401, 403, 404, 429, 503)
_OF_CHANGES = (409, 413, 422)
_KEY = {
    "name": idempotency.HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": idempotency.LONGEST},
    "description": "Names this change: the same key again is answered again, and not done again.",
}


def asks(
    permission: str,
    *,
    changes: bool = False,
    writes: bool = False,
    also: Sequence[int] = (),
    secret: str = "",
    seen: str = "",
    key: str = "",
) -> Callable[[F], F]:
    """Let in by a token with this scope; ``<tenant>`` in the path becomes the tenant, 404 for another's.

    What ``changes`` something is done once for an ``Idempotency-Key``; the field ``secret`` of its answer is
    told once, and not kept with the key. What ``writes`` without that sees to its keys itself. ``also`` names
    further statuses of refusals, beside those that every resource has. ``seen`` is what of a tenant's the
    operator's people see here, ``key`` the part of the path that names the one: entered in the audit trail
    once it was found, and not answered where it cannot be.
    """

    def mark(view: F) -> F:
        @functools.wraps(view)
        def guarded(**kwargs: Any) -> Any:
            g.bearer = bearer = known()
            scope.say(scope.of(bearer.tenant_id))
            if "tenant" in kwargs:
                name = kwargs["tenant"]
                kwargs["tenant"] = bearers.of_tenant(bearer, name) or bearers.another(name)
            bearers.must(bearer, permission)
            if changes or writes:
                db.session.rollback()  # it only reads so far, which on SQLite may not become writing
            with actor.acting(bearer.name):
                if changes:
                    return idempotency.once(bearer.owner, lambda: view(**kwargs), secret)
                shown = view(**kwargs)
                if seen and bearer.tenant_id is None:
                    tenant = kwargs.get("tenant")
                    audit.opened(seen, kwargs[key] if key else None, tenant and tenant.id, request.args)
                return shown

        guarded.allowed_roles = ("token",)  # type: ignore[attr-defined]
        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.seen = (seen, key)  # type: ignore[attr-defined]
        guarded._apidoc = _described(getattr(view, "_apidoc", {}), permission, changes, also)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return mark


def asking() -> Bearer:
    """Who asks for the resource at hand."""
    found: Bearer = g.bearer
    return found


def _described(known: dict[str, Any], permission: str, changes: bool, also: Sequence[int]) -> dict[str, Any]:
    refusals = (*_REFUSED, *(_OF_CHANGES if changes else ()), *also)
    told: dict[str, Any] = {
        "security": [{"token": [permission]}],
        "responses": {str(status): HTTPStatus(status).name for status in refusals},
    }
    if changes:
        told["parameters"] = [_KEY]
    return {**known, "manual_doc": told}
