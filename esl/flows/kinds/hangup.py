"""``hangup``: end the call."""

from __future__ import annotations

from ..scope import Site
from ..xml import Element, action, named
from .kind import Kind, Step


class Hangup(Kind):
    name = "hangup"

    def extensions(self, at: Step, site: Site) -> list[Element]:
        return [named(site.extension(at.name), action("hangup", "NORMAL_CLEARING"))]
