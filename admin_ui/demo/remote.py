"""The demo's hand on the lab switch's clock, over its Event Socket like anybody else."""

from __future__ import annotations

from datetime import datetime

from esl.session.events import JOBS
from esl.session.limits import Address, Limits
from esl.session.link import Link

PATIENCE = Limits(command=60, job=300)
"""A day of calls may take a while when the control plane is being restarted meanwhile."""


class LabRemote:
    """Connected to one boot of the lab switch; a killed switch needs a new one."""

    def __init__(self, address: Address) -> None:
        self._link = Link(address, JOBS, PATIENCE)

    def connect(self) -> None:
        self._link.connect()

    def close(self) -> None:
        self._link.stop()

    def until(self, moment: datetime) -> None:
        """Let the switch live on to ``moment``; its clock stands still again afterwards."""
        self.run(f"lab until {moment.isoformat()}")

    def available_agents(self) -> int:
        """How many agents the queues may offer calls to."""
        return sum("|Available|" in row for row in self.run("callcenter_config agent list").splitlines())

    def run(self, command: str) -> str:
        """The answer to an API command of the switch."""
        reply = self._link.bgapi(command)
        return reply.require(reply.ok, command).text
