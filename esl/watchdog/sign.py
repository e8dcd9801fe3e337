"""One thing that does not fit, with what would mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

AGENT_STUCK = "agent_stuck"
TIER_STUCK = "tier_stuck"
STATUS_WRONG = "agent_status_wrong"
CALLER_LOST = "queue_caller_lost"
CALLER_GONE = "queue_caller_gone"
LEG_ALONE = "agent_leg_alone"
KINDS = (AGENT_STUCK, TIER_STUCK, STATUS_WRONG, CALLER_LOST, CALLER_GONE, LEG_ALONE)
"""The findings that a mended sign becomes."""


@dataclass(frozen=True)
class Sign:
    kind: str
    about: str
    """The agent, caller or leg: its finding's key."""
    domain: str
    told: str
    """What is wrong, in words."""
    evidence: Mapping[str, str]
    same: str
    """Seen again with the same text it is the same trouble, not another one of its kind."""
    still: tuple[tuple[str, str], ...] = ()
    """Questions with the answers that must still hold before anything is done."""
    commands: tuple[str, ...] = ()
    """What mends it; none when the switch has no command for it."""
