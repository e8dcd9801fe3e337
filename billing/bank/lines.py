"""A line of a statement as it was read, and what tells it from others."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from seatyard import clock

from ..engine.amounts import Currency

DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日")
"""That can be read in one way only."""
LARGEST = Decimal(10) ** 12
CURRENCIES = {"人民币": "CNY", "人民币元": "CNY", "RMB": "CNY", "156": "CNY", "美元": "USD", "港币": "HKD"}


class Fault(ValueError):
    """Why nothing can be made of a line."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    position: int
    account: str
    raw: str
    fault: str | None = None
    parked: str | None = None
    """Why a person should look at it, although it can be read."""
    incoming: bool | None = None
    on: date | None = None
    amount: Decimal | None = None
    currency: str = ""
    payer_name: str = ""
    payer_account: str = ""
    text: str = ""
    reference: str = ""
    balance: str = ""

    @property
    def content(self) -> str:
        """What it says: of two lines with the same, one may be the other told again."""
        if self.fault is not None:
            return _digest("fault", self.account, self.raw)
        said = (self.on, self.amount and self.amount.normalize(), self.incoming, self.currency, self.balance)
        return _digest(self.account, *map(str, said), self.payer_account, self.payer_name, self.text)

    @property
    def identity(self) -> str:
        if self.reference and self.fault is None:
            return _digest("reference", self.account, self.reference)
        return self.content

    @property
    def key(self) -> str:
        return _digest(self.identity, self.content)


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def day_in(text: str, formats: tuple[str, ...] = DATES) -> date:
    """The day of a date with or without a time; Fault for what is none."""
    whole = unicodedata.normalize("NFKC", text).strip()
    for form in formats:
        for rest in ("", " %H:%M:%S", " %H:%M", "T%H:%M:%S", "%H%M%S"):
            try:
                return datetime.strptime(whole, form + rest).date()  # noqa: DTZ007  (the bank's own day)
            except ValueError:
                continue
    raise Fault(f"date: {text!r} is unreadable" if whole else "date: there is none")


def not_ahead(day: date) -> date:
    """A statement is of days that were, in whatever zone."""
    if day > clock.now().date() + timedelta(days=1):
        raise Fault(f"date: {day} has not come yet")
    return day


def amount_in(text: str, what: str = "amount", comma: bool = False) -> Decimal:
    """A number as banks print it, ``1,234.56`` or ``¥ 1,234.56``; Fault for what is none."""
    plain = re.sub(r"[\s¥¥]|CNY|RMB|元$", "", unicodedata.normalize("NFKC", text))
    if comma:
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", plain):
        plain = plain.replace(",", "")
    if not plain:
        raise Fault(f"{what}: there is none")
    try:
        read = Decimal(plain) if re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", plain) else None
    except InvalidOperation:
        read = None
    if read is None or abs(read) >= LARGEST:
        raise Fault(f"{what}: {text!r} is no amount")
    return read


def above_zero(amount: Decimal, currency: str) -> Decimal:
    """An amount that a line may have; Fault for others."""
    if amount < 0:
        raise Fault(f"amount: {amount} is negative")
    if not amount:
        raise Fault("amount: 0 is nothing")
    if amount % Currency(currency).minor_unit:
        raise Fault(f"amount: {amount} has more decimals than {currency}")
    return amount


def currency_in(text: str, expected: str) -> str:
    """The currency that a line is in, by its code or name; Fault for another than the account's."""
    said = unicodedata.normalize("NFKC", text).strip().upper()
    code = CURRENCIES.get(said, said) or expected
    if code != expected:
        raise Fault(f"currency: {text.strip()!r}, and the account is in {expected}")
    if code not in Currency.__members__:
        raise Fault(f"currency: {code!r} is none that is billed in")
    return code
