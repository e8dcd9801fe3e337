"""A lead time that dated something, kept as ``lead_times.seats_added: 5 days``, in the page's language."""

from __future__ import annotations

import re

from flask import Flask
from flask_babel import ngettext

from billing.documents import parameters
from esl.recordings import keep

from .i18n import language

_KEPT = re.compile(r"(lead_times\.\w+): ([0-9]+) (day|business day|month)s?\Z")


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(lead_time=lead_time, kept_for=kept_for)


def lead_time(clause: str) -> str:
    """What the contract calls it, and how long; as it is where it is kept in another way."""
    found = _KEPT.match(clause)
    if found is None:
        return clause
    path, count, unit = found[1], int(found[2]), found[3]
    return f"{parameters.parameter(path, language())}: {_length(count, unit)}"


def kept_for(text: str) -> str:
    """A time of keeping recordings (``esl.recordings.keep``): ``2 years`` as 24 months."""
    return _length(*keep.parse(text))


def _length(count: int, unit: str) -> str:
    lengths = {
        "day": ngettext("%(num)s day", "%(num)s days", count),
        "business day": ngettext("%(num)s business day", "%(num)s business days", count),
        "month": ngettext("%(num)s month", "%(num)s months", count),
    }
    return str(lengths[unit])
