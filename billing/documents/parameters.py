"""What the parameters of contracts and the facts under them are called, on paper and on pages.

In English a parameter is called as its declaration says; a name that is not listed is shown as it is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from ..clauses import CLAUSES as CLAUSE_TYPES
from ..engine import Text
from ..engine.parameters import Record
from ..rating.increments import Increment
from ..terms.general import General
from ..terms.schema import terms_schema
from .words import CLAUSES, word

_SHARE = {
    "basis": "当月份额的计算方式",
    "cutoff_day": "“按退租日”时：当月最后一个可减收的退租日",
    "early_release_share": "“按退租日”时：该日（含）前退租的收费比例",
}
_TITLES: dict[str, dict[str, str]] = {
    "": {"currency": "币种", "timezone": "合同时区", "payment": "付款"},
    "payment": {"due_day": "次月付款截止日"},
    "maintenance": {"days": "每月允许的计划维护天数", "counted": "天数的计法"},
    "recordings": {"retention": "通话后录音保存期限", "fetch": "批量取走录音的方式"},
    "seat_rent": {
        **_SHARE,
        "price": "各类坐席的租金",
        "month_hours": "按小时计价时：每席每月的小时数，用于需要月租金之处",
        "minimum_seats": "最低计费席数",
        "minimum_type": "不足部分按何种坐席计费（多种类型时必填）",
    },
    "line_rent": {**_SHARE, "price": "各类线路的租金"},
    "staff": {
        **_SHARE,
        "price": "各岗位人员月价",
        "minimum_people": "最低计费人数",
        "minimum_role": "不足部分按何种岗位计费（多种岗位时必填）",
        "hours_per_day": "每日工时",
        "days_per_week": "每周工作天数",
        "month_hours": "月价对应的工时；不填则按当月工作日（174）",
        "overtime": "加班按时薪的倍数",
        "rest_day": "休息日按时薪的倍数",
        "holiday": "法定节假日按时薪的倍数",
        "training": "培训合格者培训时间按时薪的倍数",
    },
    "call_charges": {
        "rates": "按方向与号码前缀的每分钟价格",
        "rates.outbound": "呼出，按被叫号码",
        "rates.inbound": "呼入，按被叫号码（承租方自己的号码）",
        **{
            f"rates.{direction}.{name}": said
            for direction in ("outbound", "inbound")
            for name, said in (
                ("price", "每分钟"),
                ("increment", "仅此前缀"),
                ("bands", "其他时段的价格，先列者优先"),
                ("bands.when", "合同时区的当地时段"),
                ("bands.price", "每分钟"),
            )
        },
        "band_by": "按什么判断所属时段",
        "bundle": "预购分钟数，先扣完再计费",
        "bundle.minutes": "购买的分钟数",
        "bundle.price": "每分钟价格",
        "bundle.bought": "购买日，自该日起扣减；不填为合同首日",
        "bundle.directions": "哪些方向的通话从中扣减",
        "increment": "计费单元（首段/其后，秒）",
        "free_seconds": "每次通话免费的前若干秒",
        "measure": "微秒时长如何取整为秒",
        "call_period": "通话归属哪个月",
    },
    "per_item": {"price": "各类业务每件价格"},
    "revenue_share": {"share": "承租方所付项目收入的比例"},
    "one_off": {
        "price": "各项目单价",
        "agreed": "合同本身已订购的项目",
        "agreed.item": "项目（须有单价）",
        "agreed.at": "日期：signing（签订日）、start（起始日）或具体日期",
        "agreed.quantity": "数量",
    },
    "recurring": {
        "items": "按期付费的项目",
        "items.price": "每期单价",
        "items.every": "周期",
        "items.quantity": "数量",
        "items.charged": "年费一次收取或按月分摊",
        "items.starts": "首日；不填为合同起始日",
        "items.ends": "末日；不填为合同终止日",
        "items.last": "被终止日截短的一期如何收费",
    },
    "instalments": {
        "total": "各期合计",
        "parts": "各期，依次；尾差计入最后一期",
        "parts.share": "占总额比例",
        "parts.at": "日期：signing、start、具体日期或里程碑名称",
        "parts.after_days": "其后天数",
        "parts.days": "天数的计法",
    },
    "outage_credit": {
        "round": "按每次故障或按月进位为整天",
        "waive_after_days": "当月故障超过几天免收全月租金",
        "restore_within": "在此时限内恢复的故障不减收",
    },
    "force_majeure": {
        "rent_stops": "期间是否停计租金（违约金一律停计）",
        "report_within_days": "结束后须书面告知的天数；不填则无此义务",
    },
    "uptime_sla": {
        "standard": "承诺的可用率",
        "points": "低于标准的百分点如何计算",
        "off_per_point": "每个百分点扣减的比例",
        "tiers": "低可用率时的付款比例，由高到低",
        "tiers.at_most": "可用率低于（含）",
        "tiers.pays": "承租方付当月合计的比例",
        "tiers.notices": "同时产生的义务或权利",
    },
    "service_levels": {
        "figures": "各项指标的目标",
        "figures.at_least": "不低于此值为达标",
        "figures.at_most": "不高于此值为达标",
        "figures.measured": "考核周期",
        "figures.mend_periods": "允许整改的考核周期数",
        "deduct": "每项仍未达标扣减当月费用的比例",
    },
    "late_fee": {"daily_rate": "逾期每日按未付本金计收的比例"},
    "suspension": {
        "days": "逾期几天后可暂停服务",
        "notice_days": "暂停前提前几天通知",
        "automatic": "自动暂停，或由运营方决定",
    },
    "termination": {"days": "逾期几天后可解除合同", "multiple": "违约方支付月租金总额的倍数"},
    "breach": {"share": "擅自解约方支付全期费用的比例"},
    "late_activation": {
        "daily_rate": "每迟一日按迟开坐席月租金计的比例",
        "refuse_after_days": "迟几天后承租方可拒付并解约；不填则不可",
    },
    "deposit_prepay": {
        "deposit_months": "押金：首批坐席的月租金个数",
        "due_before_activation": "首笔款项在起始日前几个工作日到期",
        "due_before_month": "其后每月租金在当月1日前几个工作日到期",
        "asked_before_due": "到期前几个工作日发出付款要求",
        "added_due_after": "月中增席的租金在增席后几个工作日到期",
    },
    "lead_times": {
        "seats_added": "增加坐席或更改类型的提前期",
        "seats_released": "减少坐席的提前期",
        "skill_group": "调整技能组的提前期",
        "ivr": "更改语音流程的提前期",
        "headcount": "调整人数的提前期",
        "flexible_seats": "启用按日计费机动坐席的提前期",
        "contract_change": "变更合同的提前期",
        "not_renewing": "到期不续约的提前告知期",
    },
    "renewal": {"months": "每次续展的月数", "times": "可续展次数", "notice": "到期前多久须告知不续约"},
    "tax": {"rate": "按税前金额的税率", "included": "合同价格是否含税"},
}

CHOICES: dict[str, Text] = {
    "none": Text("无", "none"),
    "true": Text("是", "yes"),
    "false": Text("否", "no"),
    "cutoff": Text("按退租日", "by the day of release"),
    "any_day": Text("当月任何一天在用即计全月", "whole month if active on any day"),
    "daily": Text("按在用天数", "by days in use"),
    "per_day": Text("单价为每日", "price is per day"),
    "seat_hour": Text("按签入小时", "by hours signed in"),
    "rounded": Text("四舍五入", "rounded"),
    "ceiling": Text("进一", "rounded up"),
    "floor": Text("舍去", "rounded down"),
    "start": Text("按开始时刻", "by its start"),
    "increment": Text("按每个计费单元", "by each increment"),
    "split": Text("按月切分", "split where the month ends"),
    "outage": Text("每次故障", "each outage"),
    "month": Text("月", "month"),
    "quarter": Text("季度", "quarter"),
    "year": Text("年", "year"),
    "advance": Text("预先一次收取", "at its beginning"),
    "monthly": Text("按月分摊", "in twelfths"),
    "calendar": Text("自然日", "calendar days"),
    "business": Text("工作日", "business days"),
    "time": Text("按时间，24小时为一天", "as 24 hours each"),
    "days": Text("按天数", "by days"),
    "whole": Text("按整数", "whole"),
    "started": Text("不足一点按一点", "started points"),
    "linear": Text("按比例", "linear"),
    "written_report": Text("书面报告", "written report"),
    "may_refuse": Text("可拒付", "may refuse"),
    "inbound": Text("呼入", "inbound"),
    "outbound": Text("呼出", "outbound"),
    "provider": Text("运营方故障", "provider fault"),
    "planned": Text("计划维护", "planned work"),
    "force_majeure": Text("不可抗力", "force majeure"),
    "tenant": Text("承租方自己的线路", "tenant's own lines"),
    "terminal": Text("话机与终端", "phones and terminals"),
    "third_party": Text("其他运营商", "other carriers"),
}
"""Words that a document chooses among."""

KINDS: dict[str, Text] = {
    "seats": Text("坐席增减", "Seats added and released"),
    "calls": Text("通话", "Calls"),
    "outages": Text("故障", "Outages"),
    "lines": Text("线路增减", "Lines added and released"),
    "staff": Text("人员增减", "People added and released"),
    "sign_ins": Text("签入时段", "Times signed in"),
    "activations": Text("开通", "Activations"),
    "one_offs": Text("一次性项目", "Single charges"),
    "milestones": Text("里程碑", "Milestones"),
    "hours": Text("工时", "Hours worked"),
    "service_levels": Text("关键指标", "Key figures"),
    "receipts": Text("项目收入", "Receipts"),
    "items": Text("处理件数", "Items handled"),
    "payments": Text("付款", "Payments"),
    "endings": Text("合同终止", "Endings"),
}
"""Sorts of facts."""

FACTS: dict[str, Text] = {
    "calls.to": Text("号码或前缀", "Number or prefix"),
    "calls.count": Text("次数", "Calls"),
    "calls.minutes": Text("每次分钟数", "Minutes each"),
    "at": Text("日期", "On"),
    "on": Text("日期", "On"),
    "type": Text("类型", "Type"),
    "role": Text("岗位", "Role"),
    "add": Text("增加", "Added"),
    "release": Text("减少", "Released"),
    "from": Text("自", "From"),
    "to": Text("至", "To"),
    "cause": Text("原因", "Cause"),
    "announced": Text("已预告", "Announced"),
    "seats": Text("席数（或 all）", "Seats (or all)"),
    "seat": Text("坐席", "Seat"),
    "due": Text("约定日期", "Agreed for"),
    "actual": Text("实际日期", "Took place on"),
    "item": Text("项目", "Item"),
    "quantity": Text("数量", "Quantity"),
    "count": Text("数量", "How many"),
    "hours": Text("小时", "Hours"),
    "kind": Text("种类", "Kind"),
    "figure": Text("指标", "Figure"),
    "value": Text("数值", "Value"),
    "period": Text("月份", "Month"),
    "amount": Text("金额", "Amount"),
    "name": Text("名称", "Name"),
    "party": Text("一方", "Party"),
    "by": Text("一方", "By"),
    "id": Text("编号", "Id"),
    "minutes": Text("分钟", "Minutes"),
    "direction": Text("方向", "Direction"),
    "billsec": Text("通话秒数", "Seconds talked"),
    "people": Text("人数", "People"),
    "event": Text("事件", "Event"),
    "refund": Text("退款", "Refunded"),
    "number": Text("号码前缀", "Number or prefix"),
    "passed": Text("合格", "Passed"),
    "day": Text("日期", "Day"),
    "start": Text("开始", "Start"),
    "end": Text("结束", "End"),
    "starts": Text("开始", "Starts"),
    "ends": Text("结束", "Ends"),
}
"""The fields of facts."""


def parameter(path: str, language: str) -> str:
    """What the value at a path of the terms is called, ``seat_rent.price``; its clause stands apart."""
    clause, dot, rest = path.partition(".")
    chinese = _TITLES.get(clause, {}).get(rest) if dot else _TITLES[""].get(clause)
    if language == "zh" and chinese:
        return chinese
    return str(declared().get(path, {}).get("title") or path)


def fact(path: str, language: str) -> str:
    """What a field of a fact is called, ``facts.outages.from``."""
    known = path.removeprefix("facts.")
    return word(FACTS, known if known in FACTS else known.rpartition(".")[2], language)


def told(path: str, language: str) -> str:
    """A value's name with its clause and its place in a table: ``Seat rent · Rent of a seat: standard``."""
    clause, known = path.partition(".")[0], path
    while known and known not in declared():
        known = known[: max(known.rfind("."), known.rfind("["), 0)]
    said = [getattr(CLAUSES[clause], language)] if clause in CLAUSES else []
    if (known and known != clause) or not said:
        said.append(parameter(known or path, language))
    place = path[len(known) :].lstrip(".") if known else ""
    return " · ".join(said) + (f": {place}" if place else "")


@cache
def declared() -> dict[str, dict[str, Any]]:
    """The schema of each value that terms may state, by its path; a table's entries share one."""
    return dict(_walk(terms_schema(), ""))


@cache
def defaults() -> dict[str, str]:
    """What holds where terms are silent, by path, as a document would say it."""
    records: dict[str, type] = {"": General, **CLAUSE_TYPES}
    return dict(one for name, record in records.items() for one in _defaults(record, name))


def _defaults(record: type, path: str) -> Iterator[tuple[str, str]]:
    for field in dataclasses.fields(record):
        at, kind = f"{path}.{field.name}" if path else field.name, field.metadata["kind"]
        if isinstance(kind, Record):
            yield from _defaults(kind.of, at)
        elif field.default is not dataclasses.MISSING:
            yield at, _said(field.default)


def _said(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case int() | StrEnum():
            return str(value)
        case Increment():
            return f"{value.first}/{value.then}"
        case _:
            return ""


def _walk(schema: dict[str, Any], path: str) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for name, below in schema.get("properties", {}).items():
        at = f"{path}.{name}" if path else name
        found += [(at, below), *_walk(below, at)]
        for entries in (below.get("additionalProperties"), below.get("items")):
            if isinstance(entries, dict):
                found += _walk(entries, at)
    return found
