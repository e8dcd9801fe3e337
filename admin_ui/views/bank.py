"""Bank statements for finance: lines with what they may be, confirmed, split, set aside, taken back."""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from billing.bank import intake, listing, matching, profiles
from billing.bank.listing import STATES
from billing.bank.matching import Asked
from billing.bank.models import MARK
from billing.bank.suggesting import suggestions
from billing.recorded.typed import decimal
from seatyard.db import snapshot
from seatyard.errors import InvalidInput, SeatyardError
from seatyard.identity.permissions import MONEY, MONEY_WORK
from seatyard.identity.roles import may

from ..said import said as in_page

FORM_BYTES = 64 * 1024
"""Of a form beside its file."""
MOST_PARTS = 20


@may(MONEY)
def bank() -> str:
    return _lines()


@may(MONEY_WORK)
def import_statement() -> ResponseReturnValue:
    """A file, read by the profile that its headers tell or the one that was chosen."""
    request.max_content_length = intake.MOST_BYTES + FORM_BYTES
    file, asked = request.files.get("file"), request.form
    account, profile = asked.get("account", "").strip(), asked.get("profile", "")
    try:
        if file is None or not file.filename:
            raise InvalidInput("no file was chosen", where="file", allowed="a CSV or a CAMT.053")
        if profile and profile not in profiles.built_in():
            raise InvalidInput(f"no profile {profile!r}", where="profile")
        content = file.stream.read(intake.MOST_BYTES + 1)
        by = current_user.login
        taken = intake.take(content, file.filename, by=by, profile=profile or None, account=account)
        if asked.get("book"):
            matching.book_sure(taken.added, by=by)
    except SeatyardError as error:
        return _lines(problem=in_page(error), account=account), error.status
    return redirect(url_for("ui.bank", added=len(taken.added), known=taken.known))


@may(MONEY)
def bank_line(line_id: int) -> str:
    return _line(line_id)


@may(MONEY_WORK)
def confirm_line(line_id: int) -> ResponseReturnValue:
    """As a suggestion says, or as parts were typed: the last one without an amount takes the rest."""
    names, amounts = request.form.getlist("of"), request.form.getlist("amount")
    said = [(name.strip(), amount.strip()) for name, amount in zip(names, amounts, strict=False)]

    def confirm() -> None:
        parts = [Asked(of, decimal(told, "amount") if told else None) for of, told in said[:MOST_PARTS] if of]
        matching.confirm(f"{MARK}{line_id}", parts, by=current_user.login)

    return _done(line_id, confirm)


@may(MONEY_WORK)
def change_line(line_id: int, act: str) -> ResponseReturnValue:
    """Take it back, set it aside, or release it."""
    name, by, reason = f"{MARK}{line_id}", current_user.login, request.form.get("reason", "")
    acts = {
        "unmatch": lambda: matching.unmatch(name, reason=reason, by=by),
        "park": lambda: matching.park(name, reason=reason, by=by),
        "release": lambda: matching.release(name, by=by),
    }
    return _done(line_id, acts[act])


def _done(line_id: int, act: Any) -> ResponseReturnValue:
    try:
        act()
    except SeatyardError as error:
        if error.status == 404 and error.where == "line":
            raise
        return _line(line_id, problem=in_page(error)), error.status
    return redirect(url_for("ui.bank_line", line_id=line_id))


def _lines(**more: Any) -> str:
    state, period = request.args.get("state", ""), request.args.get("period", "")
    with snapshot():
        number = request.args.get("page", 1, int)
        page = listing.page(state if state in STATES else None, number, period=period or None)
        months = listing.months()
        found = suggestions(listing.lines([one.id for one in page.entries]))
    return render_template(
        "bank.html",
        page=page,
        found=found,
        period=period,
        months=months,
        state=state,
        states=STATES,
        profiles=profiles.built_in(),
        **more,
    )


def _line(line_id: int, **more: Any) -> str:
    with snapshot():
        line = listing.named(f"{MARK}{line_id}")
        row, raw, statement = listing.row(line), line.raw, line.statement
        may_be = suggestions([line]).get(line.id, [])
        shown = {"line": row, "raw": raw, "cells": _cells(raw, statement.form), "statement": statement}
        return render_template("bank_line.html", suggestions=may_be, **shown, **more)


def _cells(raw: str, form: str) -> list[tuple[str, str]]:
    """Of a line of a table, its cells that are filled, under their headers; of another nothing."""
    if not form.startswith("csv"):
        return []
    header, row = json.loads(raw)
    return [(head, cell) for head, cell in zip_longest(header, row, fillvalue="") if cell.strip()]
