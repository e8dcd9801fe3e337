"""What Stripe is called in rows, keys and commands."""

from __future__ import annotations

NAME = "stripe"
