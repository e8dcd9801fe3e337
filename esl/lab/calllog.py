"""The call log: the lab's own account of what happened, independent of what Seatyard knows.

JSON lines, each flushed as it is written, so that a killed process leaves all
but the line in work. Moments are microseconds since the epoch, in simulated time.

- ``boot``: a process began: ``at_us``, ``core_uuid``, ``seed``
- ``tick``: the last moment at which it was seen alive so far
- ``start``: a call began (one without an ``end`` was up when the process died)
- ``end``: a call is over; ``start_us``, ``answer_us``, ``end_us``, ``billusec`` are those of the leg
  that faces the carrier
- ``stop``: the process ended in good order; ``lost``: uuids of calls that were up
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from seatyard.errors import InvalidInput

from .calls.channel import Channel

ANSWERED, ABANDONED, SELF_SERVICE, FAILED = "answered", "abandoned", "self_service", "failed"


@dataclass
class Call:
    """One call as those who take part in it know it."""

    uuid: str
    identity: str
    direction: str
    """inbound or outbound, from the seats' view."""
    domain: str
    """The tenant's domain, by the scenario."""
    did: str | None
    caller: str
    callee: str
    start_us: int
    bridged: bool = False
    queued: bool = False
    open_legs: set[str] = field(default_factory=set)
    carrier_leg: dict[str, Any] | None = None
    cause: str = ""
    end_us: int = 0

    def facts(self) -> dict[str, Any]:
        leg = self.carrier_leg or {}
        return {
            "record": "end",
            "uuid": self.uuid,
            "identity": self.identity,
            "direction": self._direction(),
            "domain": self.domain,
            "did": self.did,
            "from": self.caller,
            "to": self.callee,
            "outcome": self._outcome(),
            "cause": self.cause,
            "carrier_leg": leg.get("uuid"),
            "carrier": leg.get("carrier"),
            "start_us": leg.get("start_us", self.start_us),
            "answer_us": leg.get("answer_us", 0),
            "end_us": leg.get("end_us", self.end_us),
            "billusec": leg.get("billusec", 0),
        }

    def _direction(self) -> str:
        """A talk that no carrier saw was ``internal``, which nobody knows when the seat dials."""
        return "internal" if self.bridged and self.carrier_leg is None else self.direction

    def _outcome(self) -> str:
        if self.bridged:
            return ANSWERED
        if self.queued:
            return ABANDONED
        answered = bool(self.carrier_leg and self.carrier_leg["answer_us"])
        return SELF_SERVICE if answered and self.direction == "inbound" else FAILED


class CallLog:
    """Writes the log and keeps account of the calls that are up."""

    def __init__(self, path: Path) -> None:
        self.boots = _boots(path)
        try:
            self._file = path.open("ab", buffering=0)
        except OSError as error:
            raise InvalidInput(f"cannot be written: {error.strerror}", where=str(path)) from None
        self._calls: dict[str, Call] = {}
        self.finished = 0

    @property
    def up(self) -> int:
        return len(self._calls)

    def boot(self, at: int, core_uuid: str, seed: int) -> None:
        self._write({"record": "boot", "at_us": at, "core_uuid": core_uuid, "seed": seed})

    def tick(self, at: int) -> None:
        self._write({"record": "tick", "at_us": at})

    def stop(self, at: int) -> None:
        self._write({"record": "stop", "at_us": at, "lost": sorted(self._calls)})

    def begin(self, call: Call) -> None:
        self._calls[call.uuid] = call
        about = {name: getattr(call, name) for name in ("uuid", "identity", "direction", "domain", "did")}
        parties = {"from": call.caller, "to": call.callee}
        self._write({"record": "start", **about, **parties, "start_us": call.start_us})

    def leg_began(self, channel: Channel) -> None:
        call = self._calls.get(channel.conversation)
        if call is not None:
            call.open_legs.add(channel.uuid)

    def talked(self, channel: Channel) -> None:
        """A person was through to another."""
        call = self._calls.get(channel.conversation)
        if call is not None:
            call.bridged = True

    def leg_ended(self, channel: Channel) -> None:
        """When the last leg of a call has ended, so has the call."""
        call = self._calls.get(channel.conversation)
        if call is None:
            return
        times = channel.profile.times
        call.open_legs.discard(channel.uuid)
        call.queued = call.queued or channel.variables.get("cc_side") == "member"
        if channel.uuid == call.uuid:
            call.cause = channel.cause or ""
        call.end_us = max(call.end_us, times.hungup)
        if channel.remote.carrier and not (call.carrier_leg and call.carrier_leg["answer_us"]):
            call.carrier_leg = {
                "uuid": channel.uuid,
                "carrier": channel.remote.carrier,
                "start_us": times.created,
                "answer_us": times.answered,
                "end_us": times.hungup,
                "billusec": times.hungup - times.answered if times.answered else 0,
            }
        if not call.open_legs:
            del self._calls[call.uuid]
            self.finished += 1
            self._write(call.facts())

    def close(self) -> None:
        self._file.close()

    def _write(self, record: dict[str, Any]) -> None:
        self._file.write(orjson.dumps(record) + b"\n")


def _boots(path: Path) -> int:
    """How many processes have written to this log before."""
    if not path.exists():
        return 0
    with path.open(encoding="utf-8") as file:
        return sum(line.startswith('{"record":"boot"') for line in file)
