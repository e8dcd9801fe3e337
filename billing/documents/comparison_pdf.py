"""A comparison of costs on paper."""

from __future__ import annotations

from datetime import date

from ..comparison import Comparison
from . import curves
from .paper import printed


def render(comparison: Comparison, made: date, language: str) -> bytes:
    """The comparison as a PDF in ``zh`` or ``en``; see ``paper.printed``."""
    return printed(
        "comparison.html",
        language,
        comparison=comparison,
        made=made,
        picture=curves.svg(comparison, language),
    )
