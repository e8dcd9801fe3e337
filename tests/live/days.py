"""The day where the tenants' contracts are, which is another than UTC's for eight hours."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Shanghai"))


def today() -> date:
    return now().date()
