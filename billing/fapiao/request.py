"""A bill as the rows of a fapiao request. Pure.

Only what is subject to VAT is on a fapiao: deposits, penalties and rent asked for ahead are not. A credit is
a discount row; a credit note is a red one: quantities and amounts below zero, and whose it takes back. The
amounts without tax are those of the e-invoice, the tax of the rows adds up to the bill's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..documents.words import UNITS, word
from ..einvoice.document import Category, EDocument
from ..engine import Line
from ..engine.amounts import Currency
from ..ledger.postings import apportioned
from ..parties.schema import Party
from ..parties.seller import Goods

EXACT = Decimal("1e-8")
"""Places of a price on a fapiao."""
SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the request. Texts are in Chinese; prices and amounts in the document's currency."""

    number: str
    kind: str
    """``ordinary`` or ``special``, electronic both."""
    title: str
    tax_id: str
    address_phone: str
    bank_account: str
    goods: str
    code: str
    """19 digits: 税收分类编码."""
    specification: str
    unit: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    price_with_tax: Decimal
    amount_with_tax: Decimal
    rate: Decimal
    tax: Decimal
    discount: str
    """``yes`` of what takes away from a document that charges."""
    remarks: str
    red_of: str
    """Of a red one (红字): the document whose fapiao it takes back in whole or in part; empty otherwise."""
    reason: str
    """Why it does."""


HEADS = (
    "单据号", "发票类型", "购买方名称", "纳税人识别号", "地址、电话", "开户行及账号", "货物或应税劳务名称",
    "税收分类编码", "规格型号", "单位", "数量", "单价（不含税）", "金额（不含税）", "单价（含税）",
    "金额（含税）", "税率", "税额", "折扣行", "备注", "红字对应单据号", "红冲原因",
)  # fmt: skip


def rows(
    document: EDocument,
    lines: Mapping[str, Line],
    goods: Mapping[str, Goods],
    kind: str,
    remarks: str,
    reason: str = "",
) -> Iterator[Row]:
    """``lines`` by the documents' items, ``goods`` by clause, with ``default`` for the others."""
    taxed = [one for one in document.items if one.category in (Category.STANDARD, Category.ZERO) and one.net]
    unit = Currency(document.currency).minor_unit
    taxes = apportioned(document.tax, {int(one.id): one.net for one in taxed}, unit)
    buyer, red_of = document.buyer, document.corrects[0] if document.corrects else ""
    sign = -1 if red_of else 1
    for one in taxed:
        line = lines[one.id]
        sold = goods.get(line.clause) or goods.get("default", Goods())
        tax = taxes.get(int(one.id), 0 * unit)
        with_tax = one.net + tax
        yield Row(
            number=document.number,
            kind=kind,
            title=buyer.name,
            tax_id=buyer.tax_id,
            address_phone=f"{buyer.address} {buyer.phone}".strip(),
            bank_account=f"{buyer.bank} {buyer.account}".strip(),
            goods=sold.name,
            code=sold.code,
            specification=sold.specification,
            unit=sold.unit or word(UNITS, line.unit, "zh"),
            quantity=sign * one.quantity,
            price=_each(one.net, one.quantity),
            amount=sign * one.net,
            price_with_tax=_each(with_tax, one.quantity),
            amount_with_tax=sign * with_tax,
            rate=one.rate,
            tax=sign * tax,
            discount="yes" if one.net < 0 and not red_of else "no",
            remarks=remarks,
            red_of=red_of,
            reason=reason,
        )


def missing(buyer: Party, kind: str) -> list[str]:
    """The keys of the buyer's section that a fapiao of this kind needs and that are not told."""
    needed = {"tax_id": buyer.tax_id}
    if kind == SPECIAL:
        needed |= {"address": buyer.address, "phone": buyer.phone, "bank": buyer.account}
    return [key for key, value in needed.items() if not value]


def _each(amount: Decimal, quantity: Decimal) -> Decimal:
    if not quantity:
        return abs(amount)
    return (amount / quantity).quantize(EXACT, ROUND_HALF_UP)
