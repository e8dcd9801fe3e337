"""A real FreeSWITCH as a node, with real phones around it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import gevent

from esl.session import LinkLost
from tests.live import phones as live
from tests.live.processes import rtp_range, running, udp_port
from tests.live.waiting import until
from tests.support.postgres import free_port

from .node import Call, Node, Phone
from .seatyard import Seatyard, seatyard
from .tenants import Tenant

CALLER = "13800138000"
PLACES = ("log", "db", "run", "recordings", "storage", "temp", "cache")
_USER = re.compile(r"sips?:([^@>;]+)@")


class RealCall:
    def __init__(self, node: RealNode, call: live.Call) -> None:
        self.node, self.call = node, call

    @property
    def number(self) -> str:
        return _user(self.call.number)

    @property
    def caller(self) -> str:
        return _user(self.call.caller)

    @property
    def uuid(self) -> str:
        found = self.node.since(0, variable_sip_call_id=self.call.id) if self.call.id else []
        return found[0].get("Unique-ID") if found else ""

    @property
    def ringing(self) -> bool:
        return "EARLY" in self.call.states and not self.up and not self.over

    @property
    def up(self) -> bool:
        return self.call.up

    @property
    def over(self) -> bool:
        return self.call.over

    @property
    def status(self) -> int:
        return self.call.status if self.over else 0

    def reply(self, status: int) -> None:
        self.call.reply(status)

    def press(self, digits: str) -> None:
        self.call.press(digits)

    def hang_up(self) -> None:
        self.call.hang_up()

    def hold(self) -> None:
        self.call.hold()

    def resume(self) -> None:
        self.call.resume()


def _user(address: str) -> str:
    found = _USER.search(address)
    return found[1] if found else ""


class RealPhone:
    def __init__(self, node: RealNode, phone: live.Phone, where: str) -> None:
        self.node, self.phone, self.where = node, phone, where

    @property
    def registration(self) -> int:
        return self.phone.registration

    @property
    def incoming(self) -> list[RealCall]:
        return [RealCall(self.node, call) for call in self.phone.incoming]

    def dial(self, number: str) -> Call:
        return RealCall(self.node, self.phone.dial(f"sip:{number}@{self.where}"))


class RealNode(Node):
    patience = 20.0

    def __init__(self, seatyard: Seatyard, binary: str, sip: int, carrier: int, peer: int) -> None:
        self._binary, self._sip = binary, sip
        self._switch = ExitStack()
        self._all = live.Phones(seatyard.home / "phones.log")
        self._phones: dict[str, RealPhone] = {}
        self._carrier = RealPhone(self, self._all.line(CALLER, peer), f"127.0.0.1:{carrier}")
        self._start(seatyard)
        self._wait_for_it(seatyard)

    def _wait_for_it(self, seatyard: Seatyard) -> None:
        until("the switch answers", lambda: self._linked(seatyard))
        self.until("SIP is up", lambda: self.api("sofia status").count("RUNNING") == 2)

    def _linked(self, seatyard: Seatyard) -> bool:
        try:
            super().__init__(seatyard)
        except LinkLost:
            return False
        return True

    def _start(self, seatyard: Seatyard) -> None:
        """In the foreground, without realtime or NAT; everything that it writes is under its home."""
        at = [f for kind in PLACES for f in (f"-{kind}", str(seatyard.home / "switch" / kind))]
        for kind in PLACES:
            (seatyard.home / "switch" / kind).mkdir(parents=True, exist_ok=True)
        command = [self._binary, "-nonat", "-nf", "-nc", "-np", "-conf", str(seatyard.folder), *at]
        self._switch.enter_context(running(command, seatyard.home / "freeswitch.out", os.environ))

    @property
    def carrier(self) -> Phone:
        return self._carrier

    def phone(self, tenant: Tenant, number: str, password: str = "") -> Phone:
        address = f"{number}@{tenant.domain}"
        if not password and address in self._phones:
            return self._phones[address]
        said = password or tenant.password(number)
        made = RealPhone(self, self._all.seat(number, tenant.domain, said, self._sip), tenant.domain)
        if not password:
            self._phones[address] = made
        return made

    def call_in(self, number: str) -> Call:
        return self._carrier.dial(number)

    def moment(self) -> None:
        gevent.sleep(0.05)

    def restart(self) -> None:
        self.link.stop()
        self._switch.close()
        for phone in self._phones.values():
            phone.phone.close()
        self._phones.clear()
        shutil.rmtree(self.seatyard.home / "switch")
        self._start(self.seatyard)
        self._wait_for_it(self.seatyard)

    def close(self) -> None:
        self._all.close()
        if hasattr(self, "link"):
            self.link.stop()
        self._switch.close()


@contextmanager
def real_node(binary: str, home: Path) -> Iterator[Node]:
    sip, carrier, peer = udp_port(), udp_port(), udp_port()
    first, last = rtp_range()
    ports = {
        "sip-port": sip, "carrier-port": carrier, "rtp-ports": f"{first}-{last}",
        "ws-port": free_port(), "lookup-port": free_port(),
    }  # fmt: skip
    options = [word for name, port in ports.items() for word in (f"--{name}", str(port))]
    with seatyard(home, peer, options) as made:
        node = RealNode(made, binary, sip, carrier, peer)
        try:
            yield node
        finally:
            node.close()
