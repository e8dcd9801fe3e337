"""The Event Socket: one connection (:class:`Link`) and a supervised pair of them (:class:`Session`)."""

from .errors import CommandRefused, CommandTimeout, JobTimeout, LinkLost, LoginRefused
from .events import JOBS, Event, Subscription
from .limits import Address, Limits
from .link import Link
from .replies import Reply
from .resync import Resync
from .session import Session

__all__ = [
    "JOBS",
    "Address",
    "CommandRefused",
    "CommandTimeout",
    "Event",
    "JobTimeout",
    "Limits",
    "Link",
    "LinkLost",
    "LoginRefused",
    "Reply",
    "Resync",
    "Session",
    "Subscription",
]
