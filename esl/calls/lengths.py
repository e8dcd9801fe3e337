"""How long calls are, where something is looked up by when they began."""

from __future__ import annotations

from datetime import timedelta

LONGEST_CALL = timedelta(days=31)
"""What calls are looked back for that go on into a time. Billing refuses to cut a longer one."""
