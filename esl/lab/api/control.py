"""``fsctl``, and the lab's own command: ``lab until|pass|clock|stats|call|phone|press|…``."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from ..calls.arrivals import arrive
from ..calls.carriers import DOWN, OUTCOMES
from ..calls.phones import Phone
from ..calls.remote import Plan, Ring
from ..clock import SECOND, to_us
from ..eventsocket.encoding import Headers
from ..scenario.traffic import Arrival
from . import hands

if TYPE_CHECKING:
    from ..boot import Lab

USAGE = (
    "-USAGE: lab until <ISO time> | pass <ISO time> | clock | stats"
    " | register <number@domain> [password=] | unregister <number@domain> | phone <number@domain> a1=<hash>"
    " | call <from> <to> [domain=] [patience=] [talk=] [message=] [digits=1,2] [ends=caller|callee]"
    " [called=answer|busy|no_answer|reject|failure|unallocated]"
    " | carrier <name> answer|busy|no_answer|reject|failure|unallocated|down|drawn"
    f" | {hands.USAGE}\n"
)
DRAWN = "drawn"
"""What a carrier's called parties do by the scenario."""
RINGS = SECOND // 2
"""How long the called party of a call by hand rings."""
CALL_KEYS = ("domain", "patience", "talk", "message", "digits", "ends", "called")


def add(lab: Lab) -> None:
    lab.switch.registry.add("fsctl", _Fsctl(lab).execute)
    lab.switch.registry.add("lab", _LabCommand(lab).execute)


class _Fsctl:
    def __init__(self, lab: Lab) -> None:
        self._lab = lab

    def execute(self, argument: str) -> str:
        words = argument.lower().split()
        switch, settings = self._lab.switch, self._lab.switch.settings
        word = words[0] if words else ""
        if word in ("pause", "resume"):
            switch.paused = word == "pause"
            return "+OK\n"
        if word == "hupall":
            switch.registry.function("hupall", "MANAGER_REQUEST")
            return "+OK\n"
        if word == "shutdown":
            return self._shutdown(words[1:])
        replies = {
            "max_sessions": f"+OK max sessions: {settings.max_sessions}\n",
            "sps": f"+OK sessions per second: {settings.sessions_per_second}\n",
            "pause_check": "true" if switch.paused else "false",
            "ready_check": "true",
            "shutdown_check": "true" if self._lab.stopping.is_set() else "false",
        }
        return replies.get(word, "-USAGE: [pause|resume|shutdown|hupall|max_sessions|sps|pause_check]\n")

    def _shutdown(self, words: list[str]) -> str:
        """At once; ``asap`` takes no new calls and ``elegant`` waits for those that are up."""
        if words[:1] not in (["asap"], ["elegant"]):
            self._lab.stopping.set()
            return "+OK\n"
        self._lab.switch.paused = words[0] == "asap"
        self._lab.stop_when_empty()
        return "+OK\n"


class _LabCommand:
    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._began = (time.monotonic(), time.process_time())
        self._called = 0

    async def execute(self, argument: str) -> str:
        word, _, rest = argument.partition(" ")
        if word in ("until", "pass"):
            return await self._until(rest.strip(), settled=word == "until")
        if word == "clock":
            return f"{self._lab.switch.clock.iso()}\n"
        if word == "stats":
            return json.dumps(self._stats()) + "\n"
        if word == "call":
            return self._call(rest.split())
        if word in hands.WORDS:
            return hands.execute(self._lab.switch, word, rest.strip())
        if word in ("register", "unregister"):
            return await self._registration(word, rest.strip())
        if word == "phone":
            return await self._phone(rest.strip())
        if word == "carrier":
            return self._carrier(*[*rest.split(), "", ""][:2])
        return USAGE

    async def _until(self, text: str, settled: bool) -> str:
        """Let time go on; ``settled`` also waits for what it brought to be delivered."""
        clock = self._lab.switch.clock
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return f"-ERR {text!r} is no ISO time\n"
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=clock.zone)
        until = to_us(moment)
        if until < clock.now:
            return f"-ERR it is already {clock.iso()}\n"
        if settled:
            await self._lab.advance(until)
        else:
            await self._lab.switch.kernel.advance(until)
        return f"+OK {clock.iso()}\n"

    def _stats(self) -> dict[str, object]:
        switch = self._lab.switch
        return {
            "clock": switch.clock.iso(),
            "calls": switch.calllog.finished,
            "calls_up": switch.calllog.up,
            "legs": switch.sessions,
            "records": switch.records.taken,
            "records_posted": switch.records.posted,
            "records_kept": switch.records.kept,
            "records_lost": switch.records.lost,
            "lookups": switch.xml.asked,
            "lookups_from_folder": switch.xml.fallbacks,
            "events": switch.bus.sequence,
            "events_delivered": switch.bus.delivered,
            "faults": switch.kernel.faults,
            "real_seconds": round(time.monotonic() - self._began[0], 3),
            "cpu_seconds": round(time.process_time() - self._began[1], 3),
        }

    def _call(self, words: list[str]) -> str:
        """A call by hand: from a seat (``number@domain``) or a number outside, to any number, now."""
        given = dict(word.partition("=")[::2] for word in words[2:])
        unknown = set(given) - set(CALL_KEYS)
        if len(words) < 2 or unknown:
            return USAGE
        try:
            arrival = self._arrival(words[0], words[1], given)
        except ValueError as error:
            return f"-ERR {error}\n"
        uuid = self._lab.chance.uuid(arrival.identity, "leg", 0)
        self._lab.switch.hands.made(uuid)
        arrive(self._lab.switch, arrival)
        return f"+OK {uuid}\n"

    def _carrier(self, name: str, does: str) -> str:
        """Make all calls over a carrier end so, or the carrier be gone, until it is told ``drawn``."""
        switch = self._lab.switch
        if name not in switch.settings.gateways or does not in (*OUTCOMES, DOWN, DRAWN):
            return USAGE
        was_down = name in switch.carriers.down
        switch.carriers.made_to.pop(name, None)
        if does != DRAWN:
            switch.carriers.made_to[name] = does
        if was_down != (does == DOWN):
            status = "DOWN" if does == DOWN else "UP"
            headers: Headers = {"Gateway": name, "State": "NOREG", "Ping-Status": status}
            switch.bus.custom("sofia::gateway_state", lambda: headers)
        return "+OK\n"

    def _arrival(self, caller: str, callee: str, given: dict[str, str]) -> Arrival:
        now = self._lab.switch.clock.now
        self._called += 1
        identity = f"hand/{now}/{self._called}"
        number, at, domain = caller.partition("@")
        called = OUTCOMES.get(given.get("called", "answer"))
        if called is None:
            raise ValueError(f"called={given['called']}: one of {', '.join(OUTCOMES)}")
        plan = Plan(
            identity=identity,
            patience=_microseconds(given.get("patience", "60")),
            talk=_microseconds(given.get("talk", "30")),
            caller_ends=given.get("ends", "caller") == "caller",
            digits=tuple(given["digits"].split(",")) if given.get("digits") else (),
            message=_microseconds(given.get("message", "10")),
            called=Ring(RINGS, called),
        )
        direction = "outbound" if at else "inbound"
        owner = domain or given.get("domain", "")
        return Arrival(now, identity, direction, owner, number, callee, None if at else callee, plan)

    async def _phone(self, argument: str) -> str:
        """Plug one in at a seat that came after the scenario; there already, it registers anew."""
        address, _, a1 = argument.partition(" a1=")
        if "@" not in address or not a1:
            return USAGE
        phones = self._lab.switch.phones
        known = phones.by_address.get(address)
        phone = replace(known, a1=a1) if known else phones.add(address, a1)
        return "+OK\n" if await self._lab.switch.registrar.register(phone) else "-ERR 403 Forbidden\n"

    async def _registration(self, word: str, argument: str) -> str:
        address, _, password = argument.partition(" password=")
        phone: Phone | None = self._lab.switch.phones.by_address.get(address)
        if phone is None:
            return f"-ERR no phone {address} in the scenario\n"
        if word == "unregister":
            return "+OK\n" if self._lab.switch.registrar.unregister(phone) else "-ERR not registered\n"
        phone = replace(phone, password=password) if password else phone
        return "+OK\n" if await self._lab.switch.registrar.register(phone) else "-ERR 403 Forbidden\n"


def _microseconds(text: str) -> int:
    return round(float(text) * SECOND)
