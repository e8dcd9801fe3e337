"""A carrier that a node finds dead is a finding until it lives again."""

from __future__ import annotations

import pytest
from flask import Flask

from esl.carriers.watch import DOWN_FINDING, EVENT, CarrierWatch, statuses
from esl.session import Event
from seatyard import findings

ROW = "  <gateway>\n    <name>{}</name>\n    <status>{}</status>\n  </gateway>\n"


def listed(**status: str) -> str:
    """As a real FreeSWITCH 1.11.1 answers ``sofia xmlstatus gateway``, by its columns that matter."""
    rows = "".join(ROW.format(name, is_) for name, is_ in status.items())
    return f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<gateways>\n{rows}</gateways>\n'


def heard(carrier: str, status: str) -> Event:
    """As a real one fired it when the OPTIONS to a carrier went unanswered."""
    told = {"Gateway": carrier, "State": "NOREG", "Ping-Status": status, "Phrase": "Service Unavailable"}
    return Event({"Event-Name": "CUSTOM", "Event-Subclass": EVENT, **told})


def down() -> list[str]:
    return sorted(finding.key for finding in findings.still_open(DOWN_FINDING))


def test_a_carrier_goes_down_and_comes_back(app: Flask) -> None:
    watch = CarrierWatch("fs1")
    watch.resync(listed(carrier1="UP", carrier2="UP"))
    watch.write()
    assert down() == []
    watch.feed(heard("carrier2", "DOWN"))
    watch.write()
    watch.write()
    assert down() == ["fs1/carrier2"]
    (finding,) = findings.still_open(DOWN_FINDING)
    assert finding.count == 1
    watch.feed(heard("carrier2", "UP"))
    watch.write()
    assert down() == []


def test_what_happened_while_nobody_listened(app: Flask) -> None:
    first = CarrierWatch("fs1")
    first.resync(listed(carrier1="DOWN", gone="DOWN"))
    first.write()
    later, other = CarrierWatch("fs1"), CarrierWatch("fs10")
    other.resync(listed(carrier1="DOWN"))
    other.write()
    later.resync(listed(carrier1="UP", carrier2="DOWN"))
    later.write()
    assert down() == ["fs1/carrier2", "fs10/carrier1"]


@pytest.mark.parametrize("text", ["", "-ERR no reply", "<gateways>", "<gateways/>"])
def test_no_list_is_no_carrier(text: str) -> None:
    assert statuses(text) == {}


def test_other_events_are_passed_over() -> None:
    watch = CarrierWatch("fs1")
    watch.feed(Event({"Event-Name": "CUSTOM", "Event-Subclass": "sofia::gateway_add", "Gateway": "carrier1"}))
    watch.feed(Event({"Event-Name": "HEARTBEAT"}))
    assert watch.down == set()
