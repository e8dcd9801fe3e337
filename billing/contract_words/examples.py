"""Worked examples of clauses, with a tenant's own seats: the contract's engine bills what is supposed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from seatyard.errors import InvalidInput

from ..clauses.call_charges import CallCharges
from ..clauses.deposit_prepay import DEPOSIT
from ..clauses.late_fee import LateFee
from ..clauses.uptime_sla import UptimeSla
from ..engine import (
    OUTBOUND,
    Activation,
    Agreement,
    Bill,
    Call,
    Ending,
    Facts,
    Line,
    Month,
    Outage,
    Receipt,
    SignIn,
    Text,
    ahead,
    bill,
    midnight,
)
from ..engine.amounts import rounded
from ..engine.facts import PROVIDER, Items
from ..engine.formula import money, number
from ..rating.bundle import BOUGHT
from ..rating.rates import DEFAULT

TALK, FAULT, SIGNED_IN = 61, timedelta(hours=26), timedelta(hours=160)
LATE, AWAY, PIECES, RECEIVED = 15, timedelta(days=3), 100, Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Sum:
    """A line of an example."""

    description: Text
    explained: Text
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Example:
    supposed: Text
    sums: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What examples stand on: the contract, a month that it covers, what the tenant leases in it."""

    agreement: Agreement
    month: Month
    facts: Facts

    @property
    def begins(self) -> datetime:
        span = self.agreement.span.common(self.month.span)
        assert span is not None, "the month is one that the contract covers"
        return span.starts

    def billed(self, **more: object) -> Bill:
        return bill(self.agreement, replace(self.facts, **more), self.month)  # type: ignore[arg-type]


def of(name: str, ground: Ground) -> Example | None:
    """Of the clause of this name; None where none helps, or the tenant has nothing that it is about."""
    make = _EXAMPLES.get(name)
    try:
        found = make(ground) if make else None
    except InvalidInput:
        return None
    return found if found and found.sums else None


def _as_it_is(name: str) -> Callable[[Ground], Example]:
    def make(ground: Ground) -> Example:
        return Example(_month(ground), _sums(name, ground.billed().lines))

    return make


def _rent(ground: Ground) -> Example:
    billed = ground.billed()
    if any(line.clause == "seat_rent" and line.amount for line in billed.lines):
        return Example(_month(ground), _sums("seat_rent", billed.lines))
    times = tuple(
        SignIn(f"example-{one.id}", one.seat, one.type, ground.begins, ground.begins + SIGNED_IN)
        for one in ground.facts.seats
    )
    supposed = Text(
        "假设各席当月各签入 160 小时：", "Suppose that each seat is signed in for 160 hours of the month:"
    )
    return Example(supposed, _sums("seat_rent", ground.billed(sign_ins=times).lines))


def _calls(ground: Ground) -> Example | None:
    clause = ground.agreement.clause(CallCharges.name, ground.month.day_of(ground.begins))
    if not isinstance(clause, CallCharges):
        return None
    prefix = next((one for one in sorted(clause.rates.outbound) if one != DEFAULT), "+86")
    call = Call(
        "example", OUTBOUND, f"{prefix}13800138000"[:16], ground.begins + timedelta(hours=9), TALK * 1_000_000
    )
    lines = [line for line in ground.billed(calls=(call,)).lines if line.item != BOUGHT]
    supposed = Text(
        f"假设坐席呼出至 {prefix} 开头的号码，通话 {TALK} 秒：",
        f"Suppose that a seat calls a number under {prefix} and talks for {TALK} s:",
    )
    return Example(supposed, _sums(CallCharges.name, lines))


def _fault(ground: Ground) -> Example:
    outage = _outage(ground, FAULT)
    supposed = Text(
        "假设全部坐席因出租方故障停用 26 小时：",
        "Suppose a fault of the operator's of 26 hours, of all seats:",
    )
    return Example(supposed, _sums("outage_credit", ground.billed(outages=(outage,)).lines))


def _availability(ground: Ground) -> Example | None:
    clause = ground.agreement.clause(UptimeSla.name, ground.month.day_of(ground.begins))
    if not isinstance(clause, UptimeSla):
        return None
    minutes = int(ground.month.days * 1440 * (1 - clause.standard + Decimal("0.015"))) + 1
    supposed = Text(
        f"假设当月出租方故障共 {minutes:,} 分钟：",
        f"Suppose {minutes:,} minutes of the operator's faults in the month:",
    )
    outage = _outage(ground, timedelta(minutes=minutes))
    return Example(supposed, _sums(UptimeSla.name, ground.billed(outages=(outage,)).lines))


def _force_majeure(ground: Ground) -> Example:
    outage = replace(_outage(ground, AWAY), cause="force_majeure")
    supposed = Text("假设不可抗力持续 3 天：", "Suppose that force majeure lasts three days:")
    return Example(supposed, _sums("force_majeure", ground.billed(outages=(outage,)).lines))


def _late_seats(ground: Ground) -> Example | None:
    if not ground.facts.seats:
        return None
    type, due = ground.facts.seats[0].type, ground.month.day_of(ground.begins)
    late = Activation("example", 1, type, due, due + AWAY)
    supposed = Text("假设一席晚开通 3 天：", "Suppose that one seat is activated three days late:")
    return Example(supposed, _sums("late_activation", ground.billed(activations=(late,)).lines))


def _late_fee(ground: Ground) -> Example | None:
    clause = ground.agreement.clause(LateFee.name, ground.month.day_of(ground.begins))
    billed = ground.billed()
    if not isinstance(clause, LateFee) or billed.total <= 0:
        return None
    owed = number(LATE, "day") * number(clause.daily_rate) * money(billed.total)
    amount = rounded(owed.value, ground.agreement.currency.minor_unit)
    total = f"{billed.total:,.2f}"
    supposed = Text(
        f"假设 {ground.month.name} 的账单（不含通话，{total}）逾期 {LATE} 天付清：",
        f"Suppose that the invoice of {ground.month.name} (without calls, {total}) is paid {LATE} days late:",
    )
    return Example(supposed, (Sum(Text("迟延违约金", "Late fee"), Text(owed.zh, owed.en), amount),))


def _deposit(ground: Ground) -> Example:
    first = Month.of(ground.agreement.term.starts, ground.agreement.zone)
    asked = ahead(ground.agreement, ground.facts, first)
    lines = [line for one in asked for line in one.lines if line.item == DEPOSIT]
    return Example(
        Text("首批坐席的押金：", "The deposit of the first seats:"), _sums("deposit_prepay", lines)
    )


def _terminated(ground: Ground) -> Example:
    ending = Ending("example", ground.month.last_day, "arrears")
    supposed = Text(
        f"假设因欠费于 {ending.on} 解除：", f"Suppose that the contract ends for arrears on {ending.on}:"
    )
    return Example(supposed, _sums("termination", ground.billed(endings=(ending,)).lines))


def _pieces(ground: Ground) -> Example | None:
    clause = ground.agreement.clause("per_item", ground.month.day_of(ground.begins))
    item = next(iter(getattr(clause, "price", {})), None)
    if item is None:
        return None
    handled = Items("example", ground.month.day_of(ground.begins), item, PIECES)
    supposed = Text(f"假设当月处理 {PIECES} 件：", f"Suppose {PIECES} pieces handled in the month:")
    return Example(supposed, _sums("per_item", ground.billed(items=(handled,)).lines))


def _share(ground: Ground) -> Example:
    receipt = Receipt("example", ground.month.day_of(ground.begins), RECEIVED)
    supposed = Text(f"假设当月项目收入 {RECEIVED:,}：", f"Suppose receipts of {RECEIVED:,} in the month:")
    return Example(supposed, _sums("revenue_share", ground.billed(receipts=(receipt,)).lines))


def _tax(ground: Ground) -> Example:
    billed = ground.billed()
    sums = (Sum(Text("税额", "Tax"), Text(billed.tax_formula, billed.tax_formula), billed.tax),)
    return Example(_month(ground), sums if billed.tax else ())


def _outage(ground: Ground, time: timedelta) -> Outage:
    starts = midnight(ground.month.day_of(ground.begins), ground.agreement.zone)
    return Outage("example", starts, starts + time, PROVIDER)


def _month(ground: Ground) -> Text:
    name = ground.month.name
    return Text(f"按现有坐席，{name}：", f"With the seats as they are, {name}:")


def _sums(clause: str, lines: tuple[Line, ...] | list[Line]) -> tuple[Sum, ...]:
    return tuple(
        Sum(line.description, line.explained, line.amount) for line in lines if line.clause == clause
    )


_EXAMPLES: dict[str, Callable[[Ground], Example | None]] = {
    "seat_rent": _rent,
    "call_charges": _calls,
    "outage_credit": _fault,
    "uptime_sla": _availability,
    "force_majeure": _force_majeure,
    "late_activation": _late_seats,
    "late_fee": _late_fee,
    "deposit_prepay": _deposit,
    "termination": _terminated,
    "per_item": _pieces,
    "revenue_share": _share,
    "tax": _tax,
} | {name: _as_it_is(name) for name in ("line_rent", "staff", "recurring")}
