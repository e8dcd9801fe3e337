"""Why a line is new, gone or other than a month ago, in words: what can be told of it, and no more. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ..clauses.seat_rent import CHARGE
from ..documents.words import UNITS
from ..engine import Agreement, Line, Month, Text
from ..engine.facts import SeatInterval
from ..engine.results import OUTAGE
from ..engine.spans import Span
from ..engine.titles import seats_titled
from ..ledger.accounts import Account, account_of


@dataclass(frozen=True, slots=True)
class Setting:
    """What reasons are found in."""

    agreement: Agreement
    month: Month
    before: Month
    seats: tuple[SeatInterval, ...]

    def terms(self, month: Month) -> set[str]:
        """The clauses in force in a month, on its first day and later."""
        first, last = self.agreement.version(month.first_day), self.agreement.version(month.last_day)
        return {clause.name for version in (first, last) for clause in version.clauses}

    @property
    def changed_on(self) -> str:
        """The day in this month from which other terms hold; empty for none."""
        days = [one.starts for one in self.agreement.versions[1:]]
        inside = [day for day in days if self.month.first_day <= day <= self.month.last_day]
        return inside[0].isoformat() if inside else ""

    def leased(self, month: Month, type: str) -> set[str]:
        """The seats of a type that were leased at some time of a month."""
        span = self.agreement.span.common(month.span)
        return {one.seat for one in self.seats if one.type == type and _touches(one, span)}


def new(line: Line, setting: Setting) -> tuple[Text, ...]:
    """Of a line that the month before has not."""
    if line.clause not in setting.terms(setting.before):
        day = setting.changed_on or setting.month.first_day.isoformat()
        return (Text(f"{day} 起合同新增该条款", f"a clause that the contract has from {day} on"),)
    if outages := _outages(line):
        said = _many(outages, "outage")
        return (Text(f"本月故障 {outages} 起，按约减收", f"a credit for {said} this month"),)
    if _is_credit(line):
        return (Text("本月按约减收，上月没有", "a credit of this month; the month before had none"),)
    return _seats(line, setting) or (Text("上月没有该项", "the month before had none of it"),)


def gone(line: Line, setting: Setting) -> tuple[Text, ...]:
    """Of a line that only the month before has."""
    if line.clause not in setting.terms(setting.month):
        return (Text("合同不再有该条款", "the contract has this clause no more"),)
    if _is_credit(line):
        return (Text("本月没有减收", "nothing to credit this month"),)
    return _seats(line, setting) or (Text("本月没有该项", "none of it this month"),)


def other(line: Line, was: Line, setting: Setting) -> tuple[Text, ...]:
    """Of a line with another quantity, price or amount."""
    why: list[Text] = []
    if line.unit_price != was.unit_price:
        since = setting.changed_on
        dated = Text(f"（{since} 起）", f" (from {since} on)") if since else Text("", "")
        old, now = _said(was.unit_price), _said(line.unit_price)
        why.append(Text(f"单价 {old} → {now}{dated.zh}", f"price {old} → {now}{dated.en}"))
    if line.quantity != was.quantity:
        why += _seats(line, setting)
        why.append(_quantity(line, was))
    if outages := _outages(line):
        why.append(Text(f"本月故障 {outages} 起", f"{_many(outages, 'outage')} this month"))
    return tuple(why) or (Text("取整不同", "rounded otherwise"),)


def _seats(line: Line, setting: Setting) -> tuple[Text, ...]:
    """Seats of the line's type that came or went since the month before."""
    if line.clause != "seat_rent":
        return ()
    added = gone = 0
    for type in {one.type for one in setting.seats}:
        if CHARGE.en.format(seats_titled(type).en) != line.description.en:
            continue
        now, before = setting.leased(setting.month, type), setting.leased(setting.before, type)
        added, gone = added + len(now - before), gone + len(before - now)
    why = []
    if added:
        why.append(Text(f"新增坐席 {added} 个", f"{_many(added, 'seat')} added"))
    if gone:
        why.append(Text(f"减少坐席 {gone} 个", f"{_many(gone, 'seat')} released"))
    return tuple(why)


def _quantity(line: Line, was: Line) -> Text:
    unit = UNITS.get(line.unit, Text(line.unit, line.unit))
    old, now = _said(was.quantity), _said(line.quantity)
    more = line.quantity > was.quantity
    difference = _said(abs(line.quantity - was.quantity))
    return Text(
        f"{'增加' if more else '减少'} {difference} {unit.zh}（{old} → {now}）",
        f"{difference} {unit.en} {'more' if more else 'fewer'} ({old} → {now})",
    )


def _is_credit(line: Line) -> bool:
    return account_of(line) is Account.CREDITS


def _outages(line: Line) -> int:
    return len({one.subject for one in line.evidence if one.kind == OUTAGE})


def _touches(one: SeatInterval, span: Span | None) -> bool:
    return span is not None and one.span.common(span) is not None


def _said(number: Decimal) -> str:
    """``1,200.5``: no zeros at the end, at most four places."""
    text = f"{round(number, 4):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _many(count: int, of: str) -> str:
    return f"{count} {of}" if count == 1 else f"{count:,} {of}s"


def texts(items: Iterable[Text]) -> list[dict[str, str]]:
    return [{"zh": one.zh, "en": one.en} for one in items]
