"""The month's drafts for finance: the list, one against the month before, and what is decided about it."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from billing.drafts import review, service
from seatyard.identity.permissions import MONEY, MONEY_MOVE
from seatyard.identity.roles import may
from tenants import directory


@may(MONEY)
def drafts() -> str:
    months = service.months()
    period = request.args.get("period") or (months[0] if months else "")
    page = service.listing(period, request.args.get("page", 1, int))
    return render_template(
        "drafts.html",
        page=page,
        period=period,
        months=months,
        counts=service.counts(period),
        totals=service.totals(period),
        owners=directory.by_id([row.draft.tenant_id for row in page.entries]),
    )


@may(MONEY)
def draft(draft_id: int) -> str:
    row = service.by_id(draft_id)
    owner = directory.by_id([row.draft.tenant_id])[row.draft.tenant_id]
    return render_template("draft.html", row=row, draft=row.draft, owner=owner)


@may(MONEY_MOVE)
def review_draft(draft_id: int, action: str) -> ResponseReturnValue:
    acts[action](draft_id)
    return redirect(url_for("ui.draft", draft_id=draft_id))


def _hold(draft_id: int) -> None:
    review.hold(draft_id, current_user.login, request.form.get("reason", ""))


def _release(draft_id: int) -> None:
    review.release(draft_id, current_user.login, request.form.get("reason", ""))


def _approve(draft_id: int) -> None:
    review.approve(draft_id, current_user.login, request.form.get("seen", ""))


acts: dict[str, Callable[[int], None]] = {"hold": _hold, "release": _release, "approve": _approve}
