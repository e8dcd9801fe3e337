"""A tenant whose flows are called: one number a flow, so that a test dials the flow that it means."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import yaml

from . import days
from .phones import Call
from .plant import Plant
from .waiting import until

SEAT, PASSWORD = "1001", "ivr-seat-1001"
"""The same number as the first tenant's seat."""


@dataclass(frozen=True)
class Walk:
    uuid: str
    nodes: list[str]
    """By which the call came, in order."""
    variables: dict[str, str]
    played: list[str]


@dataclass
class Ivr:
    plant: Plant
    name: str
    """Of the tenant: one a test module, since all share the switch."""
    block: str
    """The digits with which all its numbers begin, theirs alone; two more follow."""
    flows: dict[str, Any] = field(default_factory=dict)
    outbound: dict[str, Any] = field(default_factory=dict)
    recordings: dict[str, Any] = field(default_factory=dict)
    sections: dict[str, Any] = field(default_factory=dict)
    """Of the file, beside or in place of those that all have."""

    def number(self, flow: str) -> str:
        return f"{self.block}{sorted(self.flows).index(flow):02d}"

    def onboard(self) -> None:
        """Put the flows on the switch as they are now."""
        today = days.today()
        for flow in self.flows:
            self.plant.seatyard("number", "add", self.number(flow))
        document = {
            "tenant": {
                "name": self.name,
                "title": {"zh": "流程", "en": "Flows"},
                "domain": f"{self.name}.seats.example",
            },
            "contract": {
                "template": "hotline-seat-lease",
                "signed": f"{today.year - 1}-12-01",
                "starts": today.replace(day=1).isoformat(),
                "ends": f"{today.year + 1}-12-31",
            },
            "seats": [{"number": SEAT, "type": "bidirectional", "name": "客服", "password": PASSWORD}],
            "queues": [{"name": "sales", "seats": [SEAT]}],
            "numbers": [{"e164": self.number(flow), "flow": flow} for flow in self.flows],
            "flows": self.flows,
            "outbound": self.outbound,
            "recordings": self.recordings,
            **self.sections,
        }
        path = self.plant.home / f"{self.name}.yaml"
        path.write_text(yaml.safe_dump(document, allow_unicode=True))
        self.plant.seatyard("tenant", "onboard", str(path), "--waive", "tried today")

    def call(self, flow: str) -> Call:
        return self.plant.call_in(self.number(flow))

    def walk(self, flow: str, *answers: str) -> Walk:
        """Call the flow, press each answer when it is asked for, and wait for the end."""
        call, plant = self.call(flow), self.plant
        until("the flow answers", lambda: call.up)
        uuid, before = plant.channel("external"), ""
        for keys in answers:
            before = until("a question", lambda last=before: self._question(uuid, last))
            if keys:
                call.press(keys)
        until(f"the end of the call to {flow}", lambda: call.over, 40)
        plant.quiet()
        return self._walk(uuid)

    def _question(self, uuid: str, last: str) -> str:
        """What is asked now, if it is something else than ``last``."""
        ask = self.plant.switch.variable
        if ask(uuid, "current_application") != "play_and_get_digits":
            return ""
        asked = ask(uuid, "current_application_data")
        return "" if asked == last else asked

    def _walk(self, uuid: str) -> Walk:
        (record,) = self.plant.rows("SELECT body FROM cdr_records WHERE uuid = ?", uuid)
        document = json.loads(str(record["body"]))
        called = [step["caller_profile"]["destination_number"] for step in reversed(document["callflow"])]
        nodes = [name.split("-", 2)[2] for name in called if name.startswith("flow-")]
        ran = document["app_log"]["applications"]
        played = [one["app_data"] for one in ran if one["app_name"] == "playback"]
        return Walk(uuid, nodes, document["variables"], played)

    def status(self, flow: str) -> int:
        """The SIP status with which a call to the flow is refused."""
        refused = self.call(flow)
        until(f"the end of the call to {flow}", lambda: refused.over)
        return refused.status
