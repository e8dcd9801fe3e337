"""A tenant's recordings over HTTPS: indexes by day or month, single files, whole days and months as tar.

``Authorization: Bearer TOKEN`` (``seatyard recordings access add TENANT --label LABEL``).
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from seatyard import ranges, scope
from seatyard.db import db, reading
from seatyard.identity.roles import token_only
from tenants.models import Tenant

from .. import service
from . import access, shelf
from .archive import tar
from .period import Period

blueprint = Blueprint("esl_fetch", __name__)
ROOT = "/api/tenants/<name>/recordings"


@blueprint.get(ROOT)
@token_only
def months(name: str) -> Response:
    """The months that have recordings, each with its addresses."""
    tenant, _ = _admitted(name)
    found = [str(period) for period in shelf.periods(tenant)]
    listed = [{"month": month, **_addresses(tenant, month)} for month in found]
    return jsonify(months=listed)


@blueprint.get(f"{ROOT}/<period>.json")
@token_only
def index_json(name: str, period: str) -> Response:
    """The index of a day or month: ``{"recordings": [{"file": …, "url": …, "sha256": …}]}``."""
    tenant, _ = _admitted(name)
    found = shelf.items(tenant, Period.read(period))
    root = f"/api/tenants/{tenant.name}/recordings"
    return jsonify(recordings=[{**one.row, "url": f"{root}/{one.recording_id}.wav"} for one in found])


@blueprint.get(f"{ROOT}/<period>.csv")
@token_only
def index_csv(name: str, period: str) -> Response:
    tenant, _ = _admitted(name)
    return Response(shelf.index(shelf.items(tenant, Period.read(period))), mimetype="text/csv")


@blueprint.get(f"{ROOT}/<period>.tar")
@token_only
def archive(name: str, period: str) -> Response:
    """Everything of a day or month; in parts, so that a download is resumed."""
    tenant, label = _admitted(name)
    wanted = Period.read(period)
    found = shelf.items(tenant, wanted)
    made = tar(found, shelf.opener(tenant.id, found))
    service.note(tenant.id, [one.recording_id for one in found], label, service.HTTPS)
    return ranges.answer(
        request,
        made,
        made.length,
        mimetype="application/x-tar",
        etag=made.etag,
        name=f"{name}-{wanted}.tar",
        attached=True,
    )


@blueprint.get(f"{ROOT}/<recording_id>.wav")
@token_only
def one(name: str, recording_id: str) -> Response:
    """One file, in parts where asked."""
    tenant, label = _admitted(name)
    played = service.listen(tenant.id, recording_id, tenant.timezone, label, service.HTTPS, own=False)
    return ranges.answer(
        request,
        played.audio,
        played.bytes,
        mimetype="audio/wav",
        etag=played.sha256,
        name=played.name,
        attached=True,
    )


def _admitted(name: str) -> tuple[Tenant, str]:
    given = request.authorization
    token = given.token if given is not None and given.type == "bearer" else None
    db.session.rollback()
    reading()
    with scope.everyone():
        tenant, given_access = access.by_token(name, token or "", request.remote_addr or "")
    scope.say(scope.of(tenant.id))
    return tenant, given_access.label


def _addresses(tenant: Tenant, period: str) -> dict[str, str]:
    root = f"/api/tenants/{tenant.name}/recordings/{period}"
    return {"index": f"{root}.json", "csv": f"{root}.csv", "tar": f"{root}.tar"}
