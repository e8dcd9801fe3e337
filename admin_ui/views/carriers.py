"""Carriers: what goes over each today, and what of each may be changed. Accounts are the command line's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from esl.carriers import service, traffic
from esl.carriers.formats import FORMATS
from esl.carriers.options import CODECS, IDENTITIES
from esl.carriers.watch import DOWN_FINDING
from seatyard import findings
from seatyard.app import settings_of
from seatyard.errors import InvalidInput, SeatyardError
from seatyard.identity.permissions import NODES, TRUNKS_CHANGE
from seatyard.identity.roles import may

from ..said import said

NUMBERS = ("max_channels", "ping", "progress_timeout", "ring_timeout")
WORDS = ("host", "codecs", "called_format", "caller_format", "incoming_format", "identity")


@may(NODES)
def carriers() -> str:
    return _carriers()


@may(TRUNKS_CHANGE)
def new_carrier() -> ResponseReturnValue:
    name = request.form.get("name", "").strip()
    try:
        prefixes = tuple(request.form.get("prefixes", "").replace(",", " ").split())
        options = _options()
        host, port = options.pop("host", ""), options.pop("port", 5060)
        service.add(name, host, port, prefixes=prefixes, **options)
    except SeatyardError as error:
        return _carriers(said(error)), error.status
    return redirect(url_for("ui.carrier", trunk=name))


@may(NODES)
def carrier(trunk: str) -> str:
    return _carrier(trunk)


@may(TRUNKS_CHANGE)
def change_carrier(trunk: str, act: str) -> ResponseReturnValue:
    form = request.form
    prefix = form.get("prefix", "").strip()
    doing: dict[str, Callable[[], object]] = {
        "change": lambda: service.change(trunk, **_options(), own_numbers="own_numbers" in form),
        "route": lambda: service.route(trunk, prefix, _number("priority"), _number("weight")),
        "unroute": lambda: service.unroute(trunk, prefix),
        "disable": lambda: service.disable(trunk, form.get("reason", "")),
        "enable": lambda: service.enable(trunk),
    }
    try:
        doing[act]()
    except SeatyardError as error:
        return _carrier(trunk, said(error)), error.status
    return redirect(url_for("ui.carrier", trunk=trunk))


def _carriers(problem: str = "") -> str:
    there = service.trunks()
    return render_template("carriers.html", **_shown(there), problem=problem, given=request.form)


def _carrier(name: str, problem: str = "") -> str:
    known, one = service.trunks(), service.find(name)
    shown = {"trunk": one, "alone": service.alone(name, known), "problem": problem}
    choices = {"formats": FORMATS, "identities": IDENTITIES, "codecs": CODECS}
    return render_template("carrier.html", **_shown([one]), **shown, **choices)


def _shown(there: list[Any]) -> dict[str, Any]:
    since = traffic.midnight(settings_of(current_app).timezone)
    down: dict[str, list[str]] = {}
    for finding in findings.still_open(DOWN_FINDING):
        node, _, name = finding.key.partition("/")
        down.setdefault(name, []).append(node)
    return {"trunks": there, "down": down, "today": traffic.traffic([one.name for one in there], since)}


def _options() -> dict[str, Any]:
    """What the form has; an empty field is left as it is."""
    form = request.form
    options: dict[str, Any] = {key: text for key in WORDS if (text := form.get(key, "").strip())}
    options |= {key: number for key in (*NUMBERS, "port") if (number := _number(key)) is not None}
    if "networks" in form:
        options["networks"] = tuple(form["networks"].replace(",", " ").split())
    return options


def _number(key: str) -> int | None:
    text = request.form.get(key, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise InvalidInput(f"{text!r} is no number", where=key, allowed="digits")
    return int(text)
