"""What sentences about clauses are made of: lists, amounts and times in both languages at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ..documents.figures import amount
from ..documents.parameter_words import CHOICES
from ..engine import Text
from ..engine.periods import Period, Unit
from ..engine.units import counted

_UNITS = {
    Unit.DAY: ("天", "day"),
    Unit.BUSINESS_DAY: ("个工作日", "business day"),
    Unit.MONTH: ("个月", "month"),
}


@dataclass(frozen=True, slots=True)
class Money:
    """How a contract's amounts are said."""

    currency: str

    def __call__(self, value: Decimal) -> Text:
        zh = f"{amount(value)} 元" if self.currency == "CNY" else f"{self.currency} {amount(value)}"
        return Text(zh, f"{self.currency} {amount(value)}")


def say(zh: str, en: str, **known: object) -> Text:
    """A sentence: each ``{name}`` is filled in by the language that it stands in."""
    return Text(
        zh.format(**{name: _in(value, "zh") for name, value in known.items()}),
        en.format(**{name: _in(value, "en") for name, value in known.items()}),
    )


def many(count: int | Decimal, unit: str) -> Text:
    """``3 席``, ``3 seats``; the units are those of formulas."""
    return Text(*counted(Fraction(count), amount(count), unit))


def period(time: Period) -> Text:
    """``7 个工作日``, ``7 business days``."""
    zh, en = _UNITS[time.unit]
    return Text(f"{time.count} {zh}", f"{time.count} {en}{'' if time.count == 1 else 's'}")


def percent(share: Decimal) -> str:
    """``0.3 %`` of 0.003."""
    return f"{amount(share * 100)} %"


def listed(texts: Iterable[Text]) -> Text:
    """``甲、乙、丙``; ``a, b and c``."""
    found = list(texts)
    first, last = [one.en for one in found[:-1]], [one.en for one in found[-1:]]
    return Text(
        "、".join(one.zh for one in found), " and ".join([*([", ".join(first)] if first else []), *last])
    )


def chosen(word: str) -> Text:
    """A word that a document chooses among; one without a name, such as ``sftp``, as it is."""
    return CHOICES.get(word, Text(word.upper(), word.upper()))


def _in(value: object, language: str) -> str:
    return str(getattr(value, language)) if isinstance(value, Text) else str(value)
