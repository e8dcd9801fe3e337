"""How figures are written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask

import admin_ui
from admin_ui import formats


@pytest.mark.parametrize(
    ("microseconds", "shown"),
    [(0, "0:00"), (499_999, "0:00"), (500_000, "0:01"), (61_000_000, "1:01"), (3_600_000_000, "1:00:00")],
)
def test_talk_time_is_whole_seconds_half_up(microseconds: int, shown: str) -> None:
    assert formats.talk(microseconds) == shown


def test_days_are_local() -> None:
    assert formats.day(datetime(2026, 2, 28, 16, tzinfo=UTC), "Asia/Shanghai") == "2026-03-01"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("zh", ("1,234.5", "1,234.57", "0", "99.9900 %", "85 %", "2026年3月", "3月5日", "2026-03")),
        ("en", ("1,234.5", "1,234.57", "0", "99.9900 %", "85 %", "March 2026", "Mar 5", "2026-03")),
    ],
)
def test_figures_and_months_are_those_of_the_pages_language(
    app: Flask, language: str, shown: tuple[str, ...]
) -> None:
    day = date(2026, 3, 5)
    with app.test_request_context("/", headers={"Accept-Language": language}):
        assert shown == (
            formats.places(Decimal("1234.5")),
            formats.places(1234.567, 2),
            formats.places(0.2, 0),
            formats.share(Decimal("0.9999"), 4),
            formats.share(Fraction(17, 20)),
            formats.month_name(day),
            formats.month_day(day),
            formats.month_key(day),
        )


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("-((6 seats - 1 seat) × 2 days) = -1,000.00", "−((6 seats − 1 seat) × 2 days) = −1,000.00"),
        ("1 × -20,000.00", "1 × −20,000.00"),
        ("2026-03-05 to 2026-03-07, 001:A-6, pay-back", "2026-03-05 to 2026-03-07, 001:A-6, pay-back"),
    ],
)
def test_arithmetic_has_the_minus_sign_of_amounts(said: str, shown: str) -> None:
    assert formats.arithmetic(said) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(1), "100 %"),
        (Decimal("0.98"), "98 %"),
        (Decimal("0.9999"), "99.99 %"),
        (Fraction(965_054, 1_000_000), "96.5054 %"),
        (Fraction(99_999_999, 100_000_000), "99.9999 %"),
        (Fraction(0), "0 %"),
    ],
)
def test_an_availability_of_all_the_time_is_nothing_less(share: Fraction | Decimal, shown: str) -> None:
    assert formats.availability(share) == shown


BY_HAND = {
    ".html": re.compile(r"""strftime|isoformat|\|\s*round\b|%[-+ 0]*\d*\.?\d*[df][^"']*["']\s*\|\s*format"""),
    ".js": re.compile(r"toFixed|toPrecision|toLocale\w*String\("),
    ".py": re.compile(r"\.strftime\(|:,(?:\.\d+)?f?\}|:\.\d+f"),
}
"""How a figure or a day would be written where it is shown, instead of in ``formats.py``."""
INSIDE = {
    "formats.py": "the one place",
    "views/flow_editor.py": "moments that an input of the page takes back",
}
OUTSIDE = ("demo/", "static/vendor/")
"""What is told on the command line, and what is not ours."""


def test_no_page_writes_figures_or_days_by_hand() -> None:
    root = Path(admin_ui.__file__).parent
    found = []
    for path in sorted(root.rglob("*")):
        name, pattern = path.relative_to(root).as_posix(), BY_HAND.get(path.suffix)
        if pattern and name not in INSIDE and not name.startswith(OUTSIDE):
            lines = path.read_text().splitlines()
            found += [f"{name}:{at}" for at, line in enumerate(lines, 1) if pattern.search(line)]
    assert found == []
