"""What can go wrong between Seatyard and a switch.

SwitchError
├── LinkLost            the connection is gone; whatever was in flight has failed
│   ├── LoginRefused    the switch is there but will not have us: password, access list
│   └── CommandTimeout  no reply in time; replies are positional, so the link was dropped
├── JobTimeout          a background job did not end in time; the link lives on
└── CommandRefused      the switch answered, and the answer is no
"""

from __future__ import annotations

from seatyard.errors import SwitchError


class LinkLost(SwitchError):
    pass


class LoginRefused(LinkLost):
    pass


class CommandTimeout(LinkLost):
    pass


class JobTimeout(SwitchError):
    pass


class CommandRefused(SwitchError):
    pass
