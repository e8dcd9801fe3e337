"""What reports and their columns are called, in both languages: on pages, in files and e-mails."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


SERVICE_LEVELS, SEAT_HOURS, SEATS, ORIGINS = "service-levels", "seat-hours", "seats", "origins"
REPORTS = {
    SERVICE_LEVELS: Words("服务水平统计", "Service levels"),
    SEAT_HOURS: Words("坐席时段分析", "Seats by time of day"),
    SEATS: Words("坐席服务明细", "Seats' service in detail"),
    ORIGINS: Words("来电归属分析", "Where calls come from"),
}
"""The four that a contract owes (002 B10), by name."""

ABOUT = {
    SERVICE_LEVELS: Words(
        "接通率、服务水平、排队与放弃、转接、一次解决率、满意度，按时间、队列或号码",
        "Answer rate, service level, waiting and giving up, transfers, resolution, satisfaction: over time,"
        " by queue, by number",
    ),
    SEAT_HOURS: Words(
        "一天中各小时的来电与坐席：人手在哪些时段不够、哪些时段有余",
        "Calls against seats by the hour of the day: when hands are short, and when they are idle",
    ),
    SEATS: Words(
        "每个坐席的接听、通话、处理时长、工时利用率",
        "Each seat's calls, talk, handling time and utilisation",
    ),
    ORIGINS: Words(
        "来电来自哪些省份和国家，各有多少接通",
        "From which provinces and countries calls come, and how many are answered",
    ),
}

COLUMNS = {
    "period": Words("时段", "Period"),
    "queue": Words("队列", "Queue"),
    "number": Words("号码", "Number"),
    "hour": Words("小时", "Hour"),
    "seat": Words("坐席", "Seat"),
    "place": Words("归属地", "Place"),
    "entered": Words("进线", "Calls in"),
    "turned_away": Words("被拒", "Turned away"),
    "answered": Words("人工接通", "Answered by seats"),
    "self_served": Words("自助完成", "Finished in the menu"),
    "answer_rate": Words("接通率", "Answer rate"),
    "offered": Words("进入队列", "Into queues"),
    "service_level": Words("服务水平", "Service level"),
    "speed_of_answer": Words("平均应答时间", "Speed of answer"),
    "abandoned": Words("放弃", "Given up"),
    "abandonment": Words("放弃率", "Abandonment"),
    "time_to_abandon": Words("平均放弃时间", "Time to abandon"),
    "transfer_rate": Words("转接率", "Transfer rate"),
    "first_call_resolution": Words("一次解决率", "First-call resolution"),
    "satisfaction": Words("满意度", "Satisfaction"),
    "dialled": Words("外呼", "Calls out"),
    "outbound_answer_rate": Words("外呼接通率", "Answered of calls out"),
    "trunk": Words("中继占用", "Trunk time"),
    "handling_time": Words("平均处理时长", "Handling time"),
    "handled": Words("处理通话", "Calls handled"),
    "missed": Words("未接", "Not answered"),
    "talking": Words("通话", "Talk"),
    "hold": Words("保持", "Hold"),
    "after_call": Words("话后处理", "After-call work"),
    "ready": Words("空闲", "Ready"),
    "busy": Words("示忙", "Busy"),
    "signed_in": Words("签入", "Signed in"),
    "seats_there": Words("平均在席", "Seats signed in"),
    "utilisation": Words("工时利用率", "Utilisation"),
    "occupancy": Words("占用率", "Occupancy"),
    "share": Words("占比", "Share"),
}

TOTAL = Words("合计", "Total")
BEFORE = Words("上一期", "The period before")
UNKNOWN_PLACE = Words("号码未显示", "Number withheld")
NO_QUEUE = Words("未入队列", "In no queue")
NO_NUMBER = Words("无号码", "No number")
GONE = Words("已删除", "Deleted")
