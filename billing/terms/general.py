"""The part of the terms that is no clause: money, time zone, when payment is due."""

from __future__ import annotations

from dataclasses import dataclass

from ..engine import Currency
from ..engine.parameters import Choice, Name, Record, Whole, parameter


@dataclass(frozen=True, slots=True)
class Payment:
    due_day: int = parameter(
        Whole(1, 31), "Local day of the following month by which an invoice is paid", default=10
    )


@dataclass(frozen=True, slots=True)
class General:
    currency: Currency = parameter(Choice(Currency), "Of every amount", default=Currency.CNY)
    timezone: str = parameter(Name(), "Whose months and days the contract means", default="Asia/Shanghai")
    payment: Payment = parameter(Record(Payment), "When invoices are due", default=Payment())
