"""The dialplan walker, its times, expansion and dial strings, each on its own."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

from esl.lab.calls.dialstring import assignments, parse
from esl.lab.dialplan.expand import expand
from esl.lab.dialplan.plan import context
from esl.lab.dialplan.times import holds
from esl.lab.dialplan.walk import Route, walk
from esl.lab.xml.source import Document, Found

SHANGHAI = timezone(timedelta(hours=8))
MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)


class Caller:
    """A call with fields and variables, at a moment."""

    def __init__(self, moment: datetime = MONDAY, **fields: str) -> None:
        self.fields: dict[str, str | list[str]] = dict(fields)
        self.moment = moment
        self.inlined: list[tuple[str, str]] = []

    def get(self, name: str) -> str | None:
        value = self.fields.get(name)
        return value if value is None or isinstance(value, str) else "ARRAY::" + "|:".join(value)

    def values(self, name: str) -> list[str]:
        value = self.fields.get(name, [])
        return [value] if isinstance(value, str) else value

    def field(self, name: str) -> str:
        return self.get(name) or ""

    async def expanded(self, text: str) -> str:
        return self.expand(text)

    def expand(self, text: str) -> str:
        return expand(text, self, lambda name, argument: f"<{name}:{argument}>")

    def set(self, name: str, value: str | list[str] | None) -> None:
        if value:
            self.fields[name] = value

    def moments(self) -> tuple[datetime, datetime]:
        return self.moment, self.moment.astimezone(UTC)

    async def inline(self, application: str, data: str) -> None:
        self.inlined.append((application, data))
        name, _, value = data.partition("=")
        self.fields[name] = value


def routed(extensions: str, caller: Caller | None = None) -> Route | None:
    caller = caller or Caller(destination_number="7000")
    section = etree.fromstring(f'<section><context name="c">{extensions}</context></section>')
    found = context(Found(section, Document(section)), "c")
    assert found is not None
    return asyncio.run(walk(found, caller, caller.inline))


def actions(extensions: str, caller: Caller | None = None) -> list[str]:
    """What is executed, as ``application:data``."""
    route = routed(extensions, caller)
    return [f"{name}:{data}" for name, data in route.actions] if route else []


def extension(inner: str, attributes: str = "") -> str:
    return f'<extension name="x" {attributes}>{inner}</extension>'


def condition(expression: str, inner: str = '<action application="a" data="$1"/>', more: str = "") -> str:
    return f'<condition field="destination_number" expression="{expression}" {more}>{inner}</condition>'


def test_the_first_extension_that_matches_takes_the_call() -> None:
    plan = "".join(extension(condition(each)) for each in ("^8(.*)$", "^7(.*)$", "^(.*)$"))
    assert actions(plan) == ["a:000"]
    assert routed(extension(condition("^8"))) is None


def test_continue_goes_on_to_the_next() -> None:
    plan = extension(condition("^7(.)"), 'continue="true"') + extension(condition("^(.*)$"))
    assert actions(plan) == ["a:0", "a:7000"]


def test_captures_are_of_the_conditions_own_expression() -> None:
    plan = extension(condition("^(7)(0)", '<action application="a" data="$2$1$3 $0"/>') + condition("^7"))
    assert actions(plan) == ["a:07 70", "a:$1"]


def test_captures_are_kept_as_dp_match() -> None:
    caller = Caller(destination_number="7000")
    actions(extension(condition("^(7)(0)")), caller)
    assert caller.fields["DP_MATCH"] == ["70", "7", "0"]


A, B = ('<action application="a"/>', '<action application="b"/>')
ANTI = '<anti-action application="anti"/>'


@pytest.mark.parametrize(
    ("breaks", "matching", "taken"),
    [
        ("", "^7", ["a:", "b:"]),
        ("", "^8", []),
        ('break="on-true"', "^7", ["a:"]),
        ('break="on-true"', "^8", ["b:"]),
        ('break="always"', "^7", ["a:"]),
        ('break="always"', "^8", []),
        ('break="never"', "^8", ["b:"]),
        ('break="never"', "^7", ["a:", "b:"]),
    ],
)
def test_breaks(breaks: str, matching: str, taken: list[str]) -> None:
    assert actions(extension(condition(matching, A, breaks) + condition("^7", B))) == taken


def test_anti_actions_are_executed_when_it_fails() -> None:
    assert actions(extension(condition("^8", A + ANTI))) == ["anti:"]
    assert actions(extension(condition("^7", A + ANTI))) == ["a:"]


def test_inline_actions_are_executed_while_walking() -> None:
    inline = '<action application="set" data="who=me" inline="true"/>'
    asked = f'<condition field="${{who}}" expression="^me$">{A}</condition>'
    caller = Caller(destination_number="7000")
    assert actions(extension(condition("^7", inline) + asked), caller) == ["a:"]
    assert caller.inlined == [("set", "who=me")]


def test_a_condition_without_a_field_holds() -> None:
    assert actions(extension(f"<condition>{A}</condition>")) == ["a:"]


@pytest.mark.parametrize(
    ("rule", "taken"), [("all", ["anti:"]), ("any", ["a:"]), ("xor", ["a:"])], ids=["all", "any", "xor"]
)
def test_several_expressions(rule: str, taken: list[str]) -> None:
    tests = (
        '<regex field="destination_number" expression="^7"/><regex field="caller_id_number" expression="^1"/>'
    )
    assert actions(extension(f'<condition regex="{rule}">{tests}{A}{ANTI}</condition>')) == taken


def test_nested_conditions() -> None:
    inner = condition("^70", B)
    assert actions(extension(condition("^7", A + inner))) == ["a:", "b:"]
    assert actions(extension(condition("^7", A + condition("^71", B)) + condition("^7", A))) == ["a:"]


def test_an_expression_may_hold_variables_and_options() -> None:
    caller = Caller(destination_number="Bob", wanted="bob")
    assert actions(extension(condition("/^${wanted}$/i", A)), caller) == ["a:"]
    assert actions(extension(condition("^(", A)), caller) == []


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("field", "wanted", "moment", "held"),
    [
        ("wday", "2-6", "2026-03-02", True),
        ("wday", "2-6", "2026-03-01", False),
        ("wday", "sat-sun", "2026-03-01", True),
        ("wday", "1,7", "2026-03-07", True),
        ("time-of-day", "09:00-18:00", "2026-03-02T18:00:00", True),
        ("time-of-day", "09:00-18:00", "2026-03-02T18:00:01", False),
        ("time-of-day", "09:00-17:59:59", "2026-03-02T17:59:59", True),
        ("time-of-day", "22:00-06:00", "2026-03-02T23:30:00", True),
        ("time-of-day", "22:00-06:00", "2026-03-02T12:00:00", False),
        ("time-of-day", "08:00-09:00,12:00-13:00", "2026-03-02T12:30:00", True),
        ("mon", "3", "2026-03-02", True),
        ("mday", "1-7", "2026-03-08", False),
        ("year", "2025-2026", "2026-03-08", True),
        ("yday", "61", "2026-03-02", True),
        ("week", "9", "2026-03-02", True),
        ("mweek", "1", "2026-03-01", True),
        ("mweek", "2", "2026-03-08", True),
        ("hour", "9-17", "2026-03-02T17:59:00", True),
        ("hour", "18-8", "2026-03-02T07:00:00", True),
        ("hour", "18-8", "2026-03-02T09:00:00", False),
        ("minute", "0-14", "2026-03-02T09:14:59", True),
        ("minute-of-day", "541", "2026-03-02T09:00:00", True),
        ("date-time", "2026-03-01 00:00:00~2026-03-03 00:00:00", "2026-03-02T23:59:59", True),
        ("date-time", "2026-03-01 00:00:00~2026-03-03 00:00:00", "2026-03-03T00:00:00", False),
        ("hour", "nonsense", "2026-03-02", False),
    ],
)
def test_moments(field: str, wanted: str, moment: str, held: bool) -> None:
    assert holds(((field, wanted),), at(moment), at(moment)) is held


def test_all_times_of_a_condition_must_hold() -> None:
    plan = extension('<condition wday="2-6" time-of-day="09:00-10:00">' + A + ANTI + "</condition>")
    assert actions(plan, Caller(MONDAY)) == ["a:"]
    assert actions(plan, Caller(MONDAY + timedelta(hours=1))) == ["anti:"]
    assert actions(plan, Caller(MONDAY - timedelta(days=1))) == ["anti:"]


def test_dates_are_of_the_hosts_zone() -> None:
    """What FreeSWITCH does, whatever the call's zone (QUIRKS, M): ``date-time`` is the host's."""
    span = (("date-time", "2026-03-02 00:00:00~2026-03-02 02:00:00"),)
    assert holds(span, MONDAY, MONDAY.astimezone(UTC))
    assert not holds(span, MONDAY, MONDAY)


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("plain", "plain"),
        ("a${x}b", "a12345b"),
        ("${nobody}", ""),
        ("${x:1}", "2345"),
        ("${x:1:2}", "23"),
        ("${x:-2}", "45"),
        ("${list[1]}", "two"),
        ("${list[9]}", ""),
        ("${list}", "ARRAY::one|:two"),
        ("${inner${n}}", "found"),
        ("${sofia_contact(*/${user}@acme)}", "<sofia_contact:*/1001@acme>"),
        ("${open", "${open"),
        ("$1 stays", "$1 stays"),
    ],
)
def test_expansion(text: str, expanded: str) -> None:
    caller = Caller(x="12345", n="1", inner1="found", user="1001")
    caller.fields["list"] = ["one", "two"]
    assert caller.expand(text) == expanded


def test_dial_strings() -> None:
    parsed = parse("{a=1,b='x,y'}[c=2]user/1001@acme,[^^:d=3:e=4]sofia/gateway/c1/123|error/user_busy")
    assert parsed.variables == {"a": "1", "b": "x,y"}
    together, (alone,) = parsed.groups
    assert [(each.endpoint, each.address, each.variables) for each in together] == [
        ("user", "1001@acme", {"c": "2"}),
        ("sofia", "gateway/c1/123", {"d": "3", "e": "4"}),
    ]
    assert (alone.endpoint, alone.address) == ("error", "user_busy")
    assert parse("").groups == ()
    assert assignments("novalue,a=b=c") == {"a": "b=c"}
