"""A fault of what was typed, in one line of the page's language: where, what, and what is allowed."""

from __future__ import annotations

import re

from flask_babel import gettext as _

from billing.documents import parameters
from billing.documents.words import word
from seatyard.errors import SeatyardError

from ..i18n import language

_CHINESE = (
    (r"(.+) is not allowed", r"\1 不可用"),
    (r"(\w+) is missing", r"缺少 \1"),
    (r"unknown key (.+)", r"没有 \1 这一项"),
    (r"(.+) is not a day", r"\1 不是日期"),
    (r"(.+) is too far away", r"\1 相隔太远"),
    (r"(.+) is before its start", r"\1 早于开始"),
    (r"(.+) is before the start", r"\1 早于起始日"),
    (r"(.+) is not a moment", r"\1 不是时间"),
    (r"the contract has no price for .* (\S+)", r"合同没有 \1 的价格"),
    (r"(\d+) of type (.+) released, where there are (\d+)", r"减少 \1 席 \2，而当时只有 \3 席"),
    (r"(\d+) seats, where (\d+) were leased then", r"\1 席，而当时只租用 \2 席"),
    (r"(\d+) of type (.+) changed, where there are (\d+)", r"更改 \1 席 \2，而当时只有 \3 席"),
    (r"both .*(?:add|release) and (?:release|change)", r"增加、减少、更改只能填其一"),
    (r"neither add, release nor change", r"增加、减少、更改须填其一"),
    (r"to beside (\w+)", r"只有更改才填改为的类型"),
    (r"the contract does not cover (.+)", r"合同不包含 \1"),
    (r"a name is missing", r"缺少名称"),
    (r"(.+) twice", r"\1 重复"),
    (r"([\d,]+) (\w+)", r"\1（\2）过多"),
    (r"(.+) is the name of another tenant", r"\1 已是其他租户的简称"),
    (r"(.+) is the domain of (.+)", r"\1 是租户 \2 的域名"),
    (r"a tenant's domain never changes", r"租户的域名不可更改"),
    (r"no such time zone: (.+)", r"没有时区 \1"),
    (r"there is no node to place the tenant on", r"没有可放置租户的节点"),
    (r"no template (.+)", r"没有模板 \1"),
    (r"seat (.+) is given twice", r"坐席 \1 重复"),
    (r"(.+) is given twice", r"\1 重复"),
    (r"too many seats", r"坐席过多"),
    (r"(.+) is not in the operator's pool", r"\1 不在号码池中"),
    (r"(.+) belongs to (.+)", r"\1 属于 \2"),
    (r"(.+) is reserved for (.+)", r"\1 已为 \2 保留"),
    (r"(.+) is in quarantine until (.+)", r"\1 在 \2 之前处于冷却期"),
    (r"(.+) is being ported in: it comes on (.+)", r"\1 正在携入，\2 到达"),
    (r"no e-mail address: (.+)", r"不是邮箱地址：\1"),
    (r"there is a user (.+) already", r"已有登录名 \1"),
    (r"its service is suspended", r"服务已暂停"),
    (r"(.+) is no number of (.+)", r"\1 不是 \2 的号码"),
    (r"it is placed on no node yet", r"尚未放置到节点"),
    (r"it is thrown away", r"草稿已丢弃"),
    (r"is not a mapping of sections", r"不是由各部分组成的映射"),
    (r"([\d,]+) seats over (\d+) months", r"\1 席、共 \2 个月，过多"),
)
_ALLOWED = (
    (r"a number from 0, with up to 12 decimals", "不小于 0 的数，至多 12 位小数"),
    (r"a share from 0 to 1", "0 到 1 之间的比例"),
    (r"a whole number from (\S+) to (\S+)", r"\1 到 \2 的整数"),
    (r"one of add, release, change", "增加、减少、更改之一"),
    (r"change with to", "更改并填明改为何类型"),
    (r"a date such as (\S+)", r"日期，如 \1"),
    (r"up to ([\d,]+) in a quote", r"一份报价至多 \1"),
    (r"up to ([\d,]+) months from the contract's first", r"合同首月起至多 \1 个月"),
    (r"2 to 31 of a-z, 0-9, -, a letter first", "2 至 31 位小写字母、数字或 -，以字母开头"),
    (r"1 to 31 of a-z, 0-9, _, -, a letter first", "1 至 31 位小写字母、数字、_ 或 -，以字母开头"),
    (r"a DNS name in lower case", "小写的域名"),
    (r"an IANA time zone such as (\S+)", r"IANA 时区，如 \1"),
    (r"2 to 6 digits, in quotes", "2 至 6 位数字"),
    (r"another name", "另一个名称"),
    (r"up to (\S+); more by a file", r"至多 \1 席，更多请用文件"),
    (r"a number added with `seatyard number`", "用 `seatyard number` 添加的号码"),
    (r"take it back first", "先取回"),
    (r"`seatyard node add .*", "先添加节点"),
    (r"YAML in UTF-8", "UTF-8 编码的 YAML"),
    (r"up to (\S+)", r"至多 \1"),
    (r"from (\S+)", r"自 \1 起"),
    (r"(\d+) to (\d+)", r"\1 至 \2"),
)


def fault(error: SeatyardError) -> str:
    """``Seat rent · Rent of a seat by its type: standard: 'x' is not allowed (allowed: a number …)``."""
    return told(error, place(error.where))


def told(error: SeatyardError, where: str) -> str:
    """Likewise, with ``where`` said already."""
    chinese = language() == "zh"
    message = _told(error.message, _CHINESE) if chinese else error.message
    said = f"{where}{'：' if chinese else ': '}{message}" if where else message
    if not error.allowed:
        return said
    return (
        f"{said}（允许：{_told(error.allowed, _ALLOWED)}）"
        if chinese
        else f"{said} (allowed: {error.allowed})"
    )


def place(where: str) -> str:
    """The part of a case that ``where`` names, as its form calls it."""
    head, _dot, rest = where.partition(".")
    if where.startswith("contract.overrides."):
        return parameters.told(where.removeprefix("contract.overrides."), language())
    if head == "facts" and rest:
        return _fact(rest)
    named = {
        "contract.starts": _("Contract starts"),
        "contract.ends": _("Contract ends"),
        "bill[0]": _("Month"),
    }
    if head.partition(":")[0] == "facts":
        line = where.split(":")[1:2]
        return str(
            _("More facts, as YAML") + "".join(f" ({_('line %(number)s', number=one)})" for one in line)
        )
    return str(named.get(where, where))


def _fact(rest: str) -> str:
    kind, _dot, field = rest.partition(".")
    name, _bracket, number = kind.rstrip("]").partition("[")
    said = word(parameters.KINDS, name, language())
    said += f" {int(number) + 1}" if number.isdigit() else ""
    return said + (f" · {parameters.fact(f'{name}.{field}', language())}" if field else "")


def _told(said: str, table: tuple[tuple[str, str], ...]) -> str:
    for pattern, chinese in table:
        if re.fullmatch(pattern, said):
            return re.sub(pattern, chinese, said)
    return said
