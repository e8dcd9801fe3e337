"""The steps of a new tenant's draft: each shown as it is, answered, kept, and the next one follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from billing import terms
from billing.clauses import CLAUSES
from billing.documents import quote as quotes
from billing.documents import quote_limits
from esl.nodes import room
from esl.provisioning.foreseen import foreseen
from seatyard import clock
from seatyard.app import settings_of
from seatyard.errors import InvalidInput, SeatyardError
from seatyard.identity.permissions import TENANTS_ONBOARD
from seatyard.identity.roles import may
from seatyard.requested import at_most
from tenants import directory
from tenants.numbers import listing as numbers
from tenants.onboarding.drafts import making, service
from tenants.onboarding.drafts.models import OnboardingDraft
from tenants.onboarding.sections import Onboarding

from .. import quoting
from ..forms import Form
from ..onboarding import steps
from ..onboarding.figures import figures, whole_month
from ..quoting import sayings

COMMANDS = 200
"""Of the plan, shown; how many more there are is said."""


@may(TENANTS_ONBOARD)
def onboarding_step(onboarding_id: int, stage: str) -> ResponseReturnValue:
    draft = service.find(onboarding_id)
    if draft.became:
        return redirect(url_for("ui.tenant_live", tenant=draft.became))
    return page(draft, stage, draft.document)


@may(TENANTS_ONBOARD)
@at_most(quote_limits.BYTES)
def answer_onboarding_step(onboarding_id: int, stage: str) -> ResponseReturnValue:
    """What is sent is kept if it can be; else the step is shown again, as typed, with the fault."""
    draft = service.find(onboarding_id)
    form, document = typed_form(), draft.document
    try:
        document = _READ[stage](document, form)
        refuse(document, stage)
        service.put(draft.id, document, form.text("admin") if stage == steps.SEATS else None)
    except SeatyardError as error:
        if stage == steps.CUSTOMER:
            document = document | {"tenant": typed_customer(form)}
        at = form.nearest(error.where)
        return page(draft, stage, document, error=error, at=at, typed=form), error.status
    return redirect(next_step(draft, stage))


_READ: dict[str, Callable[[Onboarding, Form], Onboarding]] = {
    steps.CUSTOMER: lambda document, form: steps.customer(document, form, directory.domain_of_others()),
    steps.FIGURES: steps.figures,
    steps.SEATS: steps.seats,
}


def refuse(document: Onboarding, step: str) -> None:
    """Raise the document's first fault, if this step can mend it."""
    if problem := service.problem(document, *steps.PARTS[step]):
        raise problem


def customer_shown(document: Onboarding, error: SeatyardError | None) -> dict[str, Any]:
    return {
        "document": document,
        "templates": [terms.load(name) for name in terms.names()],
        "clauses": list(CLAUSES),
        "suffix": directory.domain_of_others(),
        "problem": sayings.told(error, "") if error else "",
        "where": error.where if error else "",
    }


def page(
    draft: OnboardingDraft,
    step: str,
    document: Onboarding,
    *,
    error: SeatyardError | None = None,
    at: str = "",
    typed: Form | None = None,
) -> str:
    return render_template(
        f"onboarding_{step}.html",
        draft=draft,
        step=step,
        steps=steps.STEPS,
        name=service.named(draft.document),
        at=at,
        typed=typed,
        **customer_shown(document, error),
        **_SHOWN[step](document),
    )


def _figures(document: Onboarding) -> dict[str, Any]:
    asked = steps.quoted(document, whole_month(document["contract"]["starts"]), today())
    try:
        made: quotes.Quote | None = quotes.of_document(asked.document(Form({})))
    except InvalidInput:
        made = None
    return {"asked": asked, "layout": quoting.layout(asked), "quote": made}


def _seats(document: Onboarding) -> dict[str, Any]:
    return {
        "runs": making.runs(document["seats"]),
        "types": steps.types(document),
        "plain": making.is_plain(document),
        "free": numbers.free(),
    }


def _review(document: Onboarding) -> dict[str, Any]:
    """What would be made, or the fault that keeps it from being made, with the step to mend it."""
    home = room.choose(len(document["seats"]))
    shown = _seats(document) | {"figures": figures(document, today()), "node": home}
    shown["title"] = terms.load(document["contract"]["template"]).title
    try:
        whole = service.checked_new(document)
    except SeatyardError as error:
        mends = [one for one, paths in steps.PARTS.items() if error.where.startswith(paths)]
        return shown | {"fault": sayings.fault(error), "mends": mends[0] if mends else steps.SEATS}
    commands = foreseen(whole)
    return shown | {"commands": commands[:COMMANDS], "more": len(commands[COMMANDS:])}


_SHOWN: dict[str, Callable[[Onboarding], dict[str, Any]]] = {
    steps.CUSTOMER: lambda document: {},
    steps.FIGURES: _figures,
    steps.SEATS: _seats,
    steps.REVIEW: _review,
}


def typed_customer(form: Form) -> dict[str, Any]:
    """The customer as typed, to be shown again."""
    title = {"zh": form.text("title_zh"), "en": form.text("title_en")}
    return {"name": form.text("name"), "title": title, "domain": form.text("domain")}


def next_step(draft: OnboardingDraft, step: str) -> str:
    """The address of the step after this one."""
    return address(draft, steps.STEPS[steps.STEPS.index(step) + 1])


def address(draft: OnboardingDraft, step: str) -> str:
    return url_for("ui.onboarding_step", onboarding_id=draft.id, stage=step)


def typed_form() -> Form:
    return Form(request.form.to_dict(flat=False))


def today() -> date:
    return clock.now().astimezone(ZoneInfo(settings_of(current_app).timezone)).date()
