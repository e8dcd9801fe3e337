"""Leased lines added and given back."""

from __future__ import annotations

from .seats import changes

LINES = changes("lines", "line_rent", "a line")
