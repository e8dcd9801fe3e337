"""Recordings and messages: lists, one with its player and who has listened, what was deleted."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from esl.recordings import holds, proofs, service
from esl.recordings.retention import Rules
from seatyard import ranges
from seatyard.attached import attached
from seatyard.identity.permissions import RECORDINGS, RECORDINGS_KEEP
from seatyard.identity.roles import may
from seatyard.months import asked
from tenants.models import Tenant

from ..looks import seen
from ..told import say

AUDIO = "audio/wav"


@may(RECORDINGS)
@seen("recordings")
def recordings(tenant: Tenant) -> str:
    return render_template(
        "recordings.html",
        tenant=tenant,
        found=service.listing(tenant.id, _filters(tenant), after=request.args.get("after", "")),
        unheard=service.unheard(tenant.id),
        held=holds.standing(tenant.id),
        **_names(tenant),
    )


@may(RECORDINGS)
@seen("recordings", "recording_id")
def recording(tenant: Tenant, recording_id: str) -> str:
    entry = service.one(tenant.id, recording_id)
    call_id = entry.call.id if entry.call else None
    return render_template(
        "recording.html",
        tenant=tenant,
        recording=entry.recording,
        call=entry.call,
        due=Rules(tenant).due(entry.recording, entry.call),
        held=holds.Held(tenant.id).holds(entry.recording, call_id),
        listens=service.listens(tenant.id, recording_id),
        **_names(tenant),
    )


@may(RECORDINGS)
def audio(tenant: Tenant, recording_id: str) -> Response:
    """The WAV file, in the part that the player asks for; who asks is noted."""
    own = current_user.of_tenant
    played = service.listen(
        tenant.id, recording_id, tenant.timezone, current_user.login, service.PAGE, own=own
    )
    return ranges.answer(
        request,
        played.audio,
        played.bytes,
        mimetype=AUDIO,
        etag=played.sha256,
        name=played.name,
        attached="download" in request.args,
    )


@may(RECORDINGS_KEEP)
def mark_recording(tenant: Tenant, recording_id: str) -> ResponseReturnValue:
    """A message was heard, or is to be heard again."""
    heard = request.values.get("heard") == "1"
    service.mark(tenant.id, recording_id, heard=heard)
    say(str(_("It is done.")), {"heard": "0" if heard else "1"})
    return redirect(url_for("ui.recording", tenant=tenant.name, recording_id=recording_id))


@may(RECORDINGS_KEEP)
def remove_message(tenant: Tenant, recording_id: str) -> ResponseReturnValue:
    """Delete a message from its box; the recording is kept as long as any."""
    service.remove(tenant.id, recording_id, current_user.login)
    return redirect(url_for("ui.recording", tenant=tenant.name, recording_id=recording_id))


@may(RECORDINGS)
def deletions(tenant: Tenant) -> str:
    """The proofs that are shown are compared with their digests."""
    page = proofs.listing(tenant.id, request.args.get("page", 1, int))
    shown = [one.number for one in page.entries]
    broken = proofs.broken(tenant.id, min(shown), max(shown)) if shown else None
    return render_template("deletions.html", tenant=tenant, page=page, broken=broken)


@may(RECORDINGS)
def deletions_file(tenant: Tenant, form: str) -> Response:
    chosen = proofs.between(tenant.id, *_days(tenant))
    name = f"{tenant.name}-deletions.{form}"
    if form == "csv":
        return attached(proofs.as_csv(chosen), "text/csv", name)
    return attached(proofs.as_json(tenant, chosen), "application/json", name)


def _names(tenant: Tenant) -> dict[str, object]:
    return {
        "seats": {seat.id: seat for seat in tenant.seats},
        "queues": {queue.id: queue for queue in tenant.queues},
        "boxes": {f"queue-{queue.id}": queue.name for queue in tenant.queues},
    }


def _filters(tenant: Tenant) -> service.Filters:
    since, until = _days(tenant)
    seat_id = request.args.get("seat", type=int)
    seat = next(((one.id, one.number) for one in tenant.seats if one.id == seat_id), None)
    return service.Filters(
        since=since,
        until=until,
        kind=request.args.get("kind", ""),
        number=request.args.get("number", "").strip(),
        seat=seat,
        queue_id=request.args.get("queue", type=int),
        unheard="unheard" in request.args,
    )


def _days(tenant: Tenant) -> tuple[datetime | None, datetime | None]:
    """Local days of the address, the last one included."""
    zone = ZoneInfo(tenant.timezone)
    since = request.args.get("since", type=asked)
    until = request.args.get("until", type=asked)
    return (
        datetime.combine(since, time.min, zone) if since else None,
        datetime.combine(until + timedelta(days=1), time.min, zone) if until else None,
    )
