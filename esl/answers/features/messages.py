"""Listening to messages: a seat's own box, a colleague's or a queue's by number, each with its PIN.

All of it is done on the node (``freeswitch-conf/scripts/voicemail.lua``).
"""

from __future__ import annotations

import re

from tenants.models import Tenant

from ...flows.xml import Element, action, dialled, extension, when
from ...prompts.house import language_of
from ...voicemail.boxes import Box, boxes_of
from . import codes as table
from .codes import Codes, exactly, own_call
from .joined import NUMBER
from .pickup import GROUPS

SCRIPT = "${conf_dir}/scripts/voicemail.lua"


def codes(tenant: Tenant) -> Codes:
    """``*98``, and ``*98`` with the number of a box."""
    own = extension(
        "code-messages",
        *own_call(),
        when(f"${{{NUMBER}}}", r"^\d+$"),
        dialled(exactly(table.MESSAGES), *open_box(f"${{{NUMBER}}}", tenant)),
    )
    exact = {f"{table.MESSAGES}{box.number}": _by_number(box, tenant) for box in boxes_of(tenant)}
    return Codes({table.MESSAGES: own, **exact}, [])


def open_box(user: str, tenant: Tenant) -> list[Element]:
    """Ask for the PIN and go through the messages; then the call is over."""
    words = f"{SCRIPT} {tenant.domain} {user} {language_of(tenant.language)} {tenant.timezone}"
    return [
        action("set", f"seatyard_tenant={tenant.id}"),
        action("answer"),
        action("lua", words),
        action("hangup", "NORMAL_CLEARING"),
    ]


def _by_number(box: Box, tenant: Tenant) -> Element:
    """A queue's box is for its seats; of a seat's, who has the PIN."""
    mine = [when(f"${{{GROUPS}}}", f",{box.queue_id},")] if box.queue_id is not None else []
    code = f"{table.MESSAGES}{box.number}"
    opened = dialled(f"^{re.escape(code)}$", *open_box(box.user, tenant))
    return extension(f"code-messages-{box.number}", *own_call(), *mine, opened)
