"""What a leg's events tell is what its record tells: each capture that has both."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any

import orjson
import pytest

from esl.calls import legs
from esl.calls.fields import US, Fields
from esl.calls.legs import LegFacts, leg_of
from esl.calls.variables import READ
from esl.reconcile import telling
from esl.reconcile.channels import ENDED, Channels
from tests.support import captures
from tests.support.event_socket import recorded

SCENARIOS = captures.scenarios()

FLIPPED = {"caller"}
"""A leg that was called, and came to the dialplan before it was transferred: as its caller the switch takes
the one who was called, which CHANNEL_CREATE does not know yet."""
OTHERWISE = {
    ("transfer-attended-refer", "f266ac47-d8bb-4951-ae5e-8e53157f7b04"): FLIPPED,
    ("uuid-bridge-two-parked", "0e329357-3551-43a0-ad9e-3a2390917a53"): FLIPPED,
    ("uuid-bridge-two-parked", "54d2d104-8cbd-4ba7-a746-e9049509b2f1"): FLIPPED,
}


@cache
def told(scenario: str) -> dict[str, dict[str, Any]]:
    """By channel, what its events told when it had ended."""
    heard = recorded(scenario)
    channels, found = Channels(heard[0].core_uuid), {}
    for event in heard:
        if event.name == ENDED:
            found[event.get("Unique-ID")] = telling.of_event(event, channels.first(event.get("Unique-ID")))
        channels.feed(event)
    return found


def documents(scenario: str) -> dict[str, dict[str, Any]]:
    """By channel, its record."""
    bodies = map(orjson.loads, captures.bodies(scenario))
    return {body["variables"]["uuid"]: body for body in bodies}


def leg(uuid: str, document: dict[str, Any]) -> LegFacts:
    return leg_of(1, 1, uuid, "b" if document["variables"].get("originating_leg_uuid") else "a", document)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_leg_is_told_as_it_was_recorded(scenario: str) -> None:
    records = documents(scenario)
    assert told(scenario).keys() >= records.keys()
    for uuid, document in records.items():
        heard, posted = leg(uuid, told(scenario)[uuid]), leg(uuid, document)
        differing = {
            one.name for one in fields(LegFacts) if getattr(heard, one.name) != getattr(posted, one.name)
        }
        if posted.joined:  # in whole seconds
            assert heard.joined <= posted.joined < heard.joined + US
            differing.discard("joined")
        assert differing == OTHERWISE.get((scenario, uuid), set())


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_leg_is_made_of_no_other_variables(scenario: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = set[str]()

    class Watched(dict[str, Any]):
        def get(self, name: str, default: Any = None) -> Any:
            read.add(name)
            return super().get(name, default)

    class Watching(Fields):
        def __init__(self, document: dict[str, Any]) -> None:
            super().__init__(document)
            self.variables = Watched(self.variables)

    monkeypatch.setattr(legs, "Fields", Watching)
    for uuid, document in documents(scenario).items():
        leg(uuid, document)
    assert read
    assert read <= set(READ)


def test_without_its_beginning_a_transferred_leg_lacks_its_first_profile() -> None:
    heard = [event for event in recorded("call-answered") if event.name == ENDED]
    (end,) = heard
    alone = telling.of_event(end)
    assert telling.first_in(alone) is None
    assert alone["callflow"][0]["profile_index"] == "2"
