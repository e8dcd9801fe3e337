"""mod_callcenter as one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .config import Loader
from .dispatch import Dispatcher
from .store import Store

if TYPE_CHECKING:
    from ..switch import Switch


class CallCenter:
    """Its tables, its loader, its dispatcher."""

    def __init__(self, switch: Switch) -> None:
        self.store = Store(switch)
        self.loader = Loader(switch, self.store)
        self.dispatcher = Dispatcher(switch, self.store)
