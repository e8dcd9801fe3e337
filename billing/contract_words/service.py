"""What the operator promises, and what the tenant gets where it fails."""

from __future__ import annotations

from datetime import timedelta

from ..clauses.force_majeure import ForceMajeure, ReportFrom
from ..clauses.late_activation import LateActivation
from ..clauses.maintenance import Counted, Maintenance
from ..clauses.outage_credit import OutageCredit, Round
from ..clauses.recordings import Recordings
from ..clauses.service_levels import Measured, ServiceLevels, Target
from ..clauses.uptime_sla import Points, Tier, UptimeSla
from ..documents.figures import amount
from ..engine import Text
from ..engine.titles import figure_titled
from .saying import Money, chosen, listed, many, percent, period, say

_POINTS = {
    Points.WHOLE: Text("每低满一个百分点", "for each whole percentage point below it"),
    Points.STARTED: Text(
        "每低一个百分点（不足一个按一个）", "for each percentage point below it, a begun one counting whole"
    ),
    Points.LINEAR: Text(
        "每低一个百分点（按比例）", "for each percentage point below it, parts in proportion"
    ),
}


def maintenance(clause: Maintenance, money: Money) -> list[Text]:
    how = {
        Counted.TIME: Text("每天按 24 小时计", "24 hours of work each"),
        Counted.DAYS: Text("维护触及的自然日都算一天", "each local day that work touches counting whole"),
    }
    return [
        say(
            "出租方每月可做 {days}预先通知的维护（{how}），不算故障；超出部分和未通知的维护算故障。",
            "The operator may do {days} of announced maintenance a month ({how}), which is no fault; "
            "what runs past that, and work that was not announced, is.",
            days=many(clause.days, "day"),
            how=how[clause.counted],
        )
    ]


def recordings(clause: Recordings, money: Money) -> list[Text]:
    kept = say(
        "通话录音保存 {time}，到期删除并留存删除证明。",
        "Recordings are kept for {time} after the call, then deleted, with a proof of it.",
        time=period(clause.retention),
    )
    if not clause.fetch:
        return [kept]
    ways = listed(chosen(way.value) for way in clause.fetch)
    return [
        kept,
        say(
            "此前可批量取走录音：{ways}。",
            "Until then the tenant can fetch them in bulk by {ways}.",
            ways=ways,
        ),
    ]


def outage_credit(clause: OutageCredit, money: Money) -> list[Text]:
    rounding = {
        Round.OUTAGE: Text("每次故障不足一天按一天计", "a begun day of each fault counting whole"),
        Round.MONTH: Text(
            "当月故障合计后不足一天按一天计", "a begun day of the month's faults together counting whole"
        ),
    }
    said = [
        say(
            "因出租方原因的坐席故障减收租金：故障天数 × 月租金 ÷ 30（{rounding}），不超过该席当月租金。",
            "For a fault of the operator's a seat is credited days of fault × its monthly rent / 30 "
            "({rounding}), "
            "never more than its rent of the month.",
            rounding=rounding[clause.round],
        ),
        say(
            "当月故障时间超过 {days}的，免收该席全月租金。",
            "Past {days} of fault in a month its whole rent of that month is waived.",
            days=many(clause.waive_after_days, "day"),
        ),
    ]
    if clause.restore_within:
        said.append(
            say(
                "在 {time}内恢复的故障不减收。",
                "A fault mended within {time} earns no credit.",
                time=_duration(clause.restore_within),
            )
        )
    return said


def force_majeure(clause: ForceMajeure, money: Money) -> list[Text]:
    said = [
        Text(
            "不可抗力期间不计租金，各方违约金也停计。",
            "While force majeure lasts no rent accrues, and no penalty of either side runs.",
        )
        if clause.rent_stops
        else Text(
            "不可抗力期间租金照计，各方违约金停计。",
            "While force majeure lasts rent goes on, and no penalty of either side runs.",
        )
    ]
    if clause.report_within_days is not None:
        since = {ReportFrom.START: Text("发生", "its beginning"), ReportFrom.END: Text("结束", "its end")}
        said.append(
            say(
                "遇不可抗力的一方应在其{since}后 {days}内书面告知对方。",
                "The party that it befell tells the other in writing within {days} of {since}.",
                since=since[clause.report_from],
                days=many(clause.report_within_days, "day"),
            )
        )
    return said


def uptime_sla(clause: UptimeSla, money: Money) -> list[Text]:
    return [
        say(
            "出租方保证系统可用率不低于 {standard}：1 − 出租方故障分钟数 ÷ 当月分钟数；"
            "预先通知的维护、不可抗力、承租方自己的线路与终端、其他运营商的故障不计。",
            "The operator promises an availability of {standard}: 1 − minutes of its faults / "
            "minutes of the month. "
            "Announced maintenance, force majeure, and faults of the tenant's own lines and phones "
            "or of other "
            "carriers do not count.",
            standard=percent(clause.standard),
        ),
        say(
            "{points}，减收当月合计的 {off}。",
            "{off} of the month's total is credited {points}.",
            points=_POINTS[clause.points],
            off=percent(clause.off_per_point),
        ),
        *(_tier(tier) for tier in clause.tiers),
    ]


def service_levels(clause: ServiceLevels, money: Money) -> list[Text]:
    return [
        *(_target(figure, target) for figure, target in clause.figures.items()),
        say(
            "整改期后仍未达标的，每项减收当月服务费的 {share}，直至达标。",
            "For each figure still missed after that, {share} of the month's fee is credited until "
            "it is met.",
            share=percent(clause.deduct),
        ),
    ]


def late_activation(clause: LateActivation, money: Money) -> list[Text]:
    said = []
    if clause.daily_rate:
        said.append(
            say(
                "坐席未按约定日开通的，每迟一天减收其月租金的 {rate}。",
                "For each day past the day agreed, seats that are not activated are credited {rate} "
                "of their monthly rent.",
                rate=percent(clause.daily_rate),
            )
        )
    if clause.refuse_after_days is not None:
        said.append(
            say(
                "迟开超过 {days}的，承租方可拒付租金并解除合同。",
                "More than {days} late, the tenant may refuse the rent and end the contract.",
                days=many(clause.refuse_after_days, "day"),
            )
        )
    return said or [Text("迟开坐席不减收租金。", "Late seats earn no credit.")]


def _tier(tier: Tier) -> Text:
    brings = (
        say("；{duties}", "; {duties}", duties=listed(_DUTIES[one.value] for one in tier.notices))
        if tier.notices
        else Text("", "")
    )
    return say(
        "可用率在 {at} 及以下：承租方付当月合计的 {pays}{brings}。",
        "At {at} or below the tenant pays {pays} of the month's total{brings}.",
        at=percent(tier.at_most),
        pays=percent(tier.pays),
        brings=brings,
    )


_DUTIES = {
    "written_report": Text(
        "出租方须提交书面调查报告及改善方案", "the operator owes a written report with a plan to improve"
    ),
    "may_refuse": Text("承租方有权拒付当月款项", "the tenant may refuse the month"),
}


def _target(figure: str, target: Target) -> Text:
    bound, value = (
        (Text("不低于", "at least"), target.at_least)
        if target.at_least is not None
        else (Text("不高于", "at most"), target.at_most)
    )
    assert value is not None, "one of both is named: ServiceLevels.check"
    measured = {Measured.MONTH: Text("每月", "month"), Measured.QUARTER: Text("每季度", "quarter")}
    mend = (
        say(
            "未达标有 {count} 个考核周期整改",
            "a miss may be mended in {count} more",
            count=target.mend_periods,
        )
        if target.mend_periods
        else Text("未达标当期即减收", "a miss costs at once")
    )
    return say(
        "{figure}{bound} {value}，{measured}考核；{mend}。",
        "{figure}: {bound} {value}, measured each {measured}; {mend}.",
        figure=figure_titled(figure),
        bound=bound,
        value=percent(value) if value <= 1 else amount(value),
        measured=measured[target.measured],
        mend=mend,
    )


def _duration(time: timedelta) -> Text:
    minutes = int(time.total_seconds()) // 60
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes % size == 0:
            return many(minutes // size, unit)
    return many(minutes, "minute")
