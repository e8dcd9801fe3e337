"""The demo's switch: a lab switch on the folder that ``seatyard node conf`` wrote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from esl.session.errors import LinkLost
from esl.session.limits import Address

from .processes import Process, Supervisor, wait_until
from .remote import LabRemote


class LabSwitch:
    """One node, booted once or again; its clock moves only when told."""

    def __init__(
        self,
        node: str,
        address: Address,
        conf: Path,
        scenario: Path,
        log: Path,
        process: Process,
        options: Sequence[str] = (),
    ) -> None:
        self.node = node
        self.error_folder = conf / "log" / "cdr-errors"
        self.error_folder.mkdir(parents=True)
        self.call_log = log
        self.address = address
        self._arguments = ["lab", "run", "--conf", str(conf), "--scenario", str(scenario), "--log", str(log)]
        self._arguments += options
        self.process = process
        self._remote: LabRemote | None = None

    def start(self, moment: datetime, supervisor: Supervisor | None = None) -> None:
        """Boot it with its clock standing at ``moment``."""
        self.process.arguments = [*self._arguments, "--clock", moment.isoformat()]
        if supervisor:
            supervisor.add(self.process)
        else:
            self.process.start()
        wait_until(self._connect, f"the switch to answer at {self.address}")

    def kill(self) -> None:
        """No goodbye: calls that are up are lost, as in a power cut."""
        self.process.kill()
        if self._remote:
            self._remote.close()
            self._remote = None

    def until(self, moment: datetime) -> None:
        assert self._remote, "not booted"
        self._remote.until(moment)

    def go_on(self, moment: datetime) -> None:
        """Likewise, without waiting for the records of the calls that end on the way."""
        self.run(f"lab pass {moment.isoformat()}")

    def plug_in(self, number: str, domain: str, a1_hash: str) -> None:
        """A phone at a seat that came after the scenario was written."""
        self.run(f"lab phone {number}@{domain} a1={a1_hash}")

    def available_agents(self) -> int:
        assert self._remote, "not booted"
        return self._remote.available_agents()

    def run(self, command: str) -> str:
        assert self._remote, "not booted"
        return self._remote.run(command)

    def _connect(self) -> bool:
        remote = LabRemote(self.address)
        try:
            remote.connect()
        except LinkLost:
            return False
        self._remote = remote
        return True
