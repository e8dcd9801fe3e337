from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory

from billing import models, terms

from .base import ModelFactory
from .tenants import TenantFactory


class ContractFactory(ModelFactory):
    """A seat lease from March 2026 on; ``overrides`` are merged into its terms."""

    class Meta:
        model = models.Contract

    class Params:
        tenant = factory.SubFactory(TenantFactory)

    tenant_id = factory.SelfAttribute("tenant.id")
    template = "seat-lease"
    overrides = factory.LazyFunction(dict)
    terms = factory.LazyAttribute(
        lambda o: terms.merged(terms.load(o.template).terms, terms.exact(o.overrides))
    )
    signed = date(2026, 2, 20)
    starts = date(2026, 3, 1)
    ends = None


class InvoiceFactory(ModelFactory):
    """March 2026 of a contract, with nothing on it; a real one comes from ``bill close``."""

    class Meta:
        model = models.Invoice

    class Params:
        of_contract = factory.SubFactory(ContractFactory)

    tenant_id = factory.SelfAttribute("of_contract.tenant_id")
    contract_id = factory.SelfAttribute("of_contract.id")
    period = "2026-03"
    number = factory.Sequence(lambda n: f"SY-2026-{900_001 + n}")
    currency = "CNY"
    subtotal = Decimal("0.00")
    tax = Decimal("0.00")
    total = Decimal("0.00")
    due = date(2026, 4, 10)
    notices = factory.LazyFunction(lambda: {"items": []})
    fingerprint = "0" * 64


class InvoiceLineFactory(ModelFactory):
    class Meta:
        model = models.InvoiceLine

    invoice = factory.SubFactory(InvoiceFactory)
    position = factory.Sequence(lambda n: n + 1)
    clause = "seat_rent"
    description_zh = "标准坐席租金"
    description_en = "Rent of standard seats"
    quantity = Decimal(1)
    unit = "seat_month"
    unit_price = Decimal(2000)
    amount = Decimal("2000.00")
    formula = "(1 × 1) × 2000 = 2000.00"
