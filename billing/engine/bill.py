"""A contract and a month's facts to a bill."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from seatyard import collector
from seatyard.errors import InvalidInput

from .agreement import Agreement
from .clause import Ahead, Case, Clause, Settlement, Stage
from .facts import Facts
from .month import Month
from .results import Bill, Issued, Kind, Line, Notice, Rent, Tax, Trail
from .spans import Span


def bill(
    agreement: Agreement,
    facts: Facts,
    month: Month,
    earlier: tuple[Issued, ...] = (),
    corrections: tuple[Line, ...] = (),
) -> Bill:
    """The month's bill; the same facts give the same bill, in whatever order they come.

    ``earlier`` are the contract's bills before it, which arrears, bundles and prepayments go on from;
    ``corrections`` lines about months before: the last ones, taxed with the others, seen by no other clause.
    Raises InvalidInput for a month outside the contract's term, and for facts that the
    contract has no word for (a seat of a type without a price).
    """
    case = _case(agreement, facts, month, earlier)
    trails: list[Trail] = []
    notices: list[Notice] = []
    tax = None
    with collector.waiting():
        for clause, part in _in_order(agreement, case.span):
            if clause.stage is Stage.TAX:
                case, corrections = replace(case, lines=case.lines + corrections), ()
            made = clause.settle(replace(case, span=part))
            case = _after(case, made)
            trails += made.trails
            notices += made.notices
            tax = made.tax or tax
    case = replace(case, lines=case.lines + corrections)
    return _bill(agreement, case, tax, tuple(notices), tuple(trails))


def month_so_far(agreement: Agreement, facts: Facts, month: Month) -> Case:
    """The month with its facts as they count (planned work past its allowance is a fault), unbilled."""
    case = _case(agreement, facts, month, ())
    for clause, part in _in_order(agreement, case.span):
        if clause.stage is Stage.FACTS:
            case = _after(case, clause.settle(replace(case, span=part)))
    return case


def ahead(
    agreement: Agreement, facts: Facts, month: Month, earlier: tuple[Issued, ...] = ()
) -> tuple[Bill, ...]:
    """What the contract asks for ahead of the month, in order of the days on which it is asked for."""
    case = _case(agreement, facts, month, earlier)
    asked = [one for clause, _ in _in_order(agreement, case.span) for one in clause.ahead(case)]
    return tuple(_prepayment(agreement, month, one) for one in sorted(asked, key=lambda one: one.asked))


def _case(agreement: Agreement, facts: Facts, month: Month, earlier: tuple[Issued, ...]) -> Case:
    span = agreement.span.common(month.span)
    if span is None:
        message = f"the contract does not cover {month.name}"
        raise InvalidInput(message, where="period", allowed=agreement.months)
    ended_on = _last_day(agreement, span, month)
    terms = agreement.version(month.day_of(span.starts)).clauses
    return Case(agreement.term, month, span, ended_on, facts, earlier, agreement.currency.minor_unit, terms)


def _in_order(agreement: Agreement, span: Span) -> list[tuple[Clause, Span]]:
    """Stage by stage; within one as the terms have them, which is the registry's order."""
    return sorted(agreement.in_force(span), key=lambda pair: pair[0].stage)


def _after(case: Case, made: Settlement) -> Case:
    """The case as the next clause sees it."""
    return replace(
        case,
        facts=made.facts or case.facts,
        lines=case.lines + made.lines,
        rents=tuple(_left(rent, made) for rent in case.rents) + made.rents,
    )


def _left(rent: Rent, made: Settlement) -> Rent:
    credited = made.credited.get(rent.seat)
    return replace(rent, charged=rent.charged - credited) if credited else rent


def _bill(
    agreement: Agreement, case: Case, tax: Tax | None, notices: tuple[Notice, ...], trails: tuple[Trail, ...]
) -> Bill:
    zero = 0 * case.minor_unit
    lines = sum((line.amount for line in case.lines), zero)
    tax = tax or Tax(Decimal(0), False, zero, "")
    total = lines if tax.included else lines + tax.amount
    after = case.month.next
    due_day = agreement.version(after.first_day).due_day
    return Bill(
        period=case.month.name,
        currency=agreement.currency.value,
        lines=case.lines,
        subtotal=total - tax.amount,
        tax=tax.amount,
        tax_formula=tax.formula,
        total=total,
        due=after.first_day.replace(day=min(due_day, after.days)),
        notices=notices,
        trails=trails,
    )


def _prepayment(agreement: Agreement, month: Month, asked: Ahead) -> Bill:
    zero = 0 * agreement.currency.minor_unit
    total = sum((line.amount for line in asked.lines), zero)
    return Bill(
        period=month.name,
        currency=agreement.currency.value,
        lines=asked.lines,
        subtotal=total,
        tax=zero,
        tax_formula="",
        total=total,
        due=asked.due,
        notices=(),
        kind=Kind.PREPAYMENT,
        asked=asked.asked,
    )


def _last_day(agreement: Agreement, span: Span, month: Month) -> date | None:
    return agreement.term.ends if span.ends < month.span.ends else None
