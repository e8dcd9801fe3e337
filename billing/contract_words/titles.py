"""What the chapters of a contract are called."""

from __future__ import annotations

from ..engine import Text

CHAPTERS = {
    "term": Text("合同期与提前期", "Term and lead times"),
    "rent": Text("租金与费用", "Rent and charges"),
    "calls": Text("通话费", "Calls"),
    "service": Text("服务承诺与减收", "Service promised, and credits"),
    "data": Text("录音", "Recordings"),
    "paying": Text("付款", "Paying"),
    "end": Text("不可抗力、解除与违约", "Force majeure, end and breach"),
}
"""By ``reading.GROUPS``."""
