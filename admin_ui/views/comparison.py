"""What a call centre costs in one way and in another: the comparison page, its live part and its files."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from billing import comparison as comparisons
from billing.comparison import Comparison
from billing.comparison.plain import as_table
from billing.documents import comparison_pdf, curves, quote_limits
from seatyard import clock
from seatyard.app import settings_of
from seatyard.attached import attached
from seatyard.documents import written
from seatyard.errors import InvalidInput
from seatyard.identity.permissions import QUOTES
from seatyard.identity.roles import may
from seatyard.requested import at_most

from .. import comparing
from ..formats import places
from ..forms import Form
from ..i18n import LANGUAGES, language


@may(QUOTES)
@at_most(quote_limits.BYTES)
def comparison() -> ResponseReturnValue:
    """The form and its answer: the first example, or what was typed (where no script runs)."""
    if request.method == "GET":
        document = comparing.first(_today())
        return _page(document, comparisons.of_document(document))
    form = _form()
    document = comparing.of_form(form)
    try:
        return _page(document, comparisons.of_document(document))
    except InvalidInput as error:
        return _page(document, None, error=comparing.fault(error), at=form.nearest(error.where)), 400


@may(QUOTES)
@at_most(quote_limits.BYTES)
def comparison_result() -> ResponseReturnValue:
    """The answer to what was typed; 400 with one line for what cannot be computed."""
    form = _form()
    try:
        made = comparisons.of_document(comparing.of_form(form))
    except InvalidInput as error:
        fault = render_template("fault.html", error=comparing.fault(error), at=form.nearest(error.where))
        return fault, 400
    return render_template("comparison_result.html", **_shown(made))


@may(QUOTES)
@at_most(quote_limits.BYTES)
def comparison_file(form: str) -> ResponseReturnValue:
    """The comparison to send on, or the file that ``seatyard compare`` takes."""
    typed = _form()
    document = comparing.of_form(typed)
    made = comparisons.of_document(document)
    chosen = typed.text("language")
    spoken = chosen if chosen in LANGUAGES else language()
    if form == "yaml":
        return attached(written(document), "application/yaml", "comparison.yaml")
    if form == "csv":
        return attached(as_table(made, spoken), "text/csv", "comparison.csv")
    return attached(comparison_pdf.render(made, _today(), spoken), "application/pdf", "comparison.pdf")


def _page(document: comparing.Document, made: Comparison | None, error: str = "", at: str = "") -> str:
    return render_template(
        "comparison.html",
        document=document,
        ways=comparing.layout(document),
        error=error,
        at=at,
        **(_shown(made) if made else {}),
    )


def _shown(made: Comparison) -> dict[str, object]:
    names = [getattr(way.name, language()) for way in made.ways]
    totals = ", ".join(
        f"{name} {places(made.total(way), 0)}" for name, way in zip(names, made.ways, strict=True)
    )
    return {"comparison": made, "picture": Markup(curves.svg(made, language(), totals))}


def _form() -> Form:
    return Form(request.form.to_dict(flat=False))


def _today() -> date:
    return clock.now().astimezone(ZoneInfo(settings_of(current_app).timezone)).date()
