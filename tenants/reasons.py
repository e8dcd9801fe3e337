"""Why a seat is busy: the tenant's own list, each reason under the digit that is dialled for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Names = Mapping[str, str]
"""A reason's name by language: ``{"zh": "用餐", "en": "Meal"}``."""

DEFAULT: dict[int, Names] = {
    1: {"zh": "小休", "en": "Break"},
    2: {"zh": "用餐", "en": "Meal"},
    3: {"zh": "会议", "en": "Meeting"},
    4: {"zh": "培训", "en": "Training"},
    5: {"zh": "外呼作业", "en": "Calling out"},
    6: {"zh": "处理工单", "en": "Paperwork"},
}
"""For a tenant whose file has no ``busy_reasons``."""


def busy_reasons(policies: Mapping[str, Any]) -> dict[int, Names]:
    """The reasons by code, of a tenant's policies. A code once used keeps its meaning in reports."""
    listed = policies.get("busy_reasons")
    if listed is None:
        return dict(DEFAULT)
    return {one["code"]: {"zh": one["zh"], "en": one["en"]} for one in listed}
