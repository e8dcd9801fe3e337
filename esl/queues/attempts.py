"""One attempt to call somebody back: the seat's phone first, then the number as if the seat had dialled."""

from __future__ import annotations

from dataclasses import dataclass

from ..answers.features import rights

RING = 20
"""Seconds that the seat's phone rings."""


@dataclass(frozen=True)
class Attempt:
    uuid: str
    """Of the leg to the seat's phone."""
    agent: str
    seat_id: int
    phone: str
    """``1001@acme.seats.example``."""
    tenant_id: int
    queue_id: int
    number: str

    @property
    def reserve(self) -> str:
        """Takes the agent out of the queues, unless it was offered a call in the meantime.

        The switch does it in one step (mod_callcenter.c, ``state_if_waiting``).
        """
        return f"callcenter_config agent set state_if_waiting {self.agent} Reserved"

    @property
    def release(self) -> str:
        return f"callcenter_config agent set state {self.agent} Waiting"

    @property
    def originate(self) -> str:
        """The call. At the end of a talk the switch releases the agent by itself."""
        domain = self.phone.partition("@")[2]
        variables = {
            "origination_uuid": self.uuid,
            "originate_timeout": str(RING),
            "origination_caller_id_number": self.number,
            "origination_caller_id_name": self.number,
            "api_hangup_hook": f"'{self.release}'",
            "domain_name": domain,
            "seatyard_tenant": str(self.tenant_id),
            "seatyard_seat": str(self.seat_id),
            "seatyard_queue": str(self.queue_id),
            rights.LENT: "true",
        }
        given = ",".join(f"{name}={value}" for name, value in variables.items())
        return f"originate {{{given}}}user/{self.phone} {self.number} XML {domain}"
