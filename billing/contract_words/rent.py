"""Seats, lines and people by the month: what each costs, and what counts as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..clauses.line_rent import LineRent
from ..clauses.seat_rent import SeatRent
from ..clauses.staff import Staff
from ..documents.figures import amount
from ..engine import Text
from ..engine.shares import Basis
from ..engine.titles import lines_titled, people_titled, seats_titled
from .saying import Money, listed, many, percent, say


@dataclass(frozen=True, slots=True)
class _Thing:
    """What is rented, and how its types are called."""

    one: Text
    titled: Callable[[str], Text]


_SEAT = _Thing(Text("坐席", "seat"), seats_titled)
_LINE = _Thing(Text("线路", "line"), lines_titled)
_PERSON = _Thing(Text("人员", "person"), people_titled)
_PER = {"month": Text("每月", "a month"), "day": Text("每天", "a day"), "hour": Text("每小时", "an hour")}


def seat_rent(clause: SeatRent, money: Money) -> list[Text]:
    said = [_prices(clause.price, clause.basis, _SEAT, money), _share(clause, _SEAT)]
    if clause.minimum_seats:
        said.append(_minimum(clause.minimum_seats, clause.minimum_type, _SEAT, "seat"))
    if clause.minimum_seats and clause.basis is Basis.SEAT_HOUR:
        hours = amount(clause.month_hours)
        said.append(
            say(
                "最低席数按每席每月 {hours} 小时计算。",
                "The minimum counts {hours} hours a seat and month.",
                hours=hours,
            )
        )
    return said


def line_rent(clause: LineRent, money: Money) -> list[Text]:
    return [_prices(clause.price, clause.basis, _LINE, money), _share(clause, _LINE)]


def staff(clause: Staff, money: Money) -> list[Text]:
    said = [_prices(clause.price, clause.basis, _PERSON, money), _share(clause, _PERSON)]
    if clause.minimum_people:
        said.append(_minimum(clause.minimum_people, clause.minimum_role, _PERSON, "person"))
    said.append(
        say(
            "价格包含每天 {hours} 小时、每周 {week}的工作时间{month}。",
            "The price pays {hours} hours a day, {week} a week{month}.",
            hours=amount(clause.hours_per_day),
            week=many(clause.days_per_week, "day"),
            month=_month_hours(clause),
        )
    )
    said.append(
        say(
            "加班按时薪的 {overtime} 倍、休息日 {rest} 倍、法定节假日 {holiday} 倍计；"
            "培训合格者的培训时间按 {training} 倍计。",
            "An hour of overtime is paid {overtime} times the hourly price, on days off {rest} times, "
            "on legal holidays {holiday} times; training of those who pass {training} times.",
            overtime=amount(clause.overtime),
            rest=amount(clause.rest_day),
            holiday=amount(clause.holiday),
            training=amount(clause.training),
        )
    )
    return said


def _month_hours(clause: Staff) -> Text:
    if clause.month_hours is None:
        return Text("", "")
    hours = amount(clause.month_hours)
    return Text(f"，合每月 {hours} 小时", f", taken as {hours} hours a month")


def _prices(price: Mapping[str, Decimal], basis: Basis, thing: _Thing, money: Money) -> Text:
    entries = [
        say("{type} {price}", "{type} {price}", type=thing.titled(type), price=money(one))
        for type, one in price.items()
    ]
    return say(
        "{per}价格：{entries}。", "Price {per}: {entries}.", per=_PER[basis.per], entries=listed(entries)
    )


def _share(clause: SeatRent | LineRent | Staff, thing: _Thing) -> Text:
    zh, en = _COUNTS[clause.basis]
    return say(
        zh,
        en,
        one=thing.one,
        day=clause.cutoff_day,
        share=percent(clause.early_release_share),
    )


_COUNTS = {
    Basis.CUTOFF: (
        "{one}按整月计费，月中增加的也付全月；当月 {day} 日（含）前退租的付当月的 {share}，"
        "之后退租的付全月。",
        "Each {one} is charged for the whole month, one added within it too. "
        "Given back on or before the {day}th it costs {share} of the month, later the whole month.",
    ),
    Basis.ANY_DAY: (
        "{one}当月任何一天在用即按全月计费；当月有过几种类型的，按其中最贵的计。",
        "A {one} costs the whole month once it was leased on any day of it, at the dearest type that it had.",
    ),
    Basis.DAILY: (
        "{one}按在用天数计费：当地自然日内任何时刻在用即计一天，月价 × 在用天数 ÷ 当月天数。",
        "A {one} is charged by its days: a local day counts once it was leased at any moment of it; "
        "the month's price × its days / the days of the month.",
    ),
    Basis.PER_DAY: (
        "{one}按天计费：当地自然日内任何时刻在用即计一天，一天只计一次。",
        "A {one} is charged by the day: a local day counts, once, when it was leased at any moment of it.",
    ),
    Basis.SEAT_HOUR: (
        "{one}按签入时间计费，精确到秒，每一时刻只计一次；没有人签入的时间不收费。",
        "A {one} is charged for the time signed in, to the second, each moment once; "
        "time without anybody signed in is free.",
    ),
}


def _minimum(least: int | str, type: str | None, thing: _Thing, unit: str) -> Text:
    billed = (
        say("，不足部分按{type}计", ", what is missing as {type}", type=thing.titled(type))
        if type
        else Text("", "")
    )
    if isinstance(least, str):
        return say(
            "最低按首日的数量计费{billed}。",
            "At least as many as on the first day are billed{billed}.",
            billed=billed,
        )
    return say(
        "最低按 {least} 计费{billed}。",
        "At least {least} are billed{billed}.",
        least=many(least, unit),
        billed=billed,
    )
