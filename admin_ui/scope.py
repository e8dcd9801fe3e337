"""Whose things may be seen: the one place where pages are scoped to a tenant.

Here the request is said to be a tenant's people's, or the operator's (``seatyard.scope``), before any view
runs. Every page of something that a tenant owns lies under ``/tenants/<tenant>/``: that name becomes the
tenant, which another tenant's people do not find. A test holds every other route shut for tenants, so a view
cannot forget.
"""

from __future__ import annotations

from typing import Any

from flask import request
from flask_login import current_user

from seatyard import scope
from seatyard.db import reading
from seatyard.errors import NotFound
from tenants import directory

_WITHOUT_DATA = ("ui.asset", "ui.healthz", "ui.readyz")


def begin(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Open a reading transaction for pages that only show, and put the tenant in place of its name."""
    if request.method in ("GET", "HEAD") and endpoint not in _WITHOUT_DATA:
        reading()
    if endpoint in _WITHOUT_DATA or not current_user.is_authenticated:
        return
    known()
    if values and "tenant" in values:
        tenant = directory.find(values["tenant"])
        if tenant is None:
            raise NotFound("no such tenant", where=values["tenant"])
        values["tenant"] = tenant


def known() -> None:
    """Say for whom the request is, as soon as somebody who has logged in is known by it."""
    if scope.current() is scope.NOBODY and current_user.is_authenticated:
        scope.say(scope.of(current_user.tenant_id))
