"""The pool of telephone numbers: who has which, lists that come in, and what is done with one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from seatyard.app import settings_of
from seatyard.errors import InvalidInput, SeatyardError
from seatyard.identity.permissions import NUMBERS, NUMBERS_CHANGE
from seatyard.identity.roles import may
from seatyard.requested import FORM_BYTES, at_most
from tenants import directory
from tenants.numbers import STATES, acts, carriers, listing, pool
from tenants.numbers.listing import Filters

from ..said import said

MOST_BYTES = 500_000
"""Of a list that a page takes, some 15,000 numbers; longer ones come in by `seatyard number import`."""
SHOWN = 20


@may(NUMBERS)
def numbers() -> str:
    return _numbers()


@may(NUMBERS_CHANGE)
def add_number() -> ResponseReturnValue:
    try:
        acts.add(request.form.get("e164", ""), request.form.get("carrier") or None)
    except SeatyardError as error:
        return _numbers(said(error)), error.status
    return redirect(url_for("ui.numbers"))


@may(NUMBERS_CHANGE)
@at_most(4 * MOST_BYTES + FORM_BYTES)
def import_numbers() -> ResponseReturnValue:
    """First what the list would do, by a file or a text; and with ``sure`` it is done."""
    request.max_form_memory_size = 4 * MOST_BYTES + FORM_BYTES
    try:
        name, text = _list()
        if request.form.get("sure"):
            done = pool.import_text(text, name)
            return redirect(url_for("ui.numbers", added=done.added, known=done.there_before))
        looked = pool.look(text, name)
    except SeatyardError as error:
        return _numbers(said(error)), error.status
    counted = Counter((row.state, row.carrier) for row in looked.fresh)
    rows = sorted(counted.items(), key=lambda pair: (pair[0][0], pair[0][1] or ""))
    shown = {"looked": looked, "counted": rows, "text": text, "name": name, "most": SHOWN}
    faults = [(line, said(told)) for line, told in looked.faults]
    return render_template("numbers_import.html", faults=faults, **shown)


@may(NUMBERS)
def number(e164: str) -> str:
    return _number(e164)


@may(NUMBERS_CHANGE)
def change_number(e164: str, act: str) -> ResponseReturnValue:
    form = request.form
    tenant, reason = form.get("tenant", ""), form.get("reason", "")
    doing: dict[str, Callable[[], None]] = {
        "assign": lambda: acts.assign(e164, tenant, form.get("flow", "")),
        "reserve": lambda: acts.reserve(e164, tenant, _day("until")),
        "quarantine": lambda: acts.quarantine(e164, _day("until"), reason),
    }
    try:
        (doing.get(act) or (lambda: acts.PLAIN[act](e164, reason)))()
    except SeatyardError as error:
        return _number(e164, said(error)), error.status
    if act == "remove":
        return redirect(url_for("ui.numbers"))
    return redirect(url_for("ui.number", e164=e164))


def _numbers(problem: str = "") -> str:
    asked = request.args
    wanted = Filters(
        state=asked.get("state") or None,
        tenant=asked.get("tenant", "").strip() or None,
        carrier=asked.get("carrier") or None,
        prefix=asked.get("prefix", "").strip(),
    )
    return render_template(
        "numbers.html",
        page=listing.listing(wanted, asked.get("page", 1, int)),
        wanted=wanted,
        counted=listing.counted(),
        states=STATES,
        carriers=sorted(carriers.known()),
        quarantine=settings_of(current_app).number_quarantine_days,
        problem=problem,
    )


def _number(e164: str, problem: str = "") -> str:
    name = request.values.get("tenant", "").strip()
    return render_template(
        "number.html",
        number=listing.one(e164),
        history=listing.history(e164)[::-1],
        asked=name,
        tenant=directory.find(name) if name else None,
        quarantine=settings_of(current_app).number_quarantine_days,
        problem=problem,
    )


def _list() -> tuple[str, str]:
    file = request.files.get("file")
    if file is not None and file.filename:
        content, name = file.stream.read(MOST_BYTES + 1), file.filename
    else:
        content, name = request.form.get("text", "").encode(), request.form.get("name", "") or "list.csv"
    if not content.strip():
        raise InvalidInput("no file was chosen", where="file", allowed="a CSV")
    if len(content) > MOST_BYTES:
        raise InvalidInput("is too big", where=name, allowed=f"up to {MOST_BYTES // 1000} kB")
    try:
        return name[:200], content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput("is not UTF-8 text", where=name) from None


def _day(field: str) -> date | None:
    text = request.form.get(field, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput("not a day", where=field, allowed="2026-04-01") from None
