"""The arithmetic of EN 16931-1 (6.5, 6.6), looked at in the XML itself: what is sent is what is checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from seatyard.safe_xml import root_of

from .ubl import CAC, CBC

_NAMES = {"cac": CAC, "cbc": CBC}
CENT = Decimal("0.01")


def broken(content: bytes) -> list[str]:
    """The rules that a UBL invoice or credit note breaks, a line each."""
    return list(_broken(root_of(content, "e-invoice")))


def _broken(root: Any) -> Iterator[str]:
    lines = root.xpath("cac:InvoiceLine | cac:CreditNoteLine", namespaces=_NAMES)
    sums, total = root.find("cac:LegalMonetaryTotal", _NAMES), root.find("cac:TaxTotal", _NAMES)
    net, gross = _amount(sums, "cbc:TaxExclusiveAmount"), _amount(sums, "cbc:TaxInclusiveAmount")
    tax, paid = _amount(total, "cbc:TaxAmount"), _amount(sums, "cbc:PrepaidAmount")
    parts = total.findall("cac:TaxSubtotal", _NAMES)
    due, listed = _amount(sums, "cbc:PayableAmount"), _amount(sums, "cbc:LineExtensionAmount")
    yield from _differ("BR-CO-10", listed, sum(_amount(line, "cbc:LineExtensionAmount") for line in lines))
    yield from _differ("BR-CO-13", net, listed)
    yield from _differ("BR-CO-14", tax, sum(_amount(part, "cbc:TaxAmount") for part in parts))
    yield from _differ("BR-CO-15", gross, net + tax)
    yield from _differ("BR-CO-16", due, gross - paid)
    yield from _parts(parts, lines)
    for line in lines:
        yield from _line(line)
    if not lines:
        yield "BR-16: no line"


def _parts(parts: list[Any], lines: list[Any]) -> Iterator[str]:
    """Each category's base is the sum of its lines, its tax the base times its rate."""
    bases: defaultdict[tuple[str, Decimal], Decimal] = defaultdict(Decimal)
    for line in lines:
        bases[_group(line.find("cac:Item/cac:ClassifiedTaxCategory", _NAMES))] += _amount(
            line, "cbc:LineExtensionAmount"
        )
    for part in parts:
        key = _group(part.find("cac:TaxCategory", _NAMES))
        base, tax = _amount(part, "cbc:TaxableAmount"), _amount(part, "cbc:TaxAmount")
        yield from _differ(f"BR-{key[0]}-08", base, bases.pop(key, Decimal(0)))
        if abs(tax - (base * key[1] / 100).quantize(CENT, ROUND_HALF_UP)) > CENT:
            yield f"BR-CO-17: {tax} is not {base} × {key[1]} %"
    yield from (f"BR-{category}-01: no sums of {rate} %" for category, rate in bases)


def _line(line: Any) -> Iterator[str]:
    price, net = _amount(line, "cac:Price/cbc:PriceAmount"), _amount(line, "cbc:LineExtensionAmount")
    quantity = _amount(line, "cbc:InvoicedQuantity") + _amount(line, "cbc:CreditedQuantity")
    if price < 0:
        yield f"BR-27: a price of {price}"
    if abs(price * quantity - net) > CENT:
        yield f"a line of {net} is not {quantity} × {price}"
    if net != net.quantize(CENT):
        yield f"BR-DEC-23: {net}"


def _group(category: Any) -> tuple[str, Decimal]:
    return category.findtext("cbc:ID", namespaces=_NAMES), _amount(category, "cbc:Percent")


def _amount(node: Any, path: str) -> Decimal:
    return Decimal(node.findtext(path, "0", _NAMES))


def _differ(rule: str, told: Decimal, due: Decimal | int) -> Iterator[str]:
    if told != due:
        yield f"{rule}: {told} is not {due}"
