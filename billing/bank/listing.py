"""Lines of statements as people see them: with what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, select
from sqlalchemy.orm import selectinload

from seatyard.db import LARGEST_ID, db, slices
from seatyard.errors import NotFound
from seatyard.paging import Page, Part, paged, part
from seatyard.sums import exact_sum

from ..engine import Month
from ..recorded.models import RecordedFact
from .models import MARK, BankLine, BankMatch

OPEN, PART, MATCHED, PARKED, FAULTY, OUT = "open", "part", "matched", "parked", "faulty", "out"
STATES = (OPEN, PART, MATCHED, PARKED, FAULTY, OUT)
"""``part``: matched in part; ``faulty``: nothing can be made of it; ``out``: money out, no refund yet."""


@dataclass(frozen=True, slots=True)
class Matched:
    fact: str
    document: dict[str, Any]
    amount: Decimal
    reasons: str
    by: str


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    name: str
    state: str
    why: str
    """Of a line that is parked or faulty."""
    incoming: bool | None
    on: date | None
    amount: Decimal | None
    left: Decimal
    """Of the amount, what is not matched."""
    currency: str
    account: str
    payer_name: str
    payer_account: str
    text: str
    reference: str
    matches: tuple[Matched, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def page(state: str | None = None, number: int = 1, size: int = 50, period: str | None = None) -> Page[Row]:
    """The newest first, of the days of a month such as ``2026-03``. In the caller's transaction."""
    found = paged(_of(state, period).order_by(BankLine.on.desc(), BankLine.id.desc()), number, size)
    return Page([row(line) for line in found.entries], found.number, found.total, found.size)


def months() -> list[str]:
    """From the last line's month back to the first one's. In the caller's transaction."""
    first, last = db.session.execute(select(func.min(BankLine.on), func.max(BankLine.on))).one()
    found: list[str] = []
    while last is not None and last >= first:
        last = last.replace(day=1)
        found.append(f"{last:%Y-%m}")
        last -= timedelta(days=1)
    return found


def part_of(
    state: str | None = None, after: str = "", limit: int = 50, period: str | None = None
) -> Part[Row]:
    """Those that were taken in last first, of the days of a month. In the caller's transaction."""
    found = part(_of(state, period), BankLine.id, after, limit, descending=True)
    return Part([row(line) for line in found.entries], found.after)


def ids(state: str) -> list[int]:
    """Of all lines in a state, the oldest first. In the caller's transaction."""
    sound = BankLine.parked.is_(None), BankLine.fault.is_(None)
    query = select(BankLine.id).where(*sound, _is(state)).order_by(BankLine.on, BankLine.id)
    return list(db.session.scalars(query))


def rows(ids: Iterable[int]) -> list[Row]:
    """The lines with these ids, in their order. In the caller's transaction."""
    return [row(line) for line in lines(ids)]


def lines(ids: Iterable[int]) -> list[BankLine]:
    """Likewise."""
    wanted = list(ids)
    found: dict[int, BankLine] = {}
    for some in slices(wanted):
        found |= {line.id: line for line in db.session.scalars(_query().where(BankLine.id.in_(some)))}
    return [found[id] for id in wanted]


def named(name: str) -> BankLine:
    """The line called ``B17``; NotFound for none."""
    digits = name.removeprefix(MARK)
    id = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 11 else 0
    line = db.session.get(BankLine, id) if 0 < id <= LARGEST_ID else None
    if line is None:
        raise NotFound(f"no statement line {name!r}", where="line")
    return line


def row(line: BankLine) -> Row:
    standing = [one for one in line.matches if one.stands]
    left = (line.amount or Decimal(0)) - sum((one.amount for one in standing), Decimal(0))
    return Row(
        id=line.id,
        name=line.name,
        state=_state(line, standing, left),
        why=line.fault or line.parked or "",
        incoming=line.incoming,
        on=line.on,
        amount=line.amount,
        left=left,
        currency=line.currency,
        account=line.account,
        payer_name=line.payer_name,
        payer_account=line.payer_account,
        text=line.text,
        reference=line.reference,
        matches=tuple(
            Matched(one.fact.name, one.fact.document, one.amount, one.reasons, one.made_by)
            for one in standing
        ),
    )


def _state(line: BankLine, standing: Sequence[BankMatch], left: Decimal) -> str:
    if line.fault is not None:
        return FAULTY
    if line.parked is not None:
        return PARKED
    if standing:
        return PART if left else MATCHED
    return OPEN if line.incoming else OUT


def _of(state: str | None, period: str | None) -> Select[tuple[BankLine]]:
    if period is None:
        return _in(state)
    month = Month.parse(period, ZoneInfo("UTC"))
    last = month.first_day + timedelta(days=month.days - 1)
    return _in(state).where(BankLine.on.between(month.first_day, last))


def _in(state: str | None) -> Select[tuple[BankLine]]:
    query = _query()
    if state in (PARKED, FAULTY):
        return query.where((BankLine.parked if state == PARKED else BankLine.fault).is_not(None))
    if state is None:
        return query
    return query.where(BankLine.parked.is_(None), BankLine.fault.is_(None), _is(state))


def _query() -> Select[tuple[BankLine]]:
    return select(BankLine).options(selectinload(BankLine.matches).joinedload(BankMatch.fact))


def _is(state: str) -> ColumnElement[bool]:
    """Of lines that are neither parked nor faulty."""
    stands = and_(
        BankMatch.line_id == BankLine.id,
        BankMatch.undone_at.is_(None),
        exists().where(RecordedFact.id == BankMatch.fact_id, RecordedFact.withdrawn_at.is_(None)),
    )
    matched = exists().where(stands)
    if state in (OPEN, OUT):
        return and_(not_(matched), BankLine.incoming.is_(state == OPEN))
    whole = _matched(stands) == BankLine.amount
    return and_(matched, whole if state == MATCHED else not_(whole))


def _matched(stands: ColumnElement[bool]) -> Any:
    return select(exact_sum(BankMatch.amount)).where(stands).correlate(BankLine).scalar_subquery()
