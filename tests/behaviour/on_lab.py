"""The lab switch as a node: ``lab …`` tells far ends what to do; its time passes while a test waits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from esl.lab.boot import Lab
from esl.lab.scenario.load import read

from .node import Call, Node, Phone
from .seatyard import Seatyard, seatyard
from .tenants import CARRIER, SEATS, TENANTS, Tenant

STEP = timedelta(milliseconds=100)
EVER = "patience=100000 talk=100000 message=100000"
"""A caller who does nothing by himself."""
CALLER = "13800138000"
REFUSALS = {486: "busy", 603: "reject", 503: "failure", 404: "unallocated"}


class LabCall:
    def __init__(self, node: LabNode, uuid: str, number: str = "", caller: str = "") -> None:
        self.node, self.uuid, self.number, self.caller = node, uuid, number, caller

    def _happened(self, name: str) -> bool:
        return any(event.name == name for event in self.node.of(self.uuid))

    @property
    def ringing(self) -> bool:
        return (
            (self._happened("CHANNEL_PROGRESS") or self._happened("CHANNEL_PROGRESS_MEDIA"))
            and not self.up
            and not self.over
        )

    @property
    def up(self) -> bool:
        return self._happened("CHANNEL_ANSWER") and not self.over

    @property
    def over(self) -> bool:
        return self._happened("CHANNEL_HANGUP") or self.status != 0

    @property
    def status(self) -> int:
        said = self.node.api(f"lab status {self.uuid}").strip()
        return int(said) if said.isdigit() else 0

    def reply(self, status: int) -> None:
        self._do(f"answer {self.uuid}" if status == 200 else f"refuse {self.uuid} {REFUSALS[status]}")

    def press(self, digits: str) -> None:
        self.node.api(f"lab press {self.uuid} {digits}")

    def hang_up(self) -> None:
        if not self.over:
            self._do(f"hangup {self.uuid}")

    def hold(self) -> None:
        self._do(f"hold {self.uuid}")

    def resume(self) -> None:
        self._do(f"resume {self.uuid}")

    def _do(self, what: str) -> None:
        reply = self.node.api(f"lab {what}")
        assert reply.startswith("+OK"), f"lab {what}: {reply}"


class LabPhone:
    """A seat's phone; or the carrier's side, where ``address`` is empty."""

    def __init__(self, node: LabNode, address: str, registration: int = 0) -> None:
        self.node, self.address, self.registration = node, address, registration
        self._contact = ""
        if registration == 200:
            self._contact = node.api(f"sofia_contact {address}").strip().rpartition("sip:")[2]
        self._calls: dict[str, LabCall] = {}

    @property
    def incoming(self) -> list[LabCall]:
        for event in self.node.since(0, "CHANNEL_PROGRESS", Call_Direction="outbound"):
            profile, _, number = event.get("Channel-Name").removeprefix("sofia/").partition("/")
            if number == self._contact if self.address else profile == "external":
                uuid = event.get("Unique-ID")
                caller = event.get("Caller-Caller-ID-Number")
                self._calls.setdefault(uuid, LabCall(self.node, uuid, number.partition("@")[0], caller))
        return list(self._calls.values())

    def dial(self, number: str) -> Call:
        return self.node.call(f"{self.address} {number}")


class LabNode(Node):
    def __init__(self, seatyard: Seatyard) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="lab")
        self._thread.start()
        self._at = datetime.now(ZoneInfo("Asia/Shanghai")).replace(microsecond=0)
        self._folder = seatyard.folder
        self._start(seatyard)
        super().__init__(seatyard)
        self._carrier = LabPhone(self, "")
        self._phones: dict[str, LabPhone] = {}
        assert self.api(f"lab carrier {CARRIER} no_answer").startswith("+OK")

    def _start(self, seatyard: Seatyard) -> None:
        phones = [
            {
                "number": number, "domain": tenant.domain, "password": tenant.password(number),
                "register": False, "answers": {"no_answer": 1},
            }
            for tenant in TENANTS.values() for number in SEATS
        ]  # fmt: skip
        log = seatyard.home / "calls.jsonl"
        self._lab = Lab(seatyard.folder, read({"phones": phones}, "behaviour"), self._at, log)
        self._wait(self._lab.start())

    def _wait(self, coroutine: Any) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(60)

    @property
    def carrier(self) -> Phone:
        return self._carrier

    def phone(self, tenant: Tenant, number: str, password: str = "") -> Phone:
        address = f"{number}@{tenant.domain}"
        if not password and address in self._phones:
            return self._phones[address]
        wrong = f" password={password}" if password else ""
        accepted = self.api(f"lab register {address}{wrong}").startswith("+OK")
        made = LabPhone(self, address, 200 if accepted else 403)
        if not password:
            self._phones[address] = made
        return made

    def call_in(self, number: str) -> Call:
        return self.call(f"{CALLER} {number}")

    def call(self, who_and_whom: str) -> LabCall:
        reply = self.api(f"lab call {who_and_whom} {EVER}")
        assert reply.startswith("+OK"), reply
        return LabCall(self, reply.split()[1])

    def moment(self) -> None:
        self._at += STEP
        assert self.api(f"lab until {self._at.isoformat()}").startswith("+OK")

    def now(self) -> float:
        return self._at.timestamp()

    def restart(self) -> None:
        self.link.stop()
        self._stop()
        self._phones.clear()
        self._at += STEP
        self._start(self.seatyard)
        super().__init__(self.seatyard)
        assert self.api(f"lab carrier {CARRIER} no_answer").startswith("+OK")

    def close(self) -> None:
        self.link.stop()
        self._stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _stop(self) -> None:
        self._wait(self._lab.stop())
        assert self._lab.switch.kernel.faults == 0


@contextmanager
def lab_node(home: Path) -> Iterator[Node]:
    with seatyard(home, 5090, []) as made:
        node = LabNode(made)
        try:
            yield node
        finally:
            node.close()
