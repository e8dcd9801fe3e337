"""What a file in a node's folder is, by its path alone.

``recordings/<tenant id>/<leg uuid>.wav`` is a talk (``esl/flows/recording.py`` names it),
``storage/voicemail/<domain>/<mailbox>/msg_<random>.<leg uuid>.wav`` a message (mod_voicemail; the uuid
stands there because the dialplan makes it part of the file's ending). ``gone_…`` is one that was deleted
from its box by telephone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .models import CALL, VOICEMAIL

TALK = re.compile(r"recordings/(?P<tenant>[1-9]\d{0,9})/(?P<leg>[A-Za-z0-9][A-Za-z0-9._-]{0,127})\.wav\Z")
MESSAGE = re.compile(
    r"storage/voicemail/(?P<domain>[a-z0-9][a-z0-9.-]{0,252})/(?P<mailbox>[A-Za-z0-9][A-Za-z0-9._-]{0,63})"
    r"/(?P<box>msg|gone)(?P<name>_[0-9a-f-]{36}(?:\.(?P<leg>[A-Za-z0-9_-]{1,128}))?\.wav)\Z"
)
FOLDERS = ("recordings", "storage/voicemail")


@dataclass(frozen=True)
class Located:
    """Whose file it is and of which channel, as its path says."""

    path: str
    kind: str
    leg_uuid: str | None
    tenant_id: int | None = None
    domain: str | None = None
    """In place of the tenant's id, for a message."""
    mailbox: str | None = None
    in_box: bool = False
    """Whether it is a message that is listened to on the node, and so stays there once it is taken in."""
    name: str = ""
    """The path that it had first, by which it is known; the same, but of a message deleted from its box."""


def located(path: str) -> Located | None:
    """Read a path in a node's folder; None when no recording is called so."""
    if talk := TALK.match(path):
        return Located(path, CALL, talk["leg"], tenant_id=int(talk["tenant"]), name=path)
    if message := MESSAGE.match(path):
        return Located(
            path,
            VOICEMAIL,
            message["leg"],
            domain=message["domain"],
            mailbox=message["mailbox"],
            in_box=message["box"] == "msg" and message["leg"] is not None,
            name=f"{path[: message.start('box')]}msg{message['name']}",
        )
    return None
