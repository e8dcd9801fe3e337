"""Desired against actual: tables read as recorded, plans that close exactly the difference."""

from __future__ import annotations

import pytest

from esl.provisioning.actual import table
from esl.provisioning.plan import plan
from esl.provisioning.state import State
from esl.session import CommandRefused, Reply
from tests.support.event_socket import body_of

QUEUE = {"queue-1@acme.test": {"strategy": "longest-idle-agent", "max_wait_time": "60"}}
AGENT_ROW = {"type": "callback", "contact": "[leg_timeout=20]user/1001@acme.test", "status": "Logged Out"}
AGENT = {"seat-1@acme.test": AGENT_ROW}
TIER = {("queue-1@acme.test", "seat-1@acme.test"): {"level": "1", "position": "1"}}
WHOLE = State(QUEUE, AGENT, TIER)


def commands(desired: State, actual: State) -> list[str]:
    return [one.text.removeprefix("callcenter_config ") for one in plan(desired, actual)]


def test_recorded_tables() -> None:
    queues = table(Reply(body_of("api/callcenter-queue-list.rx")), "queue list")
    assert [(row["name"], row["strategy"], row["max_wait_time"]) for row in queues] == [
        ("support@acme.test", "longest-idle-agent", "0"),
        ("sales@acme.test", "ring-all", "8"),
    ]
    agents = table(Reply(body_of("api/callcenter-agent-list.rx")), "agent list")
    assert [(row["name"], row["contact"], row["status"]) for row in agents] == [
        ("1003@acme.test", "[leg_timeout=8]user/1003@acme.test", "Available"),
        ("loop1@acme.test", "loopback/9664/default", "Logged Out"),
    ]
    tiers = table(Reply(body_of("api/callcenter-tier-list.rx")), "tier list")
    assert [(row["agent"], row["level"]) for row in tiers] == [
        ("1003@acme.test", "1"),
        ("loop1@acme.test", "2"),
    ]


def test_empty_table_has_no_header() -> None:
    assert table(Reply("+OK\n"), "agent list") == []


@pytest.mark.parametrize("text", ["", "-ERR no reply\n", "name|strategy\nq@x|ring-all\n"])
def test_table_that_is_not_whole_is_refused(text: str) -> None:
    """Cut off it would look as if agents had gone, and be planned away."""
    with pytest.raises(CommandRefused, match="not a whole table"):
        table(Reply(text), "queue list")


def test_row_with_a_bar_in_a_text_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    assert table(Reply("name|contact\na|b|c\nd|e\n+OK\n"), "agent list") == [{"name": "d", "contact": "e"}]
    assert "1 rows are not readable" in caplog.text


def test_nothing_to_do() -> None:
    assert plan(WHOLE, WHOLE) == []


def test_new_tenant_in_order() -> None:
    assert commands(WHOLE, State()) == [
        "queue load queue-1@acme.test",
        "agent add seat-1@acme.test callback",
        "agent set contact seat-1@acme.test [leg_timeout=20]user/1001@acme.test",
        "tier add queue-1@acme.test seat-1@acme.test 1 1",
    ]


def test_changed_columns() -> None:
    changed = State(
        {"queue-1@acme.test": {"strategy": "ring-all", "max_wait_time": "60"}},
        {"seat-1@acme.test": AGENT_ROW | {"contact": "user/9@acme.test", "status": "Available"}},
        {("queue-1@acme.test", "seat-1@acme.test"): {"level": "2", "position": "1"}},
    )
    assert [(one.text, one.why) for one in plan(changed, WHOLE)] == [
        ("callcenter_config queue reload queue-1@acme.test", "strategy longest-idle-agent → ring-all"),
        (
            "callcenter_config agent set contact seat-1@acme.test user/9@acme.test",
            "contact [leg_timeout=20]user/1001@acme.test → user/9@acme.test",
        ),
        ("callcenter_config tier set level queue-1@acme.test seat-1@acme.test 2", "level 1 → 2"),
        (
            "callcenter_config agent set status seat-1@acme.test Available",
            "status Logged Out → Available",
        ),
    ]


def test_status_of_two_words_is_one_argument() -> None:
    there = State(QUEUE, {"seat-1@acme.test": AGENT_ROW | {"status": "Available"}}, TIER)
    assert commands(WHOLE, there) == ["agent set status seat-1@acme.test 'Logged Out'"]


def test_what_is_not_wanted_goes_first() -> None:
    assert commands(State(), WHOLE) == [
        "tier del queue-1@acme.test seat-1@acme.test",
        "queue unload queue-1@acme.test",
        "agent del seat-1@acme.test",
    ]


def test_columns_that_the_switch_does_not_print_are_not_compared() -> None:
    older = State({"queue-1@acme.test": {"strategy": "longest-idle-agent"}}, AGENT, TIER)
    assert plan(WHOLE, older) == []
    more = State({"queue-1@acme.test": QUEUE["queue-1@acme.test"] | {"calls_answered": "7"}}, AGENT, TIER)
    assert plan(WHOLE, more) == []
