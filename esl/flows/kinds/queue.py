"""``queue``: wait for an agent of a queue."""

from __future__ import annotations

from ..queueing import enter_queue
from ..scope import Site
from ..xml import Element, named
from . import faults
from .fields import QUEUE, Field
from .kind import Kind, Names, Problem, Step


class Queue(Kind):
    name = "queue"
    fields = (Field("queue", QUEUE, needed=True),)

    def problems(self, at: Step, names: Names) -> list[Problem]:
        return faults.of_name(
            at.inner, at.value, "there is no queue %(name)s (allowed: %(allowed)s)", names.queues
        )

    def extensions(self, at: Step, site: Site) -> list[Element]:
        queue = site.scope.queues[str(at.value)]
        return [named(site.extension(at.name), *enter_queue(queue, site.scope))]
