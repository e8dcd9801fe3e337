"""A tenant, whole, from one file: the file is what should be; the difference is printed, then applied."""

from __future__ import annotations

from . import sections
from .flows import FlowsSection
from .numbers import NumbersSection
from .queues import QueuesSection
from .seats import SeatsSection
from .tenancy import TenantSection
from .voicemail import VoicemailSection


def init() -> None:
    """Register this floor's sections, in the order in which their changes are made.

    Numbers lead to flows and queues to seats, so those come first.
    """
    sections.register("tenant", TenantSection())
    sections.register("seats", SeatsSection())
    sections.register("queues", QueuesSection())
    sections.register("voicemail", VoicemailSection())
    sections.register("flows", FlowsSection())
    sections.register("numbers", NumbersSection())
