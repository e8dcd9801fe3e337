"""All API commands of the lab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    broadcast,
    callcenter,
    channels,
    conference,
    configuration,
    control,
    keys,
    memory,
    moving,
    originating,
    show,
    sofia,
    status,
    valet,
)

if TYPE_CHECKING:
    from ..boot import Lab


def add_all(lab: Lab) -> None:
    """Register FreeSWITCH's commands and the lab's own."""
    for module in (
        status,
        show,
        sofia,
        callcenter,
        channels,
        conference,
        broadcast,
        configuration,
        memory,
        keys,
        moving,
        originating,
        valet,
    ):
        module.add(lab.switch)
    control.add(lab)
