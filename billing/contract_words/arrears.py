"""When invoices are paid, and what follows where they are not."""

from __future__ import annotations

from ..clauses.breach import Breach
from ..clauses.late_fee import LateFee
from ..clauses.reminders import Reminders
from ..clauses.suspension import Suspension
from ..clauses.termination import Termination
from ..documents.figures import amount
from ..engine import Text
from .saying import Money, many, percent, say


def late_fee(clause: LateFee, money: Money) -> list[Text]:
    return [
        say(
            "逾期每天按未付本金的 {rate} 计收违约金，自到期次日起算至付清之日；违约金不再计违约金。",
            "Each day past the due date, up to and with the day of payment, costs {rate} of the "
            "principal that is "
            "outstanding; late fees bear none.",
            rate=percent(clause.daily_rate),
        )
    ]


def reminders(clause: Reminders, money: Money) -> list[Text]:
    on = Text("，只在工作日发送", ", on business days only") if clause.business_days else Text("", "")
    before = (
        say(
            "到期前 {days}提示账单",
            "A bill is pointed out {days} before it is due",
            days=many(clause.before, "day"),
        )
        if clause.before
        else Text("到期前不提示", "A bill is not pointed out before it is due")
    )
    after = (
        say(
            "逾期第 {first} 天起每 {every}提醒一次，最多 {most} 次",
            "reminders follow from day {first} past it, every {every}, at most {most}",
            first=clause.first,
            every=many(clause.every, "day"),
            most=clause.most,
        )
        if clause.most
        else Text("逾期后不再提醒", "no reminder follows")
    )
    return [say("{before}；{after}{on}。", "{before}; {after}{on}.", before=before, after=after, on=on)]


def suspension(clause: Suspension, money: Money) -> list[Text]:
    how = (
        Text("服务自动暂停", "service stops by itself")
        if clause.automatic
        else Text("出租方可暂停服务", "the operator may stop the service")
    )
    return [
        say(
            "账单逾期超过 {days}仍未付清的，{how}，提前 {notice}通知。",
            "Where a bill is unpaid more than {days} past its due date, {how}; the tenant is told "
            "{notice} before.",
            days=many(clause.days, "day"),
            notice=many(clause.notice_days, "day"),
            how=how,
        ),
        Text(
            "暂停期间拒绝呼叫，紧急号码除外；数据不动，付清后立即恢复。",
            "While it is stopped calls are refused, emergency numbers excepted; no data is touched, "
            "and payment "
            "restores it at once.",
        ),
    ]


def termination(clause: Termination, money: Money) -> list[Text]:
    said = [
        say(
            "账单逾期超过 {days}仍未付清的，出租方可解除合同。",
            "Where a bill is unpaid more than {days} past its due date, the operator may end the contract.",
            days=many(clause.days, "day"),
        )
    ]
    if clause.multiple:
        said.append(
            say(
                "因欠费或迟迟未开通而解除的，过错方付月租金总额 {multiple} 倍的违约金。",
                "When it ends for arrears, or because seats came too late, the party at fault pays "
                "{multiple} times the "
                "total monthly rent.",
                multiple=amount(clause.multiple),
            )
        )
    return said


def breach(clause: Breach, money: Money) -> list[Text]:
    return [
        say(
            "一方擅自中断合同的，付全期费用 {share} 的违约金。",
            "A party that walks away from the contract pays {share} of the fees of the whole term.",
            share=percent(clause.share),
        )
    ]
