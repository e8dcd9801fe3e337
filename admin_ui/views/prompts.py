"""What a tenant's callers hear: listed, listened to, recorded anew."""

from __future__ import annotations

import io

from flask import Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from esl.prompts import service, wanted
from seatyard.errors import InvalidInput, SeatyardError
from seatyard.identity.permissions import PROMPTS, PROMPTS_CHANGE
from seatyard.identity.roles import may
from seatyard.requested import FORM_BYTES, at_most
from seatyard.sound.reading import KINDS, MOST_BYTES
from tenants.models import Tenant

from ..said import told


@may(PROMPTS)
def prompts(tenant: Tenant) -> str:
    return _page(tenant)


@may(PROMPTS_CHANGE)
@at_most(MOST_BYTES + FORM_BYTES)
def add_prompt(tenant: Tenant) -> ResponseReturnValue:
    """A recording, under the name of the form or its own."""
    file, name = request.files.get("file"), request.form.get("name", "").strip()
    try:
        if file is None or not file.filename:
            raise InvalidInput("no file was chosen", where="file", allowed=KINDS)
        own = f"{file.filename.rpartition('.')[0]}.wav"
        service.add(tenant, name or own, file.stream.read(MOST_BYTES + 1), where=file.filename)
    except SeatyardError as error:
        return _page(tenant, problem=told(error), name=name), error.status
    return redirect(url_for("ui.prompts", tenant=tenant.name))


@may(PROMPTS_CHANGE)
def remove_prompt(tenant: Tenant, file: str) -> ResponseReturnValue:
    try:
        service.remove(tenant, file)
    except SeatyardError as error:
        return _page(tenant, problem=told(error)), error.status
    return redirect(url_for("ui.prompts", tenant=tenant.name))


@may(PROMPTS)
def sound(tenant: Tenant, file: str) -> Response:
    """The WAV file, in parts where the player asks for parts (RFC 9110, 14)."""
    prompt = service.find(tenant, file)
    content = io.BytesIO(service.content(prompt))
    return send_file(content, "audio/wav", conditional=True, etag=prompt.sha256, max_age=0)


def _page(tenant: Tenant, **more: str) -> str:
    return render_template(
        "prompts.html",
        tenant=tenant,
        prompts=service.listing(tenant),
        places=wanted.places(tenant),
        wanted=wanted.of_tenant(tenant),
        **more,
    )
