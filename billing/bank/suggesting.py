"""Whose money a line is, with reasons: what people confirm, and what may book by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from . import evidence, returned
from .debts import Debts, debts
from .evidence import tokens
from .listing import OPEN, OUT, PART, row
from .models import BankLine

MOST = 8
"""Suggestions for a line."""
NUMBER, EXACT, PARTLY, OVER, PAID = "number", "exact", "partly", "over", "paid"
PAYER, OTHER_PAYER, NAME, AMOUNT, ALL, REFUND = "payer", "other_payer", "name", "amount", "all", "refund"
"""Kinds of reasons."""
WORTH = {NUMBER: 40, EXACT: 40, PARTLY: 10, OVER: 10, PAID: 0, PAYER: 25, NAME: 20, AMOUNT: 20, ALL: 20}


@dataclass(frozen=True, slots=True)
class Part:
    """What of a line goes where."""

    of: str
    """An invoice's number, the tenant's name for money on account, or a refund (``F17``)."""
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Reason:
    kind: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.value}".strip()


@dataclass(frozen=True, slots=True)
class Suggestion:
    tenant: str
    contract_id: int
    parts: tuple[Part, ...]
    """All that is left of the line."""
    reasons: tuple[Reason, ...]
    sure: bool = False
    """Number and amount are exact, and nothing speaks for another tenant: it may book by itself."""

    @property
    def worth(self) -> int:
        return sum(WORTH.get(reason.kind, -10) for reason in self.reasons)

    @property
    def words(self) -> str:
        return "; ".join(map(str, self.reasons))

    def as_json(self) -> dict[str, Any]:
        return {
            "tenant": self.tenant,
            "contract": self.contract_id,
            "parts": [{"of": one.of, "amount": one.amount} for one in self.parts],
            "reasons": [str(reason) for reason in self.reasons],
            "sure": self.sure,
        }


def suggestions(lines: Sequence[BankLine]) -> dict[int, list[Suggestion]]:
    """By line, the likeliest first; none for what is matched, parked, faulty. In the caller's transaction."""
    left = {line.id: row(line) for line in lines}
    credits = [line for line in lines if left[line.id].state in (OPEN, PART) and line.incoming]
    debits = [line for line in lines if left[line.id].state in (OUT, PART) and not line.incoming]
    waiting = {currency: returned.refunds(currency) for currency in {line.currency for line in debits}}
    found = {line.id: _returned(waiting[line.currency], left[line.id].left) for line in debits}
    if credits:
        looked = _Looked([(line, left[line.id].left) for line in credits])
        found |= {line.id: looked.at(line) for line in credits}
    return found


def _returned(waiting: Sequence[returned.Refund], left: Decimal) -> list[Suggestion]:
    """Refunds that this may be the money of."""
    return [
        Suggestion(one.tenant, one.contract_id, (Part(one.name, left),), (Reason(REFUND, one.name),))
        for one in islice((one for one in waiting if one.amount == left), MOST)
    ]


class _Looked:
    """What was looked up for all the lines, given with what is left of each."""

    def __init__(self, lines: Sequence[tuple[BankLine, Decimal]]) -> None:
        them = [line for line, _ in lines]
        self.left = {line.id: left for line, left in lines}
        self.numbers, self.learned = evidence.numbers(them), evidence.learned(them)
        self.called, self.totals = evidence.called(them), evidence.totals(them, MOST)
        self.debts = debts({contract_id for line in them for contract_id in self._meant(line)})

    def at(self, line: BankLine) -> list[Suggestion]:
        said, known, named = self._said(line), self._known(line), self._named(line)
        by_number = {contract_id for _, contract_id in said}
        found = []
        for contract_id in self._meant(line):
            owed = self.debts[contract_id]
            if owed.currency != line.currency:
                continue
            numbers = [number for number, of in said if of == contract_id]
            parts, reasons = _allotted(numbers, owed, self.left[line.id])
            if contract_id in known:
                reasons.append(Reason(PAYER, line.payer_account or line.payer_name))
            elif known:
                reasons.append(Reason(OTHER_PAYER, line.payer_account or line.payer_name))
            if contract_id in named:
                reasons.append(Reason(NAME, line.payer_name))
            if not reasons:
                continue
            exact = {NUMBER, EXACT} <= {reason.kind for reason in reasons}
            sure = (
                exact
                and by_number == {contract_id}
                and all(not other or other == {contract_id} for other in (known, named))
            )
            found.append(Suggestion(owed.tenant, contract_id, tuple(parts), tuple(reasons), sure))
        return sorted(found, key=lambda one: (-one.worth, one.contract_id))[:MOST]

    def _meant(self, line: BankLine) -> list[int]:
        """The contracts that anything speaks for."""
        amounts = self.totals.get((line.currency, self.left[line.id]), [])
        by_number = (contract_id for _, contract_id in self._said(line))
        likely = *by_number, *self._known(line), *self._named(line), *amounts
        return list(dict.fromkeys(likely))

    def _said(self, line: BankLine) -> list[tuple[str, int]]:
        """The invoices whose numbers it has, each with its contract."""
        return list(
            dict.fromkeys(self.numbers[token] for token in tokens(line.text) if token in self.numbers)
        )

    def _known(self, line: BankLine) -> set[int]:
        return self.learned.get(line.payer_account, set()) or self.learned.get(line.payer_name, set())

    def _named(self, line: BankLine) -> set[int]:
        return self.called.get(line.payer_name, set())


def _allotted(numbers: list[str], owed: Debts, left: Decimal) -> tuple[list[Part], list[Reason]]:
    """To the bills that are named; else to those of the amount; else on account: the oldest come first."""
    open, tenant = owed.open, owed.tenant
    wanted = {number: open[number] for number in numbers if number in open}
    reasons = [Reason(NUMBER, number) for number in wanted]
    reasons += [Reason(PAID, number) for number in numbers if number not in open]
    if wanted:
        due = sum(wanted.values(), Decimal(0))
        kind = EXACT if left == due else PARTLY if left < due else OVER
        return _spread(wanted, tenant, left), [*reasons, Reason(kind, f"{due:f}")]
    same = [number for number, due in open.items() if due == left]
    if same and not numbers:
        return [Part(same[0], left)], [*reasons, Reason(AMOUNT, same[0])]
    if len(open) > 1 and sum(open.values(), Decimal(0)) == left:
        return _spread(open, tenant, left), [*reasons, Reason(ALL, f"{left:f}")]
    return [Part(tenant, left)], reasons


def _spread(bills: dict[str, Decimal], tenant: str, left: Decimal) -> list[Part]:
    """Over the bills in their order; what they do not take goes on account."""
    parts = []
    for number, due in bills.items():
        taken = min(due, left)
        if taken:
            parts.append(Part(number, taken))
        left -= taken
    return [*parts, Part(tenant, left)] if left else parts
