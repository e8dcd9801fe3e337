"""Opening hours as the switch's date conditions take them."""

from __future__ import annotations

import pytest

from esl.flows.hours import Span, spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon-Fri 09:00-18:00", [Span("2,3,4,5,6", "09:00:00-17:59:59")]),
        (
            "Mon-Fri 09:00-18:00, Sat 10:00-14:00",
            [Span("2,3,4,5,6", "09:00:00-17:59:59"), Span("7", "10:00:00-13:59:59")],
        ),
        ("Sat/Sun 00:00-24:00", [Span("1,7", "00:00:00-23:59:59")]),
        ("Fri-Mon 08:30-12:00", [Span("1,2,6,7", "08:30:00-11:59:59")]),
        ("Fri/Sat 22:00-06:00", [Span("6,7", "22:00:00-23:59:59"), Span("1,7", "00:00:00-05:59:59")]),
        ("Sun 20:00-00:00", [Span("1", "20:00:00-23:59:59")]),
    ],
)
def test_read(text: str, expected: list[Span]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    "text", ["", "Mon", "Montag 09:00-10:00", "Mon 9-18", "Mon 09:00-25:00", "Mon 09:60-10:00"]
)
def test_what_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"cannot read|there is no"):
        spans(text)
