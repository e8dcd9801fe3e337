"""Other charges, and money asked for ahead."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ..clauses.deposit_prepay import DepositPrepay
from ..clauses.instalments import Days, Instalments, Part
from ..clauses.one_off import Agreed, OneOff
from ..clauses.per_item import PerItem
from ..clauses.recurring import Charged, Every, Item, Last, Recurring
from ..clauses.revenue_share import RevenueShare
from ..clauses.tax import Tax
from ..documents.figures import amount
from ..engine import Text
from ..engine.occasions import Occasion
from ..engine.titles import item_titled
from .saying import Money, listed, many, percent, say

_OCCASIONS = {
    Occasion.SIGNING.value: Text("签订之日", "the day of signing"),
    Occasion.START.value: Text("合同起始日", "the contract's first day"),
    "delivery": Text("交付", "delivery"),
    "acceptance": Text("验收", "acceptance"),
}
_EVERY = {Every.MONTH: Text("每月", "a month"), Every.YEAR: Text("每年", "a year")}


def per_item(clause: PerItem, money: Money) -> list[Text]:
    entries = listed(
        say("{item} {price}", "{item} {price}", item=item_titled(name), price=money(price))
        for name, price in clause.price.items()
    )
    return [
        say("按处理件数计费，每件：{entries}。", "Work is charged by the piece: {entries}.", entries=entries)
    ]


def revenue_share(clause: RevenueShare, money: Money) -> list[Text]:
    return [
        say(
            "承租方按当月项目收入的 {share} 付费；退还的收入在其当月抵减。",
            "The tenant pays {share} of what the project brings in; what is paid back counts against "
            "its own month.",
            share=percent(clause.share),
        )
    ]


def one_off(clause: OneOff, money: Money) -> list[Text]:
    entries = listed(
        say("{item} {price}", "{item} {price}", item=item_titled(name), price=money(price))
        for name, price in clause.price.items()
    )
    said = [say("一次性项目按次收费：{entries}。", "Charged once each: {entries}.", entries=entries)]
    if clause.agreed:
        said.append(
            say(
                "合同已订购：{items}。",
                "Ordered by the contract itself: {items}.",
                items=listed(_ordered(one) for one in clause.agreed),
            )
        )
    return said


def recurring(clause: Recurring, money: Money) -> list[Text]:
    return [_item(name, item, money) for name, item in clause.items.items()]


def instalments(clause: Instalments, money: Money) -> list[Text]:
    parts = listed(_part(part, clause.total, money) for part in clause.parts)
    return [
        say(
            "总额 {total} 分 {count} 期付：{parts}。",
            "The total of {total} is paid in {count} parts: {parts}.",
            total=money(clause.total),
            count=len(clause.parts),
            parts=parts,
        )
    ]


def deposit_prepay(clause: DepositPrepay, money: Money) -> list[Text]:
    deposit = Text("不收押金。", "No deposit is asked for.")
    if clause.deposit_months:
        deposit = say(
            "押金为首批坐席 {months}的租金，合同终止时退还或抵扣。",
            "The deposit is {months} of rent of the first seats; it is given back, or set off, when "
            "the contract ends.",
            months=many(clause.deposit_months, "month"),
        )
    return [
        deposit,
        say(
            "租金预付一个月：首笔在合同起始日前 {first} 个工作日到期，其后各月在当月 1 日前 {later} "
            "个工作日到期；"
            "到期前 {asked} 个工作日发出付款单，并在当月账单中全额抵扣。",
            "Rent is paid a month ahead: first {first} business days before the contract's first "
            "day, later {later} "
            "business days before the 1st. It is asked for {asked} business days before, and set off "
            "whole in its month's invoice.",
            first=clause.due_before_activation,
            later=clause.due_before_month,
            asked=clause.asked_before_due,
        ),
        say(
            "月中增加的坐席立即出单，{days} 个工作日内付清当月租金。",
            "Seats added within a month are asked for at once; their rent is due within {days} "
            "business days.",
            days=clause.added_due_after,
        ),
    ]


def tax(clause: Tax, money: Money) -> list[Text]:
    rate = percent(clause.rate)
    if clause.included:
        return [say("价格含税，税率 {rate}。", "The prices contain tax of {rate}.", rate=rate)]
    return [
        say(
            "价格不含税，账单另加 {rate} 的税；减收同样带税。",
            "The prices are before tax: {rate} is added on the invoice, and credits carry it likewise.",
            rate=rate,
        )
    ]


def _day(day: date | str) -> Text:
    return _OCCASIONS.get(str(day), Text(str(day), str(day)))


def _ordered(one: Agreed) -> Text:
    quantity = amount(one.quantity)
    return say(
        "{item} × {quantity}（{day}）",
        "{item} × {quantity} ({day})",
        item=item_titled(one.item),
        quantity=quantity,
        day=_day(one.at),
    )


def _part(part: Part, total: Decimal, money: Money) -> Text:
    after = Text("", "")
    if part.after_days:
        zh, en = ("个工作日", "business days") if part.days is Days.BUSINESS else ("天", "days")
        after = Text(f"后 {part.after_days} {zh}", f"{part.after_days} {en} after ")
    return say(
        "{day}{after}付 {share}（{sum}）",
        "{share} ({sum}) {after}{day}",
        day=_day(part.at),
        after=after,
        share=percent(part.share),
        sum=money(part.share * total),
    )


def _item(name: str, item: Item, money: Money) -> Text:
    times = (
        say(" × {count}", " × {count}", count=amount(item.quantity)) if item.quantity != 1 else Text("", "")
    )
    return say(
        "{item}：{every} {price}{times}{how}{span}；{last}。",
        "{item}: {price} {every}{times}{how}{span}; {last}.",
        item=item_titled(name),
        every=_EVERY[item.every],
        price=money(item.price),
        times=times,
        how=_how(item),
        span=_span(item),
        last=_LAST[item.last],
    )


def _how(item: Item) -> Text:
    if item.every is Every.MONTH:
        return Text("", "")
    if item.charged is Charged.MONTHLY:
        return Text("，按月分十二期收取", ", charged in twelfths by the month")
    return Text("，每年起始时一次收取", ", charged whole as the year begins")


def _span(item: Item) -> Text:
    starts = Text(f"，自 {item.starts} 起", f", from {item.starts}") if item.starts else Text("", "")
    ends = Text(f"，至 {item.ends} 止", f", until {item.ends}") if item.ends else Text("", "")
    return Text(starts.zh + ends.zh, starts.en + ends.en)


_LAST = {
    Last.DAYS: Text("被终止日截短的一期按天计", "a period that the end cuts short costs its days"),
    Last.WHOLE: Text("被终止日截短的一期仍付全价", "a period that the end cuts short is paid whole"),
}
