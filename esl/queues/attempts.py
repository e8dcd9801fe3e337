"""One attempt to call somebody back: the seat's phone first, then the number as if the seat had dialled."""

from __future__ import annotations

from dataclasses import dataclass

from ..answers.features import rights
from ..placed import variables

RING = 20
"""Seconds that the seat's phone rings."""


@dataclass(frozen=True)
class Attempt:
    call: str
    """The name of the call (``esl.placed``)."""
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
        """The call. Of the seat's phones the one that answers releases the agent when it hangs up."""
        domain = self.phone.partition("@")[2]
        given = {
            **variables(self.call),
            "originate_timeout": str(RING),
            "origination_caller_id_number": self.number,
            "origination_caller_id_name": self.number,
            "execute_on_answer_release": f"'set api_hangup_hook={self.release}'",
            "domain_name": domain,
            "seatyard_tenant": str(self.tenant_id),
            "seatyard_seat": str(self.seat_id),
            "seatyard_queue": str(self.queue_id),
            rights.LENT: "true",
        }
        pairs = ",".join(f"{name}={value}" for name, value in given.items())
        return f"originate {{{pairs}}}user/{self.phone} {self.number} XML {domain}"
