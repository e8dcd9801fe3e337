"""Mending: what is still so is put right, each reply checked, and what was done is a finding."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from seatyard import findings
from seatyard.db import transaction

from ..provisioning.actual import Switch
from .sign import Sign

logger = logging.getLogger(__name__)


def mend(switch: Switch, sign: Sign) -> dict[str, str] | None:
    """The switch's reply to each command; None when the sign is not true any more.

    After a refusal nothing more is tried. Raises SwitchError when the link is lost.
    """
    for question, answer in sign.still:
        if switch.bgapi(question).text.strip() != answer:
            return None
    replies: dict[str, str] = {}
    for command in sign.commands:
        reply = switch.bgapi(command)
        replies[command] = reply.text.strip()
        if not reply.accepted:
            break
    return replies


def record(node: str, sign: Sign, replies: Mapping[str, str], tenants: Mapping[str, int]) -> None:
    """Report what was wrong, by what evidence, and what the switch said to its mending."""
    refused = [command for command, said in replies.items() if not said.startswith("+OK")]
    told = f"{sign.told}; the switch refuses {refused[0]}" if refused else sign.told
    logger.warning("%s: %s: %s", node, sign.about, told)
    with transaction():
        findings.report(
            sign.kind,
            f"{node} {sign.about}",
            told,
            tenant_id=tenants.get(sign.domain),
            evidence=dict(sign.evidence),
            commands=dict(replies),
            mended=bool(replies) and not refused,
        )
