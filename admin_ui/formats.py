"""How moments, money, amounts, shares and months are written: the one place for pages.

Numbers and the names of months are as Babel knows them of the page's language. Days and moments are ISO 8601
in both (GB/T 7408 in China): they sort, stand under each other in tables, and mean one day to everybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from babel.numbers import format_decimal
from flask import Flask, current_app
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from billing.documents.figures import MINUS, amount, money
from esl.reports.documents import shown
from seatyard import clock
from seatyard.app import settings_of
from seatyard.findings import Finding, kind_of

from .browsers import browser_of
from .said import said

_AGES: tuple[tuple[int, Callable[[], str]], ...] = (
    (86400, lambda: _("d")),
    (3600, lambda: _("h")),
    (60, lambda: _("min")),
    (1, lambda: _("s")),
)


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        money=money,
        arithmetic=arithmetic,
        availability=availability,
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
        places=places,
        share=share,
        volume=volume,
        month_name=month_name,
        month_day=month_day,
        month_key=month_key,
        said=said,
        browser=browser_of,
    )
    app.jinja_env.globals.update(span=span, finding_kind=kind_of)


_HYPHEN = re.compile(r"(?<![\w-])-(?=[\d(])|(?<= )-(?= )")
"""Where it stands for less, or for minus."""


def arithmetic(text: str) -> str:
    """A formula with the minus sign that amounts beside it have: ``−(0.01 × 3,010.98) = −30.11``.
    Calculators and documents have it with hyphens."""
    return _HYPHEN.sub(MINUS, text)


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
    """All that the switch measured: ``61.234567``, ``61.25``."""
    return f"{Decimal(microseconds) / 1_000_000:,.6f}".rstrip("0").rstrip(".")


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


def places(value: Fraction | Decimal | float, digits: int = 1) -> str:
    """A number with ``digits`` behind its point, as the page's language groups and points it: ``1,234.5``."""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / value.denominator
    pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
    return format_decimal(value, format=pattern, locale=get_locale())


def share(value: Fraction | Decimal | float, digits: int = 0) -> str:
    """A share of 1 in percent: ``85 %``, ``99.9900 %``."""
    return f"{places(100 * value, digits)} %"


def availability(value: Fraction | Decimal) -> str:
    """A share of 1 in percent to four digits, idle ones left out: ``100 %``, which is all of the time and
    nothing less, ``99.99 %``, ``96.5054 %``."""
    exact = Fraction(value) * 100
    shown = min(round(exact, 4), Fraction(999_999, 10_000)) if exact < 100 else exact
    return f"{amount(Decimal(shown.numerator) / shown.denominator)} %"


def volume(size: int) -> str:
    """Bytes as an amount of storage, of powers of 1,024: ``1.5 GB``, ``0.3 MB``."""
    return f"{places(size / 2**30)} GB" if size >= 2**30 else f"{places(size / 2**20)} MB"


def month_name(day: date) -> str:
    """The month of a day as one reads it: ``March 2026``, ``2026年3月``."""
    return format_skeleton("yMMMM", day, locale=get_locale())


def month_day(day: date) -> str:
    """A day where its year is plain: ``Mar 5``, ``3月5日``."""
    return format_skeleton("MMMd", day, locale=get_locale())


def month_key(day: date) -> str:
    """The month of a day as addresses and inputs name it: ``2026-03``."""
    return f"{day:%Y-%m}"


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone or settings_of(current_app).timezone))
