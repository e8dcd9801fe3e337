"""Every captured call through intake and folding: what happened (captures' INDEX) against what is metered.

Expectations are written by hand: billed microseconds are billusec of the leg that the tenant pays
for, in the record of that leg.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple

import pytest

from esl.calls import fold
from seatyard.app import create_app
from seatyard.db import db
from tests.support import captures, databases

from . import world


class Call(NamedTuple):
    direction: str
    outcome: str
    legs: int
    billed: int
    """Microseconds."""
    cause: str = "NORMAL_CLEARING"
    seat: str | None = None


def inbound(outcome: str, legs: int, billed: int, seat: str | None = None) -> list[Call]:
    return [Call("inbound", outcome, legs, billed, seat=seat)]


def refused(legs: int, cause: str) -> list[Call]:
    return [Call("inbound", "failed", legs, 0, cause)]


CALLS: dict[str, list[Call]] = {
    # The carrier's caller rings seat 1002: answered; busy, rejected, cancelled after 2 s, given up after 10.
    "call-bridged-answered": inbound("answered", 2, 2_399_978, "1002"),
    "call-busy": refused(2, "USER_BUSY"),
    "call-rejected": refused(2, "CALL_REJECTED"),
    "call-unanswered-cancel": refused(2, "ORIGINATOR_CANCEL"),
    "call-unanswered-timeout": refused(2, "NO_ANSWER"),
    "call-not-registered": refused(1, "SUBSCRIBER_ABSENT"),
    # Ended by the dialplan; early media is not an answer.
    "call-busy-by-dialplan": refused(1, "USER_BUSY"),
    "call-no-route": refused(1, "NO_ROUTE_DESTINATION"),
    "call-early-media": refused(1, "UNALLOCATED_NUMBER"),
    # Answered by the switch alone: no seat, but talk time on the trunk.
    "call-recorded": inbound("self_service", 1, 2_999_996),
    "call-recorded-caller-hangs-up": inbound("self_service", 1, 1_340_003),
    # Seat to seat: nobody pays.
    "call-internal-auth": [Call("internal", "answered", 2, 0, seat="1002")],
    "call-hold": [Call("internal", "answered", 2, 0, seat="1002")],
    # Queues: the trunk talks from the switch's answer on, also while waiting.
    "cc-queue-answered-caller-ends": inbound("answered", 2, 4_160_008, "1003"),
    "cc-queue-answered-agent-ends": inbound("answered", 2, 3_040_023, "1003"),
    "cc-agent-busy": inbound("answered", 3, 6_819_989, "1003"),
    "cc-agent-no-answer": inbound("answered", 3, 12_819_995, "1003"),
    "cc-queue-abandoned-waiting": inbound("abandoned", 1, 3_020_011),
    "cc-queue-abandoned-ringing": inbound("abandoned", 2, 3_019_983),
    "cc-queue-timeout-no-agent": inbound("abandoned", 1, 5_020_004),
    "cc-agent-rejects-603": inbound("abandoned", 2, 1_379_990),
    "cc-agent-max-no-answer": inbound("abandoned", 2, 9_679_991),
    # Three loopback pairs offered, answered by themselves and never bridged: nobody was reached.
    "cc-loopback-agent": inbound("abandoned", 7, 17_120_010),
    # 1003 answers first; the leg of 1002 (LOSE_RACE) belongs to the call.
    "ring-group": inbound("answered", 3, 1_539_992, "1003"),
    # However it is transferred, it is one call: the caller's trunk leg lasts through it.
    "transfer-aleg-api": inbound("answered", 3, 3_180_038, "1002"),
    "transfer-blind-refer": inbound("answered", 3, 3_019_997, "1002"),
    "transfer-bleg-api": inbound("answered", 2, 1_020_020, "1002"),
    "transfer-both-api": inbound("answered", 2, 3_000_032, "1002"),
    "transfer-attended-refer": [Call("internal", "answered", 4, 0, seat="1002")],
    # Out over carrier1: the carrier's leg is paid, 20 ms longer than the seat's.
    "outbound-carrier-answered": [Call("outbound", "answered", 2, 2_200_009, seat="1000")],
    "outbound-carrier-503": [Call("outbound", "failed", 2, 0, "NORMAL_TEMPORARY_FAILURE", "1000")],
    "originate-click-to-call": [Call("outbound", "answered", 2, 2_100_021, seat="1002")],
    # A seat rung by the switch itself.
    "originate-busy": [Call("internal", "failed", 1, 0, "USER_BUSY")],
    "originate-no-answer": [Call("internal", "failed", 1, 0, "NO_ANSWER")],
    "uuid-bridge-two-parked": [Call("internal", "answered", 2, 0, seat="1003")],
    # Two callers who never were joined leg to leg; two who were.
    "conference": [
        Call("inbound", "self_service", 1, 1_579_892),
        Call("inbound", "self_service", 1, 2_040_001),
    ],
    "valet-park": inbound("answered", 2, 2_059_996),
    # The supervisor's leg hears the call and is none of it.
    "eavesdrop": [
        Call("inbound", "answered", 2, 2_160_000, seat="1002"),
        Call("internal", "self_service", 1, 0),
    ],
}

NAME_NO_TENANT = {
    "call-answered": 1,
    "call-dtmf": 1,
    "call-utf8-name": 1,
    "call-uuid-record": 1,
    "loopback-call": 2,
}
"""Calls straight to the echo extension: no domain, no DID. Kept, reported, not metered. Number of records."""


def test_every_captured_scenario_is_expected_to_be_something() -> None:
    assert sorted({*CALLS, *NAME_NO_TENANT}) == captures.scenarios()


@pytest.fixture(scope="module", params=["sqlite_databases", "postgres_databases"])
def database(request: pytest.FixtureRequest) -> Callable[[], AbstractContextManager[str]]:
    return request.getfixturevalue(request.param).fresh


@pytest.fixture(scope="module", params=["as posted", "shuffled"])
def outcomes(
    request: pytest.FixtureRequest,
    database: Callable[[], AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, world.Outcome]]:
    """All scenarios through one database: they must not get mixed up either."""
    with database() as url:
        app = create_app(databases.settings_for(tmp_path_factory.mktemp("home"), url))
        with app.app_context():
            world.acme()
            bodies = world.everything()
            world.post(app, bodies if request.param == "as posted" else world.shuffled(bodies, seed=7))
            fold.fold_all()
            yield {scenario: world.outcome(scenario) for scenario in captures.scenarios()}
            db.session.remove()
            db.engine.dispose()


@pytest.mark.parametrize("scenario", CALLS)
def test_call(outcomes: dict[str, world.Outcome], scenario: str) -> None:
    found = outcomes[scenario]
    calls = [
        Call(c.direction, c.outcome, len(found.legs[c.id]), c.billusec, c.cause, seat)
        for c, seat in zip(found.conversations, found.seat_numbers(), strict=True)
    ]
    assert calls == CALLS[scenario]
    assert found.parked == 0


@pytest.mark.parametrize("scenario", NAME_NO_TENANT)
def test_call_without_tenant(outcomes: dict[str, world.Outcome], scenario: str) -> None:
    assert outcomes[scenario].conversations == []
    assert outcomes[scenario].parked == NAME_NO_TENANT[scenario]
