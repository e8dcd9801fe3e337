"""A seller and a buyer, as their files tell them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from seatyard.documents import written

SELLER: dict[str, Any] = {
    "name": "北京席位科技有限公司",
    "tax_id": "91110108MA01ABCD3E",
    "address": {"street": "海淀区中关村大街1号", "city": "北京市", "postcode": "100080"},
    "phone": "010-88880000",
    "email": "finance@seatyard.example",
    "bank": {"name": "招商银行北京分行", "account": "110900000010001"},
}
BUYER: dict[str, Any] = {
    "name": "安康（北京）客户服务有限公司",
    "tax_id": "91110105MA02WXYZ4F",
    "address": {"street": "朝阳区建国路88号", "city": "北京市", "postcode": "100022"},
    "phone": "010-66660000",
    "bank": {"name": "中国工商银行北京建国路支行", "account": "0200001234567890123"},
}


def seller_file(folder: Path, **changed: Any) -> Path:
    path = folder / "seller.yaml"
    path.write_text(written(SELLER | changed), encoding="utf-8")
    return path
