"""Next month's invoice before anybody signs: the quote page, its live part and its files."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from billing import terms
from billing.documents import quote as quotes
from billing.documents import quote_limits, quote_pdf
from seatyard import clock
from seatyard.app import settings_of
from seatyard.attached import attached
from seatyard.documents import written
from seatyard.errors import InvalidInput
from seatyard.identity.permissions import QUOTES
from seatyard.identity.roles import may
from seatyard.requested import at_most

from .. import quoting
from ..forms import Form
from ..i18n import LANGUAGES, language
from ..quoting import Draft, sayings

FIRST_TEMPLATE = "seat-lease"


@may(QUOTES)
@at_most(quote_limits.BYTES)
def quote() -> ResponseReturnValue:
    """The form and its invoice: as a template begins, or as it was typed (where no script runs)."""
    if request.method == "GET":
        draft = quoting.fresh(terms.load(request.args.get("template", FIRST_TEMPLATE)), _today())
        return _page(draft, quotes.of_document(draft.document(Form({}))))
    form = _form()
    draft = quoting.of_form(form)
    try:
        return _page(draft, quotes.of_document(draft.document(form)))
    except InvalidInput as error:
        return _page(draft, None, error=sayings.fault(error), at=form.nearest(error.where)), 400


@may(QUOTES)
@at_most(quote_limits.BYTES)
def quote_result() -> ResponseReturnValue:
    """The invoice of what was typed; 400 with one line for what cannot be computed."""
    form = _form()
    try:
        made = quotes.of_document(quoting.of_form(form).document(form))
    except InvalidInput as error:
        fault = render_template("fault.html", error=sayings.fault(error), at=form.nearest(error.where))
        return fault, 400
    return render_template("quote_result.html", quote=made)


@may(QUOTES)
@at_most(quote_limits.BYTES)
def quote_file(form: str) -> ResponseReturnValue:
    """The offer to send to a customer, or the case file behind it."""
    typed = _form()
    draft = quoting.of_form(typed)
    made = quotes.of_document(draft.document(typed))
    if form == "yaml":
        return attached(written(made.document), "application/yaml", "case.yaml")
    chosen = typed.text("language")
    offer = quote_pdf.Offer(made, draft.customer, _today(), draft.valid_until)
    paper = quote_pdf.render(offer, chosen if chosen in LANGUAGES else language())
    return attached(paper, "application/pdf", f"quote-{draft.template.name}-{draft.month}.pdf")


def _page(draft: Draft, made: quotes.Quote | None, error: str = "", at: str = "") -> str:
    return render_template(
        "quote.html",
        draft=draft,
        layout=quoting.layout(draft),
        quote=made,
        error=error,
        at=at,
        templates=[terms.load(name) for name in terms.names()],
    )


def _form() -> Form:
    return Form(request.form.to_dict(flat=False))


def _today() -> date:
    return clock.now().astimezone(ZoneInfo(settings_of(current_app).timezone)).date()
