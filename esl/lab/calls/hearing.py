"""Who hears whom: on the lab there is no sound, but whose voice would come to whom is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .channel import Channel


@dataclass(eq=False)
class Tap:
    """A leg that takes part in the talk of another without being joined to it."""

    leg: Channel
    to_own: bool = False
    """Whether it is heard by the far end of the leg that it taps."""
    to_partner: bool = False
    """Whether it is heard by the one whom that leg talks with."""


def hears(channel: Channel) -> list[Channel]:
    """The legs whose far ends are heard by the far end of ``channel``."""
    found = [*_in_talk(channel), *_in_conference(channel), *_by_tap(channel)]
    return [leg for leg in dict.fromkeys(found) if leg is not channel and leg.up]


def _in_talk(channel: Channel) -> Iterator[Channel]:
    peer = channel.peer
    if peer is None or peer.peer is not channel:
        return
    yield peer
    yield from (tap.leg for tap in channel.taps if tap.to_own)
    yield from (tap.leg for tap in peer.taps if tap.to_partner)


def _in_conference(channel: Channel) -> Iterator[Channel]:
    for conference in channel.switch.conferences.all():
        member = next((one for one in conference.members if one.channel is channel), None)
        if member is not None and member.hears:
            yield from (one.channel for one in conference.members if one.speaks)


def _by_tap(channel: Channel) -> Iterator[Channel]:
    for other in channel.switch.channels.values():
        if any(tap.leg is channel for tap in other.taps):
            yield other
            yield from (tap.leg for tap in other.taps if tap.to_own and tap.to_partner)
            if other.peer is not None:
                yield other.peer
