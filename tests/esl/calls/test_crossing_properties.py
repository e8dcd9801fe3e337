"""Whatever legs a conversation is made of: one first crossing at most, no leg twice, none lost."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from esl.calls.conversations import conversation_of
from esl.calls.legs import LegFacts, leg_of
from esl.calls.owners import Directory
from seatyard.leg_kinds import FIRST, FURTHER, INTERNAL, KINDS, LOST

from .records import document

CHANNELS = ("sofia/external/139@carrier", "sofia/internal/1002@ip", "loopback/139-a")
MARKS: tuple[dict[str, Any], ...] = (
    {},
    {"seatyard_seat": "20"},
    {"seatyard_clicked": "+86139"},
    {"seatyard_queue": "7"},
    {"seatyard_queue": "7", "cc_side": "agent", "cc_member_session_uuid": "u-0"},
    {"conference_name": "room-1-8000"},
)


@st.composite
def conversations(draw: st.DrawFn) -> list[LegFacts]:
    made = []
    for number in range(draw(st.integers(1, 7))):
        start = draw(st.integers(0, 60))
        rings, talks = draw(st.integers(0, 20)), draw(st.integers(0, 100))
        answer = start + rings if draw(st.booleans()) else None
        parent = draw(st.sampled_from([None, *(f"u-{one}" for one in range(7) if one != number)]))
        variables = {
            "channel_name": draw(st.sampled_from(CHANNELS)),
            "direction": draw(st.sampled_from(["inbound", "outbound"])),
            "originating_leg_uuid": parent,
            "hangup_cause": draw(st.sampled_from(["NORMAL_CLEARING", LOST])),
            **draw(st.sampled_from(MARKS)),
        }
        uuid = f"u-{number}"
        record = document(uuid, start=start, answer=answer, end=start + rings + talks, **variables)
        made.append(leg_of(number, 1, uuid, "b" if parent else "a", record))
    return made


@settings(max_examples=150, deadline=None)
@given(conversations())
def test_one_first_crossing_and_every_other_leg_once(legs: list[LegFacts]) -> None:
    call = conversation_of(legs, 1, Directory())
    assert set(call.kinds) == {leg.uuid for leg in legs}
    assert set(call.kinds.values()) <= set(KINDS)
    assert {uuid for uuid, kind in call.kinds.items() if kind == INTERNAL} == {
        leg.uuid for leg in legs if leg.side != "carrier"
    }
    crossed = [leg for leg in legs if leg.side == "carrier" and leg.answered and leg.cause != LOST]
    first = [leg.uuid for leg in crossed if call.kinds[leg.uuid] in FIRST]
    assert first == ([call.paid_uuid] if call.paid_uuid else [])
    further = [leg.billusec for leg in crossed if call.kinds[leg.uuid] in FURTHER]
    assert call.billusec + sum(further) == sum(leg.billusec for leg in crossed), "nothing lost, nothing twice"
    assert call.paid_kind == (call.kinds[call.paid_uuid] if call.paid_uuid else None)


@settings(max_examples=60, deadline=None)
@given(st.data(), conversations())
def test_the_order_of_the_records_does_not_matter(data: st.DataObject, legs: list[LegFacts]) -> None:
    other = data.draw(st.permutations(legs))
    assert conversation_of(other, 1, Directory()) == conversation_of(legs, 1, Directory())
