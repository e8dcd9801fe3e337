"""The channel variables that mod_sofia sets while a leg is set up, stage by stage, as the captures show.

There is no SIP here: addresses are the loopback's, tags are drawn from the leg's identity.
"""

from __future__ import annotations

from ..eventsocket.encoding import Headers
from .channel import Channel
from .rtp import CODECS, LOCAL, local_sdp, remote_sdp

PORTS = {"internal": 5060, "external": 5080}


def invited(channel: Channel, profile: str, number: str, host: str) -> None:
    """An INVITE that came in on ``profile``, for ``number`` at ``host``."""
    remote = channel.remote
    port = str(remote.port)
    from_host = remote.host if profile == "external" else host
    carried = f":{PORTS[profile]}" if profile == "external" else ""
    to_uri = f"{number}@{host}{carried}"
    from_uri = f"{remote.user}@{from_host}{carried}"
    branch = f"SIP/2.0/UDP {remote.address};branch=z9hG4bK{remote.tag[8:18]};rport={port}"
    ports = {"sip_from_port": str(PORTS[profile])} if carried else {}
    to_ports = {"sip_to_port": str(PORTS[profile])} if carried else {}
    req_ports = {"sip_req_port": str(PORTS[profile])} if carried else {}
    channel.variables.update(
        {
            "sip_from_user": remote.user,
            **ports,
            "sip_from_uri": from_uri,
            "sip_from_host": from_host,
            "video_media_flow": "disabled",
            "audio_media_flow": "disabled",
            "text_media_flow": "disabled",
            "channel_name": channel.name,
            "sip_call_id": f"{remote.tag[18:28]}@ua",
            "sip_local_network_addr": LOCAL,
            "sip_network_ip": LOCAL,
            "sip_network_port": port,
            "sip_invite_stamp": str(channel.now),
            "sip_received_ip": LOCAL,
            "sip_received_port": port,
            "sip_via_protocol": "udp",
            "sip_from_user_stripped": remote.user.lstrip("+"),
            "sip_from_tag": remote.tag[28:38],
            "sofia_profile_name": profile,
            "sofia_profile_url": f"sip:mod_sofia@{LOCAL}:{PORTS[profile]}",
            "recovery_profile_name": profile,
            "sip_full_via": branch,
            "sip_full_from": f"<sip:{from_uri}>;tag={remote.tag[28:38]}",
            "sip_full_to": f"<sip:{to_uri}>",
            "sip_req_user": number,
            **req_ports,
            "sip_req_uri": to_uri,
            "sip_req_host": host,
            "sip_to_user": number,
            **to_ports,
            "sip_to_uri": to_uri,
            "sip_to_host": host,
            "sip_contact_user": remote.user,
            "sip_contact_port": port,
            "sip_contact_uri": f"{remote.user}@{remote.address}",
            "sip_contact_host": remote.host,
            "rtp_use_codec_string": "PCMU,PCMA,OPUS",
            "sip_via_host": LOCAL,
            "sip_via_port": port,
            "sip_via_rport": port,
            "max_forwards": "70",
            "switch_r_sdp": remote_sdp(remote.media_port),
            "ep_codec_string": CODECS,
            "endpoint_disposition": "DELAYED NEGOTIATION",
        }
    )


def authorised(channel: Channel, number: str, domain: str, user: dict[str, str], params: Headers) -> None:
    """The caller proved to be a user of the directory: its variables are the channel's."""
    channel.variables.update({"sip_authorized": "true", **params})
    channel.variables.update(
        {
            "sip_number_alias": number,
            "sip_auth_username": number,
            "sip_auth_realm": domain,
            "number_alias": number,
            "requested_user_name": number,
            "requested_domain_name": domain,
        }
    )
    channel.variables.update({name: value for name, value in user.items() if value})
    channel.variables.update(
        {"user_name": number, "domain_name": domain, "presence_id": f"{number}@{domain}"}
    )


def dialled(channel: Channel, profile: str, contact: str, gateway: str | None, from_host: str) -> None:
    """An INVITE that goes out on ``profile`` to ``contact`` (user@host:port)."""
    remote = channel.remote
    gateway_variables = {"sip_gateway_name": gateway} if gateway else {}
    outgoing = (
        f"<sip:gw+{gateway}@{LOCAL}:{PORTS[profile]};transport=udp;gw={gateway}>"
        if gateway
        else f"<sip:mod_sofia@{LOCAL}:{PORTS[profile]}>"
    )
    channel.variables.update(
        {
            **gateway_variables,
            "sip_local_network_addr": LOCAL,
            "sip_profile_name": "gateway" if gateway else profile,
            "text_media_flow": "disabled",
            "channel_name": channel.name,
            "sip_destination_url": f"sip:{contact}",
        }
    )
    channel.variables.setdefault("rtp_use_codec_string", "PCMU,PCMA")
    channel.variables.update(
        {
            "local_media_ip": LOCAL,
            "local_media_port": str(remote.local_media_port),
            "advertised_media_ip": LOCAL,
            "audio_media_flow": "sendrecv",
            "rtp_local_sdp_str": local_sdp(remote.local_media_port, "0 8 101 13"),
            "sip_outgoing_contact_uri": outgoing,
            "sip_req_uri": contact,
            "sip_to_host": remote.address,
            "sip_from_host": from_host,
            "sofia_profile_name": profile,
            "recovery_profile_name": profile,
            "sofia_profile_url": f"sip:mod_sofia@{LOCAL}:{PORTS[profile]}",
        }
    )


def ringing(channel: Channel, contact: str) -> None:
    """The called party answered provisionally."""
    remote, profile = channel.remote, channel.profile
    user = contact.partition("@")[0]
    via = f"SIP/2.0/UDP {LOCAL};rport;branch=z9hG4bK{remote.tag[8:21]}"
    from_uri = f"{profile.caller_id_number}@{channel.variables['sip_from_host']}"
    tags = (remote.tag[21:31], remote.tag[11:24])
    call_id = f"{remote.tag[:8]}-{remote.tag[8:12]}-1240-{remote.tag[12:16]}-{remote.tag[16:28]}"
    channel.variables.update(
        {
            "sip_reply_host": remote.host,
            "sip_reply_port": str(remote.port),
            "sip_network_ip": remote.host,
            "sip_network_port": str(remote.port),
            "sip_recover_contact": f"<sip:{contact}>",
            "sip_full_via": via,
            "sip_recover_via": via,
            "sip_from_display": profile.caller_id_name,
            "sip_full_from": f'"{profile.caller_id_name}" <sip:{from_uri}>;tag={tags[1]}',
            "sip_full_to": f"<sip:{contact}>;tag={tags[0]}",
            "sip_from_user": profile.caller_id_number,
            "sip_from_uri": from_uri,
            "sip_to_user": user,
            "sip_to_port": str(remote.port),
            "sip_to_uri": contact,
            "sip_to_host": remote.host,
            "sip_contact_user": user,
            "sip_contact_port": str(remote.port),
            "sip_contact_uri": contact,
            "sip_contact_host": remote.host,
            "sip_to_tag": tags[0],
            "sip_from_tag": tags[1],
            "sip_cseq": str(int(remote.tag[:7], 16)),
            "sip_call_id": call_id,
        }
    )
    profile.network_addr = profile.network_addr or remote.host
