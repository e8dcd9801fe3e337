"""Reports: the four of them, one as table and chart, as files, and by e-mail."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from billing.subscriptions import service as subscriptions
from billing.subscriptions.periods import EVERY
from esl.reports import documents, service, words
from esl.reports.service import BY, Asked
from seatyard import scope
from seatyard.attached import attached
from seatyard.errors import InvalidInput
from seatyard.identity.permissions import HOME, REPORTS_SEND
from seatyard.identity.roles import may, public
from seatyard.months import asked
from seatyard.replica import may_lag
from tenants.models import Tenant

from ..i18n import language
from ..measures import CHARTS, figures_of
from ..said import said as in_page


@may(HOME)
def reports(tenant: Tenant) -> str:
    return _index(tenant)


@may(HOME)
@may_lag
def report(tenant: Tenant, report: str) -> str:
    wanted = _asked(report)
    table = service.report(tenant, wanted)
    return render_template(
        "report.html",
        tenant=tenant,
        asked=wanted,
        table=table,
        titles=words.REPORTS,
        about=words.ABOUT[report],
        names=words.COLUMNS,
        said=(words.TOTAL, words.BEFORE),
        figures=figures_of(table),
        drawn=[at for at, (name, _) in enumerate(table.columns) if name in CHARTS[report]],
        by=BY,
        forms=list(documents.FORMS),
    )


@may(HOME)
@may_lag
def report_file(tenant: Tenant, report: str, sheet: str) -> Response:
    table = service.report(tenant, _asked(report))
    kind, write = documents.FORMS[sheet]
    return attached(write(table, language()), kind, documents.file_name(tenant.name, table, sheet))


@may(REPORTS_SEND)
def subscribe(tenant: Tenant) -> ResponseReturnValue:
    said = {name: request.form.get(name, "") for name in ("report", "every", "address")}
    try:
        subscriptions.subscribe(tenant, **said, language=language(), by=current_user.login)
    except InvalidInput as error:
        return _index(tenant, problem=in_page(error)), error.status
    return redirect(url_for("ui.reports", tenant=tenant.name, _anchor="mail"))


@may(REPORTS_SEND)
def change_subscription(tenant: Tenant, subscription_id: int, act: str) -> ResponseReturnValue:
    acts = {"pause": subscriptions.pause, "resume": subscriptions.resume, "remove": subscriptions.remove}
    acts[act](tenant.id, subscription_id)
    return redirect(url_for("ui.reports", tenant=tenant.name, _anchor="mail"))


@public
@scope.everyone()
def leave_report(token: str) -> str:
    """By the link in an e-mail: asked first, as programs that look through mail follow links too."""
    if request.method == "POST":
        subscriptions.leave(token)
    row = subscriptions.by_token(token)
    return render_template("leave_report.html", row=row, title=words.REPORTS[row.report])


def _index(tenant: Tenant, problem: str = "") -> str:
    sends = current_user.may(REPORTS_SEND)
    return render_template(
        "reports.html",
        tenant=tenant,
        titles=words.REPORTS,
        about=words.ABOUT,
        standing=subscriptions.listing(tenant.id) if sends else [],
        allowed=subscriptions.allowed(tenant) if sends else [],
        every=EVERY,
        problem=problem,
    )


def _asked(report: str) -> Asked:
    """The questions of the address; days are the tenant's, the last one included."""
    return Asked(
        report,
        request.args.get("since", type=asked),
        request.args.get("until", type=asked),
        request.args.get("by", "day"),
        request.args.get("queue", type=int),
    )
