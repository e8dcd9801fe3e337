"""Makes an outgoing leg: its profile, its variables, its first events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..eventsocket.encoding import Headers, joined
from . import sofia
from .channel import Channel
from .profile import Profile, Times
from .remote import Remote
from .rtp import CODECS, LOCAL

if TYPE_CHECKING:
    from ..switch import Switch


@dataclass(frozen=True)
class Leg:
    """One leg to place, resolved as far as an address on a sofia profile."""

    remote: Remote
    profile: str
    destination: str
    """The number that its caller profile names."""
    variables: dict[str, str]
    gateway: str | None = None
    user_variables: dict[str, str] | None = None
    """What the directory sets on the leg once it is answered; none for a leg that is no user's."""
    loopback: tuple[str, str] | None = None
    """The context and the dialplan in which the leg's other half dials the destination."""

    @property
    def contact(self) -> str:
        return f"{self.destination}@{self.remote.address}"

    @property
    def channel_name(self) -> str:
        if self.loopback is not None:
            return f"loopback/{self.destination}-a"
        where = self.destination if self.gateway else self.contact
        return f"sofia/{self.profile}/{where}"


@dataclass(frozen=True)
class CallerId:
    name: str
    number: str

    @classmethod
    def of(cls, channel: Channel) -> CallerId:
        """What a leg shows to those that it calls."""
        return cls(
            channel.get("effective_caller_id_name") or channel.profile.caller_id_name,
            channel.get("effective_caller_id_number") or channel.profile.caller_id_number,
        )


def place(
    switch: Switch, leg: Leg, caller: Channel | None, cid: CallerId, given: Headers, root: Channel | None
) -> Channel:
    """Create the channel and fire CHANNEL_OUTGOING to CHANNEL_ORIGINATE; it does not ring yet.

    ``caller`` is the leg that this one is for (none for an agent's, whose
    ``root`` is the member); ``given`` are the dial string's variables.
    """
    owner = caller or root
    number = 0
    if owner is not None:
        owner.legs += 1
        number = owner.legs
    given = {**given, **leg.variables}
    cid = CallerId(
        str(given.get("origination_caller_id_name") or cid.name),
        str(given.get("origination_caller_id_number") or cid.number),
    )
    wished = str(given.get("origination_uuid", ""))
    whose = (owner.uuid,) if owner else (leg.contact, switch.sessions)
    uuid = wished or switch.chance.uuid(*whose, "leg", number)
    profile = _profile(leg, caller, cid, uuid)
    channel = Channel(switch, "outbound", profile, leg.remote)
    if owner is not None:
        channel.conversation = owner.conversation
    if caller is not None:
        _bond(channel, caller)
    channel.running, channel.state = "CS_NONE", "CS_INIT"
    channel.fire("CHANNEL_OUTGOING")
    sofia_from = str(given.get("sip_invite_domain") or LOCAL)
    channel.variables.update({name: value for name, value in given.items() if value})
    channel.variables["originate_early_media"] = "true" if caller is not None else "false"
    if caller is not None:
        channel.variables["originating_leg_uuid"] = caller.uuid
        channel.variables["rtp_use_codec_string"] = CODECS
    if leg.loopback is None:
        channel.variables["originate_endpoint"] = "sofia"
        sofia.dialled(channel, leg.profile, leg.contact, leg.gateway, sofia_from)
        _video(channel, caller)
    else:
        channel.variables["originate_endpoint"] = "loopback"
    switch.started(channel)
    _announce(channel)
    return channel


def _video(channel: Channel, caller: Channel | None) -> None:
    if caller is not None:
        settled = caller.answered and caller.variables.get("video_media_flow") == "inactive"
        channel.variables["video_media_flow"] = "inactive" if settled else "sendrecv"
    else:
        channel.variables.setdefault("video_media_flow", "disabled")


def _profile(leg: Leg, caller: Channel | None, cid: CallerId, uuid: str) -> Profile:
    fresh = Profile(
        uuid=uuid,
        destination_number=leg.destination,
        context="default",
        chan_name=leg.channel_name,
        caller_id_name=cid.name,
        caller_id_number=cid.number,
        orig_caller_id_name=cid.name,
        orig_caller_id_number=cid.number,
        callee_id_name="Outbound Call",
        callee_id_number=leg.destination,
        ani=cid.number,
        source="src/switch_ivr_originate.c",
        direction="outbound",
        times=Times(),
    )
    if caller is None:
        return fresh
    theirs = caller.profile
    return replace(
        fresh,
        username=theirs.username,
        dialplan=theirs.dialplan,
        orig_caller_id_name=theirs.orig_caller_id_name,
        orig_caller_id_number=theirs.orig_caller_id_number,
        ani=theirs.ani,
        network_addr=theirs.network_addr,
        rdnis=theirs.rdnis,
        context=theirs.context,
        source=theirs.source,
        originators=[theirs.clone(timed=False)] * 2,
    )


def _bond(channel: Channel, caller: Channel) -> None:
    channel.other_type = "originator"
    forwards = int(caller.get("max_forwards") or 70) - 1
    channel.variables.update(
        {
            "max_forwards": str(forwards),
            "originator_codec": CODECS,
            "originator": caller.uuid,
            "signal_bond": caller.uuid,
            "switch_m_sdp": joined(caller.variables.get("switch_r_sdp", "")),
            "call_uuid": caller.uuid,
        }
    )


def _announce(channel: Channel) -> None:
    channel.enter("CS_INIT")
    channel.state = "CS_ROUTING"
    channel.fire("CHANNEL_CREATE")
    channel.fire("CHANNEL_ORIGINATE")
    channel.enter("CS_ROUTING")
    channel.enter("CS_CONSUME_MEDIA")
