"""The kinds of nodes, one module each. A new kind is a module here and a line in ``KINDS``."""

from __future__ import annotations

from .collect import Collect
from .conference import Conference
from .hangup import Hangup
from .hours import Hours
from .kind import Kind
from .lookup import Lookup
from .menu import Menu
from .play import Play
from .queue import Queue
from .seat import Seat
from .speech import Speech
from .survey import Survey
from .voicemail import Voicemail

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Hours(),
        Menu(),
        Collect(),
        Queue(),
        Seat(),
        Conference(),
        Play(),
        Speech(),
        Survey(),
        Lookup(),
        Voicemail(),
        Hangup(),
    )
}
"""In the order in which they are named to people."""
