"""What lines and notices of credits and penalties say, word for word, and what they are evidence of."""

from __future__ import annotations

from datetime import date
from typing import Any

from billing import cases
from billing.engine import Bill, Line, Notice

TERMS: dict[str, Any] = {"seat_rent": {"price": {"standard": 2000, "county": 1000}, "basis": "any_day"}}
THREE = [{"at": "2026-03-01", "add": 3, "type": "standard"}]
TWO_MONTHS = ["2026-03", "2026-04"]


def bills(terms: dict[str, Any], *, months: list[str] = TWO_MONTHS, **facts: Any) -> list[Bill]:
    agreed = {name: clause for name, clause in (TERMS | terms).items() if clause is not None}
    document = {
        "contract": {"terms": agreed, "starts": "2026-03-01", "ends": "2026-12-31"},
        "facts": {"seats": THREE} | facts,
        "bill": months,
        "as_of": "2026-12-31",
    }
    made = cases.answer(cases.of_document(document))
    return [*made.invoices, *made.prepayments]


def lines(clause: str, terms: dict[str, Any], **more: Any) -> list[Line]:
    return [line for bill in bills(terms, **more) for line in bill.lines if line.clause == clause]


def notices(terms: dict[str, Any], **more: Any) -> list[Notice]:
    return [notice for bill in bills(terms, **more) for notice in bill.notices]


def said(line: Line) -> tuple[str, str, str]:
    return line.description.zh, line.description.en, f"{line.quantity:f} {line.unit} × {line.unit_price:f}"


def evidence(line: Line) -> list[tuple[str, str, str]]:
    return [(one.kind, one.subject, f"{one.quantity:f}") for one in line.evidence]


def ended(cause: str, on: str = "2026-04-20") -> dict[str, Any]:
    return {"endings": [{"at": on, "cause": cause}]}


def test_termination() -> None:
    (line,) = lines("termination", {"termination": {}}, **ended("arrears"))
    assert said(line) == ("欠费解除合同违约金", "Contract ended for arrears", "3 month_rent × 6000")
    assert evidence(line) == [("ending", "1", "3")]
    (line,) = lines("termination", {"termination": {"multiple": 2}}, **ended("late_activation"))
    assert said(line) == (
        "逾期未开通解除合同违约金",
        "Contract ended for late activation",
        "2 month_rent × -6000",
    )
    assert (line.amount, line.taxed) == (-12000, False)
    assert lines("termination", {"termination": {"multiple": 0}}, **ended("arrears")) == []
    assert lines("termination", {"termination": {}}, **ended("tenant_left")) == []


def test_where_nothing_is_leased_there_is_no_rent_to_multiply() -> None:
    nothing = [{"at": "2026-05-01", "add": 3, "type": "standard"}]
    assert lines("termination", {"termination": {}}, seats=nothing, **ended("arrears")) == []
    without = {"termination": {}, "breach": {}, "seat_rent": None, "late_activation": {}}
    late = {"activations": [{"seats": 9, "type": "standard", "due": "2026-03-10"}]}
    assert lines("termination", without, seats=[], **late, **ended("late_activation")) == []
    assert lines("late_activation", without, seats=[], **late) == []
    (line,) = lines("breach", {"breach": {}}, seats=nothing, **ended("tenant_left"))
    assert line.formula == "0 × 0.2 = 0.00"


def test_termination_counts_the_seats_of_each_type_that_were_to_work_by_then() -> None:
    def formula(*activations: dict[str, Any]) -> str:
        facts = ended("late_activation") | {"activations": list(activations)}
        (line,) = lines("termination", {"termination": {}}, **facts)
        return line.formula.split(" = ")[0]

    def late(seats: int, type: str = "standard", **more: str) -> dict[str, Any]:
        return {"seats": seats, "type": type, "due": "2026-03-10"} | more

    assert formula(late(2), late(2)) == "-(3 × 4 × 2000)", "of one type together"
    assert formula(late(2, "county")) == "-(3 × (2 × 1000 + 3 × 2000))"
    assert formula(late(9, due="2026-04-20")) == "-(3 × 3 × 2000)", "not late on its day"
    assert formula(late(9, due="2026-04-19")) == "-(3 × 9 × 2000)"
    assert formula(late(9, actual="2026-04-20")) == "-(3 × 3 × 2000)", "works on the last day"
    assert formula(late(9, actual="2026-04-21")) == "-(3 × 9 × 2000)"


def test_termination_for_arrears_asks_nothing_of_activations() -> None:
    facts = ended("arrears") | {"activations": [{"seats": 9, "type": "standard", "due": "2026-03-10"}]}
    (line,) = lines("termination", {"termination": {}}, **facts)
    assert line.amount == 18000


def test_the_right_to_end_the_contract() -> None:
    months = [*TWO_MONTHS, "2026-05", "2026-06"]
    (one,) = notices({"termination": {"days": 60}}, months=months)
    assert (one.kind, one.clause, one.subject, one.on) == (
        "may_terminate",
        "termination",
        "2026-03",
        date(2026, 6, 10),
    )
    assert one.text.zh == "2026-03 账单逾期超过60日未付清，出租方有权单方面解除合同"
    assert one.text.en == "The invoice of 2026-03 is over 60 days overdue: the operator may end the contract"


def test_the_right_to_end_the_contract_looks_at_late_fees_too() -> None:
    """002:B3 '以及迟延违约金': April's rent is paid, March's late fee in its bill is not."""
    months = [*TWO_MONTHS, "2026-05", "2026-06", "2026-07"]
    terms = {"termination": {"days": 60}, "late_fee": {"daily_rate": 0.003}, "suspension": {}}
    payments = [
        {"at": "2026-04-25", "amount": 6000, "period": "2026-03"},
        {"at": "2026-05-05", "amount": 6000, "period": "2026-04"},
    ]
    about_april = [
        one.kind for one in notices(terms, months=months, payments=payments) if one.subject == "2026-04"
    ]
    assert about_april == ["may_terminate"], "and no suspension: its principal is paid"


def test_suspension() -> None:
    may, automatic = (notices({"suspension": {"automatic": automatic}}) for automatic in (False, True))
    about = [one for one in may if one.subject == "2026-03"]
    assert [(one.kind, one.clause, one.on) for one in about] == [
        ("suspension_notice", "suspension", date(2026, 4, 23)),
        ("may_suspend", "suspension", date(2026, 4, 26)),
    ]
    assert [one.text.zh for one in about] == [
        "2026-03 账单逾期未付，自 2026-04-26 起将暂停服务",
        "2026-03 账单逾期未付，自 2026-04-26 起有权暂停服务",
    ]
    assert [one.text.en for one in about] == [
        "The invoice of 2026-03 is overdue: service may stop from 2026-04-26",
        "The invoice of 2026-03 is overdue: the operator may stop the service from 2026-04-26",
    ]
    last = automatic[-1]
    assert (last.kind, last.text.zh, last.text.en) == (
        "suspension",
        "2026-03 账单逾期未付，自 2026-04-26 起暂停服务，付款后立即恢复",
        "The invoice of 2026-03 is overdue: service stops from 2026-04-26 until it is paid",
    )


def test_what_follows_an_unpaid_prepayment_says_so() -> None:
    terms = {"suspension": {}, "deposit_prepay": {}}
    first = notices(terms, months=["2026-03"])[0]
    assert (first.subject, first.text.zh) == (
        "2026-03/1",
        "2026-03 预付款逾期未付，自 2026-03-14 起将暂停服务",
    )
    assert first.text.en == "The prepayment of 2026-03 is overdue: service may stop from 2026-03-14"


def test_breach() -> None:
    (line,) = lines("breach", {"breach": {"share": 0.1}}, **ended("tenant_left"))
    assert said(line) == ("承租方中断协议违约金", "The tenant walked away", "0.1 term_fees × 60000")
    assert evidence(line)[0] == ("ending", "1", "0.1")
    (line,) = lines("breach", {"breach": {"share": 0.1}}, **ended("operator_left"))
    assert said(line) == ("出租方中断协议违约金", "The operator walked away", "0.1 term_fees × -60000")
    assert lines("breach", {"breach": {}}, **ended("arrears")) == []


def test_breach_counts_supply_only_and_the_months_left_of_the_term() -> None:
    """No deposit, no advance, no late fee; all months over, none is left."""
    terms = {"breach": {"share": 0.2}, "deposit_prepay": {}, "late_fee": {"daily_rate": 0.003}}
    (line,) = lines("breach", terms, **ended("tenant_left"))
    assert line.formula == "(6000 + 9 × 3 × 2000) × 0.2 = 12000.00"
    assert [(kind, subject) for kind, subject, _ in evidence(line)] == [
        ("ending", "1"),
        ("invoice", "2026-03"),
    ]
    months = [*TWO_MONTHS, *(f"2026-{number:02}" for number in range(5, 13))]
    (line,) = lines("breach", {"breach": {}}, months=months, **ended("tenant_left", "2026-12-30"))
    assert line.formula == "(54000 + 1 × 3 × 2000) × 0.2 = 12000.00"


def test_late_fee() -> None:
    terms = {"late_fee": {"daily_rate": 0.003}, "deposit_prepay": {"deposit_months": 0}}
    paid = [{"at": "2026-03-05", "amount": 1000}, {"at": "2026-03-06", "amount": 500}]
    first = lines("late_fee", terms, months=["2026-03"], payments=paid)[0]
    assert said(first) == (
        "2026-03 预付款逾期付款违约金",
        "Late payment of the prepayment of 2026-03",
        "159500 amount_day × 0.003",
    )
    assert first.formula == "(7 × 6000 + 1 × 5000 + 25 × 4500) × 0.003 = 478.50", (
        "26 February on, before the contract"
    )
    assert evidence(first) == [
        ("invoice", "2026-03/1", "6000.00"),
        ("payment", "1", "1000"),
        ("payment", "2", "500"),
    ]
    (second,) = lines("late_fee", {"late_fee": {"daily_rate": 0.003}})
    assert said(second)[:2] == ("2026-03 账单逾期付款违约金", "Late payment of the invoice of 2026-03")
    assert lines("late_fee", {"late_fee": {"daily_rate": 0}}) == []


def test_a_late_fee_runs_to_the_end_of_the_contract_s_last_month() -> None:
    (line,) = lines("late_fee", {"late_fee": {"daily_rate": 0.003}}, **ended("arrears", "2026-04-15"))
    assert line.formula == "20 × 6000 × 0.003 = 360.00"


def test_payments_after_the_last_late_day_are_no_evidence() -> None:
    paid = [{"at": "2026-04-30", "amount": 1000}, {"at": "2026-05-01", "amount": 5000}]
    (line,) = lines("late_fee", {"late_fee": {"daily_rate": 0.003}}, payments=paid)
    assert evidence(line) == [("invoice", "2026-03", "6000.00"), ("payment", "1", "1000")]


def test_late_activation() -> None:
    activations = [
        {"seats": 2, "type": "standard", "due": "2026-03-10", "actual": "2026-03-12"},
        {"seats": 1, "type": "county", "due": "2026-03-10", "actual": "2026-03-11"},
        {"seats": 1, "type": "standard", "due": "2026-03-11", "actual": "2026-03-12"},
    ]
    county, standard = lines("late_activation", {"late_activation": {}}, activations=activations)
    assert said(county) == (
        "县（市）区级坐席延期开通违约金",
        "Late activation of county seats",
        "1 seat_day × -5",
    )
    assert said(standard) == (
        "标准坐席延期开通违约金",
        "Late activation of standard seats",
        "5 seat_day × -10",
    )
    assert evidence(standard) == [("activation", "1", "4"), ("activation", "3", "1")]
    assert standard.explained.zh == "-((2 席 × 2 天 + 1 席 × 1 天) × 2,000.00 × 0.005) = -50.00"


def test_the_right_to_refuse_a_late_start() -> None:
    activations = [
        {"seats": 2, "type": "standard", "due": "2026-03-12"},
        {"seats": 2, "type": "standard", "due": "2026-03-10"},
    ]
    second, first = notices({"late_activation": {"refuse_after_days": 30}}, activations=activations)
    assert [(one.kind, one.clause, one.subject, one.on) for one in (second, first)] == [
        ("may_refuse", "late_activation", "2", date(2026, 4, 10)),
        ("may_refuse", "late_activation", "1", date(2026, 4, 12)),
    ]
    assert first.text.zh == "约定期满后30日内仍未开通，承租方有权拒绝支付坐席月租赁费并终止合同"
    assert first.text.en == (
        "Not activated 30 days past the agreed day: the tenant may refuse the rent and end the contract"
    )


def test_force_majeure() -> None:
    storm = [{"from": "2026-03-05T10:00", "to": "2026-03-06T12:00", "cause": "force_majeure", "seats": 2}]
    terms = {"force_majeure": {"report_within_days": 10}}
    (line,) = lines("force_majeure", terms, outages=storm)
    assert said(line)[:2] == (
        "标准坐席不可抗力期间免收租金",
        "Force majeure: no rent of standard seats in its time",
    )
    assert (f"{line.quantity:f}", line.unit, line.taxed) == ("4", "seat_day", True)
    assert evidence(line) == [("outage", "1", "1560"), ("seat", "1", "2"), ("seat", "2", "2")]
    assert notices({"force_majeure": {}}, outages=storm) == [], "no duty without the days"
    (notice,) = notices(terms, outages=storm)
    assert (notice.kind, notice.clause, notice.on) == (
        "report_force_majeure",
        "force_majeure",
        date(2026, 3, 16),
    )
    assert notice.text.zh == "受不可抗力影响的一方应在其结束后10日内书面通知对方"
    assert (
        notice.text.en
        == "The party that force majeure befell reports it in writing within 10 days of its end"
    )


def test_service_levels() -> None:
    terms = {
        "service_levels": {
            "figures": {
                "answer_rate": {"at_least": 0.8, "mend_periods": 2},
                "average_handling_time": {"at_most": 240, "mend_periods": 0},
                "satisfaction": {"at_least": 0.85},
                "quality_score": {"at_least": 90, "mend_periods": 0},
            },
            "deduct": 0.05,
        }
    }
    levels = [
        {"figure": "answer_rate", "value": 0.78, "period": "2026-03"},
        {"figure": "average_handling_time", "value": 250, "period": "2026-03"},
        {"figure": "quality_score", "value": 89.5, "period": "2026-03"},
    ]
    (line,) = lines("service_levels", terms, months=["2026-03"], service_levels=levels)
    assert said(line) == (
        "服务指标整改后仍未达标：平均处理时长、质检得分，扣减当月服务费",
        "Targets still missed: Average handling time, Quality score; off the month's fee",
        "0.1 month_total × -6000",
    )
    assert evidence(line) == [
        ("service_level", "2", "250"),
        ("service_level", "3", "89.5"),
        ("line", "1", "6000.00"),
    ]
    found = notices(terms, months=["2026-03"], service_levels=levels)
    assert {(one.clause, one.on) for one in found} == {("service_levels", None)}
    assert [(one.kind, one.subject, one.text.zh, one.text.en) for one in found] == [
        (
            "figure_missed",
            "answer_rate",
            "接听率 2026-03 为 0.78，目标不低于 0.8，须在 2 个考核周期内整改",
            "Answer rate of 2026-03 is 0.78, the target at least 0.8; measuring periods left to mend it: 2",
        ),
        (
            "figure_missed",
            "average_handling_time",
            "平均处理时长 2026-03 为 250，目标不高于 240，整改期已满",
            "Average handling time of 2026-03 is 250, the target at most 240,"
            " and the time to mend it is over",
        ),
        (
            "figure_missed",
            "quality_score",
            "质检得分 2026-03 为 89.5，目标不低于 90，整改期已满",
            "Quality score of 2026-03 is 89.5, the target at least 90, and the time to mend it is over",
        ),
        (
            "figure_not_reported",
            "satisfaction",
            "2026-03 未报告用户满意度",
            "Satisfaction of 2026-03 was not reported",
        ),
    ]


def test_deposit_and_prepayment() -> None:
    first, second, *_ = [
        line for line in lines("deposit_prepay", {"deposit_prepay": {"deposit_months": 2}}) if line.amount > 0
    ]
    assert said(first) == ("押金（标准坐席）", "Deposit for standard seats", "6 seat_month × 2000")
    assert said(second) == (
        "预付 2026-03 租金（标准坐席）",
        "Rent of 2026-03 ahead, standard seats",
        "3 seat_month × 2000",
    )
    assert first.explained.zh == "3 席 × 2 个月 × 2,000.00 = 12,000.00"
    assert second.explained.zh == "3 席 × 2,000.00 = 6,000.00"
    assert evidence(first) == [("seat", number, "2") for number in "123"]
    assert evidence(second) == [("seat", number, "1") for number in "123"]
    assert [(line.item, line.period, line.taxed) for line in (first, second)] == [
        ("deposit", "", False),
        ("advance", "2026-03", False),
    ]
    april, refund = [
        line
        for line in lines("deposit_prepay", {"deposit_prepay": {}}, **ended("tenant_left", "2026-04-30"))
        if line.amount < 0
    ][1:]
    assert said(april) == (
        "抵扣预付的 2026-04 租金",
        "Rent of 2026-04 that was asked for ahead",
        "1 amount × -6000",
    )
    assert said(refund) == ("退还押金", "Deposit given back", "1 amount × -6000")
    assert evidence(refund) == [("invoice", "2026-03/1", "6000.00")]
    assert (april.taxed, refund.taxed) == (False, False)
