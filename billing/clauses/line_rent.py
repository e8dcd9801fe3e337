"""Leased lines, 001:A6: per line and month, by the same rule as seats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from ..engine import leases
from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.leases import Thing
from ..engine.parameters import Amount, Choice, Share, Table, Whole, parameter
from ..engine.results import LEASED_LINE, Rent, Text
from ..engine.seat_credits import DAYS_OF_A_MONTH
from ..engine.shares import BY_LEASE, Basis, Counted
from ..engine.titles import lines_titled

LINES = Thing(LEASED_LINE, "line", lines_titled, charge=Text("{}租金", "Rent of {}"))


@dataclass(frozen=True, slots=True)
class LineRent(Clause):
    name: ClassVar[str] = "line_rent"
    stage: ClassVar[Stage] = Stage.CHARGES
    counts: ClassVar[tuple[str, ...]] = ("lines",)

    price: Mapping[str, Decimal] = parameter(Table(Amount()), "Rent of a line by its type")
    basis: Basis = parameter(
        Choice(Basis, BY_LEASE), "How a line's share of the month is counted", default=Basis.CUTOFF
    )
    cutoff_day: int = parameter(
        Whole(1, 31), "With cutoff: the last local day on which a release lowers the rent", default=20
    )
    early_release_share: Decimal = parameter(
        Share(), "With cutoff: the share of a line released by that day", default=Decimal("0.70")
    )

    def settle(self, case: Case) -> Settlement:
        found = leases.count(self, LINES, case.facts.lines, case)
        parts = [part for among in found.values() for part in among]
        return Settlement(lines=tuple(leases.lines(self, LINES, parts, case)))

    def rents(self, case: Case) -> dict[str, Rent]:
        """What each line costs in the month, for force majeure; no fault credits a line."""
        found = leases.count(self, LINES, case.facts.lines, case)
        return {name: self._rent(name, parts) for name, parts in found.items()}

    def _rent(self, name: str, parts: list[Counted]) -> Rent:
        charged = sum((part.share.value * Fraction(self.price[part.type]) for part in parts), Fraction(0))
        type = max((part.type for part in parts), key=lambda type: self.price[type])
        months = DAYS_OF_A_MONTH if self.basis is Basis.PER_DAY else 1
        return Rent(name, type, Fraction(self.price[type]) * months, charged)
