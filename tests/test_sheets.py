"""What a spreadsheet must not calculate."""

from __future__ import annotations

from typing import Any

import pytest

from seatyard.sheets import cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+HYPERLINK()", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "+86 10", "+"]
)
def test_text_stays_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["+8613800138000", "-12.50", "13800138000", "李雷", "a=1", "", None, 5])
def test_all_else_is_as_it_was(value: Any) -> None:
    assert cell(value) == value
