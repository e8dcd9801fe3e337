"""The audit trail: the operator's, and of each tenant what concerns it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from flask import Response, current_app, render_template, request
from flask_login import current_user

from seatyard.app import settings_of
from seatyard.attached import attached
from seatyard.audit import service
from seatyard.errors import NotFound
from seatyard.identity.permissions import AUDIT, AUDIT_OWN
from seatyard.identity.roles import may
from seatyard.months import asked
from tenants import directory
from tenants.models import Tenant

from ..stored_values import stored, told

KINDS = {"csv": "text/csv", "jsonl": "application/jsonl"}


@may(AUDIT)
def trail() -> str:
    return _shown(_filters(), None)


@may(AUDIT)
def trail_file(written: str) -> Response:
    return _file(_filters(), written, "audit")


@may(AUDIT_OWN)
def tenant_trail(tenant: Tenant) -> str:
    return _shown(_filters(tenant), tenant)


@may(AUDIT_OWN)
def tenant_trail_file(tenant: Tenant, written: str) -> Response:
    return _file(_filters(tenant), written, f"{tenant.name}-audit")


def _shown(filters: service.Filters, tenant: Tenant | None) -> str:
    found = service.search(filters, after=request.args.get("after", ""))
    owners = directory.by_id([one.tenant_id for one in found.entries if one.tenant_id is not None])
    return render_template(
        "audit.html",
        tenant=tenant,
        found=found,
        owners=owners,
        stored=stored,
        said=[(one, told(service.differences(one))) for one in found.entries],
    )


def _file(filters: service.Filters, form: str, name: str) -> Response:
    write = service.as_csv if form == "csv" else service.as_lines
    latest = islice(service.every(filters), service.MOST)
    return attached("".join(write(latest)), KINDS[form], f"{name}.{form}")


def _filters(tenant: Tenant | None = None) -> service.Filters:
    """The questions of the address; days are local ones, the last one included."""
    zone = ZoneInfo(tenant.timezone if tenant else settings_of(current_app).timezone)
    since, until = request.args.get("since", type=asked), request.args.get("until", type=asked)
    named = None if tenant else _named(request.args.get("tenant", "").strip())
    filters = service.Filters(
        tenant_id=named,
        actor=request.args.get("actor", "").strip(),
        what=request.args.get("what", "").strip(),
        since=datetime.combine(since, time.min, zone) if since else None,
        until=datetime.combine(until + timedelta(days=1), time.min, zone) if until else None,
    )
    if tenant is None:
        return filters
    return service.of_tenant(filters, tenant.id, theirs=current_user.of_tenant)


def _named(name: str) -> int | None:
    """The tenant that is searched for; NotFound for one that there is not."""
    if not name:
        return None
    found = directory.find(name) if "\0" not in name else None
    if found is None:
        raise NotFound("no such tenant", where=name)
    return found.id
