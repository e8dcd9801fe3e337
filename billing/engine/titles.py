"""What seats, lines, people and charges are called on a line; one that the contract made up, as it is."""

from __future__ import annotations

from .results import Text

_SEATS = {
    "standard": Text("标准坐席", "standard seats"),
    "inbound": Text("呼入坐席", "inbound seats"),
    "bidirectional": Text("呼入呼出双向坐席", "bidirectional seats"),
    "provincial": Text("省级坐席", "provincial seats"),
    "prefecture": Text("地级坐席", "prefecture seats"),
    "county": Text("县（市）区级坐席", "county seats"),
    "flexible": Text("机动坐席", "flexible seats"),
}
_LINES = {
    "circuit": Text("电路", "circuits"),
    "leased": Text("专线", "leased lines"),
    "trunk": Text("中继线路", "trunk lines"),
}
_PEOPLE = {
    "agent": Text("一线客服", "agents"),
    "team_lead": Text("组长", "team leads"),
    "supervisor": Text("主管", "supervisors"),
    "manager": Text("项目经理", "project managers"),
    "quality": Text("质检", "quality staff"),
    "training": Text("培训管理", "trainers"),
}
_ITEMS = {
    "installation": Text("系统安装", "Installation"),
    "training": Text("安装调试与培训", "Training"),
    "platform": Text("系统平台", "Platform"),
    "maintenance": Text("系统维护", "Maintenance"),
    "service_number": Text("客服号码", "Service number"),
    "trunk_line": Text("通信线路", "Trunk lines"),
    "server": Text("呼叫中心服务器", "Server"),
    "software": Text("客服软件", "Software"),
    "service": Text("外包服务", "Outsourced service"),
    "seat": Text("客服坐席（含座椅、电脑等）", "Seats with chair and computer"),
    "call": Text("来电", "Calls"),
    "ticket": Text("工单", "Tickets"),
    "order": Text("订单", "Orders"),
    "inquiry": Text("业务咨询", "Inquiries"),
    "fault_report": Text("故障报修", "Fault reports"),
    "complaint": Text("投诉", "Complaints"),
    "sale": Text("营销推广", "Sales"),
}
_FIGURES = {
    "answer_rate": Text("接听率", "Answer rate"),
    "service_level": Text("服务水平", "Service level"),
    "utilisation": Text("通话利用率", "Utilisation"),
    "occupancy": Text("工时占用率", "Occupancy"),
    "actual_work_rate": Text("实际工作率", "Actual work rate"),
    "average_handling_time": Text("平均处理时长", "Average handling time"),
    "average_speed_of_answer": Text("平均应答速度", "Average speed of answer"),
    "abandonment_rate": Text("放弃率", "Abandonment rate"),
    "transfer_rate": Text("转接率", "Transfer rate"),
    "cost_per_call": Text("单次通话成本", "Cost per call"),
    "first_call_resolution": Text("首次解决率", "First-call resolution"),
    "resolution_rate": Text("问题解决率", "Resolution rate"),
    "satisfaction": Text("用户满意度", "Satisfaction"),
    "quality_score": Text("质检得分", "Quality score"),
}


def seats_titled(type: str) -> Text:
    return _SEATS.get(type, Text(f"{type} 坐席", f"{type} seats"))


def lines_titled(type: str) -> Text:
    return _LINES.get(type, Text(f"{type} 线路", f"{type} lines"))


def people_titled(role: str) -> Text:
    return _PEOPLE.get(role, Text(f"{role} 人员", f"{role} staff"))


def item_titled(item: str) -> Text:
    """Of a charge: an installation, a service number, a piece of work."""
    return _ITEMS.get(item, Text(item, item))


def figure_titled(figure: str) -> Text:
    """Of a key figure, as the reports call it."""
    return _FIGURES.get(figure, Text(figure, figure))
