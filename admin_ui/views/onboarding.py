"""A new tenant in one sitting: its draft begun by hand or by a file, thrown away, or made at the end."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from billing.documents import quote_limits
from seatyard import documents
from seatyard.attached import attached
from seatyard.errors import InvalidInput, SeatyardError
from seatyard.identity.permissions import TENANTS_ONBOARD
from seatyard.identity.roles import may
from seatyard.requested import at_most
from tenants import directory
from tenants.numbers import listing as numbers
from tenants.onboarding.document import checked
from tenants.onboarding.drafts import making, service
from tenants.onboarding.sections import Onboarding

from ..onboarding import steps
from ..quoting import sayings
from .onboarding_steps import (
    address,
    customer_shown,
    next_step,
    page,
    refuse,
    today,
    typed_customer,
    typed_form,
)

FILE_BYTES = 1024 * 1024


@may(TENANTS_ONBOARD)
def onboarding() -> str:
    """The drafts that there are, and the first step of a new one."""
    return _start(steps.fresh(today()))


@may(TENANTS_ONBOARD)
@at_most(quote_limits.BYTES)
def begin_onboarding() -> ResponseReturnValue:
    """A draft with its first step filled in."""
    form = typed_form()
    document = steps.fresh(today())
    try:
        document = steps.customer(document, form, directory.domain_of_others())
        refuse(document, steps.CUSTOMER)
    except SeatyardError as error:
        return _start(document | {"tenant": typed_customer(form)}, error), error.status
    free = numbers.free()[:1]
    document = making.led(document, making.QUEUE, free[0] if free else "")
    return redirect(next_step(service.begin(document, current_user.login), steps.CUSTOMER))


@may(TENANTS_ONBOARD)
@at_most(FILE_BYTES)
def upload_onboarding() -> ResponseReturnValue:
    """A draft of a whole file, looked at as any other before it is made."""
    file = request.files.get("file")
    try:
        document = making.filled(documents.parse(_text(file), "file"))
        checked(document)
    except SeatyardError as error:
        return _start(steps.fresh(today()), error, of_file=True), error.status
    return redirect(address(service.begin(document, current_user.login), steps.REVIEW))


@may(TENANTS_ONBOARD)
def onboarding_file(onboarding_id: int) -> ResponseReturnValue:
    """The draft as a file that `seatyard tenant onboard` and this wizard take."""
    document = service.without_passwords(service.find(onboarding_id).document)
    name = service.named(document) or "tenant"
    return attached(documents.written(document), "application/yaml", f"{name}.yaml")


@may(TENANTS_ONBOARD)
def keep_onboarding(onboarding_id: int, act: str) -> ResponseReturnValue:
    """Throw a draft away, or take it back."""
    (service.discard if act == "discard" else service.take_back)(onboarding_id)
    return redirect(url_for("ui.onboarding"))


@may(TENANTS_ONBOARD)
def make_onboarding(onboarding_id: int) -> ResponseReturnValue:
    """Make the tenant, once, and look how it goes live."""
    try:
        draft = service.submit(onboarding_id, current_user)
    except SeatyardError as error:
        draft = service.find(onboarding_id)
        return page(draft, steps.REVIEW, draft.document, error=error), error.status
    return redirect(url_for("ui.tenant_live", tenant=draft.became))


def _text(file: FileStorage | None) -> str:
    try:
        return file.read().decode("utf-8-sig") if file else ""
    except UnicodeDecodeError as error:
        raise InvalidInput("is not allowed", where="file", allowed="YAML in UTF-8") from error


def _start(document: Onboarding, error: SeatyardError | None = None, *, of_file: bool = False) -> str:
    drafts = service.listing()
    return render_template(
        "onboarding.html",
        drafts=[(draft, service.named(draft.document)) for draft in drafts],
        error=sayings.fault(error) if error and of_file else "",
        **customer_shown(document, None if of_file else error),
    )
