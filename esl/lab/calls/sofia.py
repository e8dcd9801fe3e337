"""The channel variables that mod_sofia and the media core set, stage by stage, as the captures show them.

There is no SIP and no media here: addresses are the loopback's, session
descriptions are written from a form, packet counters follow from the time.
"""

from __future__ import annotations

from ..clock import SECOND
from ..eventsocket.encoding import Headers
from .causes import SIP_STATUS, q850
from .channel import Channel

LOCAL = "127.0.0.1"
PORTS = {"internal": 5060, "external": 5080}
_CODECS = "CORE_PCM_MODULE.PCMU@8000h@20i@64000b,CORE_PCM_MODULE.PCMA@8000h@20i@64000b"
_PACKET = 172
"""Bytes of a G.711 packet of 20 ms with its RTP header."""


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
            "switch_r_sdp": _offer(remote.media_port),
            "ep_codec_string": _CODECS,
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
            "rtp_local_sdp_str": _answer(remote.local_media_port, "0 8 101 13"),
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


def media(channel: Channel) -> None:
    """Media was negotiated, early or at the answer."""
    if channel.media:
        return
    channel.media = True
    remote = channel.remote
    if channel.direction == "outbound":
        channel.variables["switch_r_sdp"] = _offer(remote.media_port)
        channel.variables["ep_codec_string"] = _CODECS
    channel.variables.update(
        {
            "remote_video_media_flow": "inactive",
            "remote_text_media_flow": "inactive",
            "remote_audio_media_flow": "sendrecv",
            "audio_media_flow": "sendrecv",
            "rtp_audio_recv_pt": "0",
            "rtp_use_codec_name": "PCMU",
            "rtp_use_codec_rate": "8000",
            "rtp_use_codec_ptime": "20",
            "rtp_use_codec_channels": "1",
            "rtp_last_audio_codec_string": "PCMU@8000h@20i@1c",
            "read_codec": "PCMU",
            "original_read_codec": "PCMU",
            "read_rate": "8000",
            "original_read_rate": "8000",
            "write_codec": "PCMU",
            "write_rate": "8000",
            "dtmf_type": "rfc2833",
            "local_media_ip": LOCAL,
            "local_media_port": str(remote.local_media_port),
            "advertised_media_ip": LOCAL,
            "rtp_use_timer_name": "soft",
            "rtp_use_pt": "0",
            "rtp_use_ssrc": str(int(remote.tag[2:10], 16)),
            "rtp_2833_send_payload": "101",
            "rtp_2833_recv_payload": "101",
            "remote_media_ip": LOCAL,
            "remote_media_port": str(remote.media_port),
        }
    )


def answered(channel: Channel) -> None:
    """The local session description that an answer to an inbound call carries, and the caller's ACK."""
    remote = channel.remote
    variables = channel.variables
    variables["rtp_local_sdp_str"] = _answer(remote.local_media_port, "0 101")
    variables["sip_to_tag"] = remote.tag[12:25]
    variables["sip_cseq"] = "1"
    variables["sip_full_to"] = f"{variables['sip_full_to']};tag={remote.tag[12:25]}"


def ended(channel: Channel, by_remote: bool) -> None:
    """Who ended the leg, in SIP's words, and the packet counters."""
    cause = channel.cause or "NORMAL_CLEARING"
    variables = channel.variables
    variables["hangup_cause"] = cause
    variables["hangup_cause_q850"] = str(q850(cause))
    outbound = channel.direction == "outbound"
    if by_remote:
        disposition = "recv_bye" if channel.answered else "recv_refuse" if outbound else "recv_cancel"
    elif channel.answered:
        disposition = "send_bye"
    else:
        disposition = "send_cancel" if outbound else "send_refuse"
    variables["sip_hangup_disposition"] = disposition
    if channel.media:
        variables.update(_counters(channel))


def closing(channel: Channel, by_remote: bool) -> None:
    """What the far end's last message leaves on the channel before CHANNEL_HANGUP."""
    variables = channel.variables
    if not by_remote:
        if channel.answered:
            variables["sip_hangup_phrase"] = "OK"
        return
    if channel.answered:
        status = 200
    elif channel.direction == "inbound":
        status = 487
    else:
        status, phrase = SIP_STATUS.get(channel.cause or "", (480, "Temporarily Unavailable"))
        variables["sip_invite_failure_status"] = str(status)
        variables["sip_invite_failure_phrase"] = phrase
    term = q850(channel.cause or "") if status != 487 else 487
    variables["sip_term_status"] = str(status)
    variables["proto_specific_hangup_cause"] = f"sip:{status}"
    variables["sip_term_cause"] = str(term)


def call_statistics(channel: Channel) -> dict[str, dict[str, dict[str, float]]]:
    """``callStats`` of a call record; empty without media."""
    if not channel.media:
        return {}
    packets = _packets(channel)
    raw = packets * _PACKET
    common = {"raw_bytes": raw, "media_bytes": raw, "packet_count": packets, "media_packet_count": packets}
    inbound: dict[str, float] = {
        **common,
        "skip_packet_count": 0,
        "jitter_packet_count": 0,
        "dtmf_packet_count": 0,
        "cng_packet_count": 0,
        "flush_packet_count": 0,
        "largest_jb_size": 0,
        "jitter_min_variance": 0,
        "jitter_max_variance": 0,
        "jitter_loss_rate": 0,
        "jitter_burst_rate": 0,
        "mean_interval": 20,
        "flaw_total": 0,
        "quality_percentage": 100,
        "mos": 4.5,
    }
    outbound: dict[str, float] = {
        **common,
        "skip_packet_count": 0,
        "dtmf_packet_count": 0,
        "cng_packet_count": 0,
        "rtcp_packet_count": 0,
        "rtcp_octet_count": 0,
    }
    return {"audio": {"inbound": inbound, "outbound": outbound}}


def _counters(channel: Channel) -> dict[str, str]:
    audio = call_statistics(channel)["audio"]
    decimal = ("variance", "rate", "interval", "percentage", "mos")
    found = {}
    for name, value in audio["inbound"].items():
        text = f"{value:.2f}" if name.endswith(decimal) else str(value)
        found[f"rtp_audio_in_{name}"] = text
    for name, value in audio["outbound"].items():
        key = f"rtp_audio_{name}" if name.startswith("rtcp") else f"rtp_audio_out_{name}"
        found[key] = str(value)
    return found


def _packets(channel: Channel) -> int:
    times = channel.profile.times
    start = times.progress_media or times.answered
    end = times.hungup or channel.now
    return max(0, end - start) * 50 // SECOND if start else 0


def _offer(port: int) -> str:
    return _sdp("ua 1 1", "-", port, "0 8 101", ("0 PCMU/8000", "8 PCMA/8000"), "0-16") + "a=ptime:20\r\n"


def _answer(port: int, payloads: str) -> str:
    codecs = ("0 PCMU/8000", "8 PCMA/8000") if "8" in payloads.split() else ("0 PCMU/8000",)
    text = _sdp("FreeSWITCH 1772270000 1772270001", "FreeSWITCH", port, payloads, codecs, "0-15")
    noise = "a=rtpmap:13 CN/8000\r\n" if "13" in payloads.split() else ""
    return f"{text}{noise}a=ptime:20\r\na=sendrecv\r\n"


def _sdp(origin: str, name: str, port: int, payloads: str, codecs: tuple[str, ...], events: str) -> str:
    maps = "".join(f"a=rtpmap:{codec}\r\n" for codec in codecs)
    return (
        f"v=0\r\no={origin} IN IP4 {LOCAL}\r\ns={name}\r\nc=IN IP4 {LOCAL}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP {payloads}\r\n{maps}"
        f"a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 {events}\r\n"
    )
