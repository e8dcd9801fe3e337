"""How moments, money and amounts are written, the same in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from flask_babel import gettext as _
from markupsafe import Markup

from billing.documents.figures import amount, money
from esl.reports.documents import shown
from seatyard import clock
from seatyard.app import settings_of
from seatyard.findings import Finding, kind_of

_AGES: tuple[tuple[int, Callable[[], str]], ...] = (
    (86400, lambda: _("d")),
    (3600, lambda: _("h")),
    (60, lambda: _("min")),
    (1, lambda: _("s")),
)


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        money=money,
        number=Decimal,
        amount=amount,
        talk=talk,
        seconds=seconds,
        exact_seconds=exact_seconds,
        when=when,
        moment=moment,
        day=day,
        clock_time=clock_time,
        age=age,
        measure=shown,
    )
    app.jinja_env.globals.update(span=span, finding_kind=kind_of)


def talk(microseconds: int) -> str:
    """A talk time as ``m:ss`` or ``h:mm:ss``, whole seconds, half up."""
    seconds = (microseconds + 500_000) // 1_000_000
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def seconds(microseconds: int) -> str:
    """Whole seconds, half up, as calls are charged by: ``61``."""
    return f"{(microseconds + 500_000) // 1_000_000:,}"


def exact_seconds(microseconds: int) -> str:
    """All that the switch measured: ``61.234567``."""
    return f"{Decimal(microseconds) / 1_000_000:,.6f}"


def span(start: datetime, end: datetime) -> str:
    """How long from one moment to another: ``26:00:00``."""
    return talk(round((end - start).total_seconds() * 1_000_000))


def age(finding: Finding) -> str:
    """How long a finding has stood open, or stood until it was cleared, in its largest unit: ``3 d``."""
    seconds = int(((finding.cleared_at or clock.now()) - finding.first_at).total_seconds())
    size, unit = next((one for one in _AGES if seconds >= one[0]), _AGES[-1])
    return f"{seconds // size} {unit()}"


def when(moment: datetime | None, zone: str = "") -> Markup:
    """A moment to the second in ``zone`` (the operator's by default), marked up with its exact UTC."""
    if moment is None:
        return Markup("&mdash;")
    exact = moment.astimezone(UTC).isoformat(timespec="microseconds")
    shown = f"{_local(moment, zone):%Y-%m-%d %H:%M:%S}"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(exact, exact, shown)


def moment(text: str, zone: str = "") -> Markup:
    """``when`` of a moment that a document keeps in ISO 8601."""
    return when(datetime.fromisoformat(text), zone)


def day(moment: datetime | date, zone: str = "") -> str:
    """``2026-03-05``, of a moment in ``zone``."""
    return (_local(moment, zone) if isinstance(moment, datetime) else moment).strftime("%Y-%m-%d")


def clock_time(moment: datetime, zone: str = "") -> str:
    """``10:00:07.250``: the time of day to the millisecond."""
    return _local(moment, zone).strftime("%H:%M:%S.%f")[:-3]


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone or settings_of(current_app).timezone))
