"""Minutes: by which table a call is charged, in which steps, and for which month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from ..clauses.call_charges import CallCharges, CallPeriod
from ..documents.parameter_words import CHOICES
from ..engine import Text
from ..rating.bands import Band, BandBy
from ..rating.bundle import Bundle
from ..rating.directions import DirectionTable, Pays
from ..rating.increments import Increment, Measure
from ..rating.rates import DEFAULT, Rate
from ..rating.titles import when
from .saying import Money, listed, many, say

_DIRECTIONS = {
    "outbound": Text("呼出（按被叫号码）", "Outbound calls, by the number dialled"),
    "inbound": Text(
        "呼入（按被叫号码，即承租方的号码）", "Inbound calls, by the tenant's number that was dialled"
    ),
}
_INTERNAL = Text("内部通话", "calls within the switch")
_MEASURES = {
    Measure.ROUNDED: Text("四舍五入", "rounded"),
    Measure.CEILING: Text("进一", "rounded up"),
    Measure.FLOOR: Text("舍去", "rounded down"),
}


def call_charges(clause: CallCharges, money: Money) -> list[Text]:
    said = [_table(_DIRECTIONS[name], table, money) for name, table in clause.rates.tables.items()]
    said += [_steps(clause), *_directions(clause.directions)]
    if clause.band_by is BandBy.INCREMENT and any(
        rate.bands for table in clause.rates.tables.values() for rate in table.values()
    ):
        said.append(
            Text(
                "跨时段的通话，每个计费单元按其开始时所在的时段计价。",
                "In a call that runs into another time of day, each step is charged by the time it "
                "begins in.",
            )
        )
    said.append(_month(clause.call_period))
    if clause.bundle is not None:
        said.append(_bundle(clause.bundle, money))
    return said


def _table(name: Text, table: Mapping[str, Rate], money: Money) -> Text:
    ordered = sorted(table.values(), key=lambda rate: (rate.prefix == DEFAULT, rate.prefix))
    entries = listed(_rate(rate, money, len(ordered) == 1) for rate in ordered)
    return say("{name}每分钟：{entries}。", "{name}, a minute: {entries}.", name=name, entries=entries)


def _rate(rate: Rate, money: Money, alone: bool) -> Text:
    prefix = Text(rate.prefix, rate.prefix)
    if rate.prefix == DEFAULT:
        prefix = Text("所有号码", "all numbers") if alone else Text("其他号码", "other numbers")
    more = [_band(band, money) for band in rate.bands]
    if rate.increment:
        more.append(_increment(rate.increment))
    detail = say("（{more}）", " ({more})", more=listed(more)) if more else Text("", "")
    return say(
        "{prefix} {price}{detail}",
        "{prefix} {price}{detail}",
        prefix=prefix,
        price=money(rate.price),
        detail=detail,
    )


def _band(band: Band, money: Money) -> Text:
    return say("{when} {price}", "{when} {price}", when=when(band), price=money(band.price))


def _increment(step: Increment) -> Text:
    if step.first == step.then:
        return Text(f"每 {step.first} 秒一个计费单元", f"in steps of {step.first} s")
    return Text(
        f"首段 {step.first} 秒，其后每 {step.then} 秒一个计费单元",
        f"a first step of {step.first} s, then steps of {step.then} s",
    )


def _steps(clause: CallCharges) -> Text:
    free = Text("", "")
    if clause.free_seconds:
        free = Text(
            f"每次通话前 {clause.free_seconds} 秒免费；",
            f"the first {clause.free_seconds} s of a call are free; ",
        )
    return say(
        "只收接通的通话，按通话时长（{measure}到秒）计费：{free}{steps}，不足一个单元按一个计。",
        "Only answered calls are charged, for their talk time ({measure} to seconds): {free}{steps}, "
        "a begun step counting whole.",
        measure=_MEASURES[clause.measure],
        free=free,
        steps=_increment(clause.increment),
    )


def _directions(table: DirectionTable) -> Iterator[Text]:
    """What is charged by the rates of another side, and what nobody pays for."""
    kinds: dict[Pays, list[Text]] = {pays: [] for pays in Pays}
    for field in fields(DirectionTable):
        pays = table.of(field.name)
        if field.name != pays.value:
            kinds[pays].append(CHOICES.get(field.name, _INTERNAL))
    for pays, entries in kinds.items():
        if entries and pays is Pays.NOBODY:
            yield say("不收费：{kinds}。", "Free of charge: {kinds}.", kinds=listed(entries))
        elif entries:
            yield say(
                "按{rates}价格收费：{kinds}。",
                "Charged by the rates of {rates} calls: {kinds}.",
                rates=CHOICES[pays.value],
                kinds=listed(entries),
            )


def _month(call_period: CallPeriod) -> Text:
    if call_period is CallPeriod.START:
        return Text("通话整通计入其开始的那个月。", "A call belongs, whole, to the month in which it began.")
    return Text(
        "跨月的通话在 1 日零点切分，各计入其月。",
        "A call over the end of a month is cut at local midnight of the 1st, each part counting in "
        "its month.",
    )


def _bundle(bundle: Bundle, money: Money) -> Text:
    since = (
        Text(f"自 {bundle.bought} 起", f"from {bundle.bought} on")
        if bundle.bought
        else Text("自合同首日起", "from the contract's first day on")
    )
    return say(
        "预购 {minutes}，每分钟 {price}；{since}，{directions}通话先从中扣减，用完后才另行收费。",
        "{minutes} are bought ahead at {price} each; {since}, {directions} calls draw from them "
        "before anything is charged.",
        minutes=many(bundle.minutes, "minute"),
        price=money(bundle.price),
        since=since,
        directions=listed(CHOICES[one.value] for one in bundle.directions),
    )
