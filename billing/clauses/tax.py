"""Tax on the month: one rate on all lines, so a credit carries the tax of what it credits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from ..engine.amounts import rounded
from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.parameters import Share, YesNo, parameter
from ..engine.results import Tax as Taxed


@dataclass(frozen=True, slots=True)
class Tax(Clause):
    name: ClassVar[str] = "tax"
    stage: ClassVar[Stage] = Stage.TAX

    rate: Decimal = parameter(Share(), "Of the amount before tax")
    included: bool = parameter(YesNo(), "Whether the contract's prices contain it")

    def settle(self, case: Case) -> Settlement:
        return Settlement(
            tax=self.on(sum((line.amount for line in case.lines if line.taxed), Decimal(0)), case.minor_unit)
        )

    def on(self, lines: Decimal, minor_unit: Decimal) -> Taxed:
        """Of what the taxed lines come to."""
        rate = Fraction(self.rate)
        if self.included:
            exact, said = (
                Fraction(lines) * rate / (1 + rate),
                f"{lines} × {self.rate:f} / (1 + {self.rate:f})",
            )
        else:
            exact, said = Fraction(lines) * rate, f"{lines} × {self.rate:f}"
        amount = rounded(exact, minor_unit)
        return Taxed(self.rate, self.included, amount, f"{said} = {amount}")


_SAID = re.compile(r"-?[0-9.]+ × ([0-9.]+)( / \(1 \+ \1\))?( - -?[0-9.]+)? = -?[0-9.]+\Z")


def rate_of(formula: str) -> Decimal | None:
    """The rate that a bill's ``tax_formula`` states; None where there is no formula, so no tax clause.

    A credit note's formula takes off what the notes before it carry.
    """
    said = _SAID.match(formula)
    if formula and not said:
        raise ValueError(f"no formula of the tax: {formula!r}")
    return Decimal(said[1]) if said else None
