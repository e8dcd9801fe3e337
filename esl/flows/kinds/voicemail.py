"""``voicemail``: take a message for a queue or a seat."""

from __future__ import annotations

from ..applications import leave_message
from ..scope import Site
from ..xml import Element, named
from . import faults
from .fields import BOX, Field
from .kind import Kind, Names, Problem, Step


class Voicemail(Kind):
    name = "voicemail"
    fields = (Field("voicemail", BOX, needed=True),)

    def problems(self, at: Step, names: Names) -> list[Problem]:
        what = "there is no queue or seat %(name)s (allowed: %(allowed)s)"
        return faults.of_name(at.inner, at.value, what, names.queues | names.seats)

    def extensions(self, at: Step, site: Site) -> list[Element]:
        scope = site.scope
        box = scope.queues.get(str(at.value)) or scope.seats[str(at.value)]
        return [named(site.extension(at.name), *leave_message(box.mailbox, scope))]
