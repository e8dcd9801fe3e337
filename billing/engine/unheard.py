"""The one rule for time of which nobody knows whether a seat was signed in.

The switch was down, or nobody listened to it, and no record or list tells: such time is **not charged**.
It is named instead, so that nobody takes it for time away: each stretch of it is evidence, of which 0 was
counted, of the line of the seat's type, and a notice of the month says how much of it there was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from .clause import Case
from .facts import SignIn
from .results import UNHEARD, Evidence, Line, Notice, Text
from .spans import MINUTE, Span, merged, microseconds

HOUR = 60 * MINUTE


def named(lines: Sequence[Line], types: Iterable[str], case: Case) -> list[Line]:
    """The lines, each of one of the ``types`` in their order, with the unknown time of that type."""
    found: dict[str, list[Evidence]] = {}
    for stretches in case.active(case.facts.unheard).values():
        for one in stretches:
            found.setdefault(one.type, []).append(Evidence(UNHEARD, one.id, Decimal(0)))
    return [
        replace(line, evidence=(*line.evidence, *found[type])) if type in found else line
        for type, line in zip(types, lines, strict=True)
    ]


def notices(clause: str, case: Case) -> tuple[Notice, ...]:
    """That there was such time in the month, if there was."""
    seats = case.active(case.facts.unheard)
    if not seats:
        return ()
    time = sum(microseconds(merged(_within(stretches, case.span))) for stretches in seats.values())
    hours = (Decimal(time) / HOUR).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = Text(
        f"无法得知是否签入的时间：{hours:,} 席·小时，涉及 {len(seats)} 席（交换机停机或监听中断），不计费",
        f"Not known whether seats were signed in: {hours:,} seat-hours, seats: {len(seats)} "
        "(the switch was down, or nobody listened to it): not charged",
    )
    return (Notice("sign_in_unknown", clause, text),)


def _within(stretches: Iterable[SignIn], span: Span) -> list[Span]:
    return [part for one in stretches if (part := one.span.common(span))]
