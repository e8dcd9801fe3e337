"""How long the contract runs, and how long before something takes effect it is asked for."""

from __future__ import annotations

from ..clauses.lead_times import LeadTimes, Request
from ..clauses.renewal import Renewal
from ..engine import Text
from ..terms.general import General
from .saying import Money, many, period, say

_REQUESTS = {
    Request.SEATS_ADDED: Text("增加坐席或更改类型", "Seats are added, or changed in type,"),
    Request.SEATS_RELEASED: Text("退租坐席", "Seats are given back"),
    Request.SKILL_GROUP: Text("调整技能组", "A skill group is changed"),
    Request.IVR: Text("更改语音流程", "An IVR flow is changed"),
    Request.HEADCOUNT: Text("调整人数", "The number of people is changed"),
    Request.FLEXIBLE_SEATS: Text("启用按日计费的机动坐席", "Flexible seats, paid by the day, begin"),
    Request.CONTRACT_CHANGE: Text("变更合同", "The contract is changed"),
    Request.NOT_RENEWING: Text("到期不续约", "A renewal is declined"),
}


def lead_times(clause: LeadTimes, money: Money) -> list[Text]:
    said = [
        say(
            "{request}：提前 {time}提出。",
            "{request} on {time}' notice." if found.count != 1 else "{request} on {time}'s notice.",
            request=_REQUESTS[request],
            time=period(found),
        )
        for request in Request
        if (found := clause.of(request)) is not None
    ]
    if not said:
        return [Text("各项变更即时生效。", "Changes take effect at once.")]
    return [
        *said,
        Text(
            "提出当天不计；提前期内提出的照样受理，自可生效的第一天起生效。",
            "The day of asking is not counted. What is asked for later is taken too, and takes "
            "effect on the first day "
            "that it may.",
        ),
    ]


def renewal(clause: Renewal, money: Money) -> list[Text]:
    notice = period(clause.notice)
    if clause.times == 0:
        return [
            say(
                "合同到期不自动续展；续约应在到期前 {notice}签订。",
                "The contract does not renew by itself; a new one is due {notice} before its end.",
                notice=notice,
            )
        ]
    how = (
        Text("次数不限", "any number of times")
        if clause.times is None
        else Text(f"最多 {clause.times} 次", "once" if clause.times == 1 else f"up to {clause.times} times")
    )
    return [
        say(
            "到期未有书面异议的，合同自动续展 {months}，{how}。",
            "Unless a party says otherwise in writing, the contract renews by itself for {months}, {how}.",
            months=many(clause.months, "month"),
            how=how,
        ),
        say(
            "不续约的，应在到期前 {notice}提出；迟提的，再续展一次后终止。",
            "Who does not renew says so {notice} before the end; a notice that comes later ends the "
            "contract one renewal later.",
            notice=notice,
        ),
    ]


def payment(general: General, money: Money) -> list[Text]:
    """Of what is no clause: by when an invoice is paid, and whose months are meant."""
    return [
        say(
            "每个自然月出一张账单，次月 {day} 日前（含）付清；月与日按 {zone} 的当地时间，金额以 "
            "{currency} 计。",
            "Each calendar month is one invoice, paid by day {day} of the month after. Months and "
            "days are local ones of "
            "{zone}, amounts are in {currency}.",
            day=general.payment.due_day,
            zone=general.timezone,
            currency=general.currency.value,
        )
    ]
