"""What the parts of an invoice are called, on paper and on pages: the one place for their names."""

from __future__ import annotations

from ..engine import Text

CLAUSES = {
    "lead_times": Text("提前期", "Lead times"),
    "renewal": Text("续约", "Renewal"),
    "seat_rent": Text("坐席租金", "Seat rent"),
    "line_rent": Text("专线租金", "Line rent"),
    "staff": Text("人员服务费", "Staff"),
    "call_charges": Text("通话费", "Call charges"),
    "per_item": Text("计件服务费", "Work by the piece"),
    "revenue_share": Text("收入分成", "Revenue share"),
    "one_off": Text("一次性费用", "One-off charges"),
    "recurring": Text("周期费用", "Recurring charges"),
    "instalments": Text("分期付款", "Instalments"),
    "maintenance": Text("系统维护", "Maintenance"),
    "recordings": Text("通话录音", "Recordings"),
    "outage_credit": Text("故障减收", "Outage credit"),
    "force_majeure": Text("不可抗力", "Force majeure"),
    "uptime_sla": Text("可用率减收", "Availability credit"),
    "service_levels": Text("服务指标", "Service levels"),
    "late_fee": Text("迟延违约金", "Late fee"),
    "reminders": Text("催款提醒", "Reminders"),
    "suspension": Text("欠费停机", "Suspension"),
    "termination": Text("解除合同违约金", "Termination"),
    "breach": Text("违约金", "Breach"),
    "late_activation": Text("延期开通违约金", "Late activation"),
    "deposit_prepay": Text("押金与预付", "Deposit and prepayment"),
    "tax": Text("税费", "Tax"),
    "payment": Text("付款", "Payment"),
}

UNITS = {
    "seat_month": Text("席·月", "seat-months"),
    "seat_day": Text("席·日", "seat-days"),
    "seat_hour": Text("席·小时", "seat-hours"),
    "line_month": Text("条·月", "line-months"),
    "line_day": Text("条·日", "line-days"),
    "person_month": Text("人·月", "person-months"),
    "person_day": Text("人·日", "person-days"),
    "hour": Text("小时", "hours"),
    "minute": Text("分钟", "min"),
    "item": Text("项", "items"),
    "item_month": Text("项·月", "item-months"),
    "item_year": Text("项·年", "item-years"),
    "month_total": Text("当月合计", "of the total"),
    "amount_day": Text("元·日", "amount-days"),
    "amount": Text("笔", "sum"),
    "month_rent": Text("个月租费", "monthly rents"),
    "term_fees": Text("全部费用", "of the whole term's fees"),
    "payment": Text("笔", "payments"),
    "contract_total": Text("合同总额", "of the price"),
    "receipts": Text("当月收入", "of the receipts"),
}

PRINT = {
    "invoice": Text("账单", "Invoice"),
    "prepayment": Text("预付款单", "Prepayment"),
    "from": Text("出租方", "From"),
    "to": Text("承租方", "To"),
    "number": Text("编号", "Number"),
    "period": Text("账期", "Period"),
    "issued": Text("开具日期", "Issued"),
    "due": Text("付款期限", "Due"),
    "asked": Text("提出日期", "Asked for on"),
    "contract": Text("合同", "Contract"),
    "signed": Text("签订于", "signed"),
    "what": Text("项目", "Item"),
    "quantity": Text("数量", "Quantity"),
    "price": Text("单价", "Unit price"),
    "amount": Text("金额", "Amount"),
    "subtotal": Text("小计", "Subtotal"),
    "tax": Text("税额", "Tax"),
    "total": Text("应付合计", "Total due"),
    "notices": Text("其他义务", "Also owed"),
    "terms": Text("合同条款依据", "What the contract says"),
    "quote": Text("报价单", "Quote"),
    "costs": Text("当月费用", "the month costs"),
    "quoted": Text("合计", "Total"),
    "expected": Text("预计账单", "The invoice to expect"),
    "valid_until": Text("有效期至", "Valid until"),
    "runs": Text("合同期", "Contract"),
    "open_ended": Text("长期", "open-ended"),
    "no_invoice": Text(
        "本报价按合同条款与所列假设计算，不是账单，亦不构成付款要求。",
        "Computed from the contract's clauses and the facts assumed here. "
        "This is no invoice, and asks for no payment.",
    ),
    "changes": Text("与合同范本不同之处", "Agreed otherwise than the template says"),
    "template_says": Text("范本", "Template"),
    "agreed": Text("本报价", "This quote"),
    "blanks": Text("范本留空、由本报价填写之处", "Blanks of the template, filled here"),
    "comparison": Text("成本比较", "Comparison of costs"),
    "seats": Text("席", "seats"),
    "months": Text("个月", "months"),
    "first_month": Text("首月", "First month"),
    "second_month": Text("次月", "Second month"),
    "all_months": Text("各月合计", "All months"),
    "cumulated": Text("逐月累计成本", "Cumulated cost by month"),
    "break_even": Text(
        "自第 {month} 个月起，{way}不高于{other}。", "{way} costs no more than {other} from month {month} on."
    ),
    "by_engine": Text("按合同逐月出账计算", "as the contract's invoices are computed"),
    "every": Text("频次", "How often"),
    "every_once": Text("一次", "once"),
    "every_month": Text("每月", "per month"),
    "every_seat": Text("每席每月", "per seat and month"),
    "every_year": Text("每年", "per year"),
    "page": Text("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
}


def word(kind: dict[str, Text], name: str, language: str) -> str:
    """The name in ``zh`` or ``en``; what has none is shown as it is."""
    text = kind.get(name)
    return getattr(text, language) if text else name
