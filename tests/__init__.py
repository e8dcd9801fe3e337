"""Tests, benches, and runs by hand."""

from __future__ import annotations

from seatyard import scope

scope.house()  # what they do themselves is the house's own work; their requests say for whom they are
