"""The channel variables of the media core, and the counters of a call record.

There is no media here: session descriptions are written from a form, packet
counters follow from the time.
"""

from __future__ import annotations

from ..clock import SECOND
from .channel import Channel

LOCAL = "127.0.0.1"
CODECS = "CORE_PCM_MODULE.PCMU@8000h@20i@64000b,CORE_PCM_MODULE.PCMA@8000h@20i@64000b"
_PACKET = 172
"""Bytes of a G.711 packet of 20 ms with its RTP header."""


def media(channel: Channel) -> None:
    """Media was negotiated, early or at the answer."""
    if channel.media:
        return
    channel.media = True
    remote = channel.remote
    if channel.direction == "outbound":
        channel.variables["switch_r_sdp"] = remote_sdp(remote.media_port)
        channel.variables["ep_codec_string"] = CODECS
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
    """The local session description that an answer to an inbound call carries."""
    channel.variables["rtp_local_sdp_str"] = local_sdp(channel.remote.local_media_port, "0 101")


def acknowledged(channel: Channel) -> None:
    """The caller's ACK has come."""
    remote, variables = channel.remote, channel.variables
    variables["sip_to_tag"] = remote.tag[12:25]
    variables["sip_cseq"] = "1"
    variables["sip_full_to"] = f"{variables['sip_full_to']};tag={remote.tag[12:25]}"


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


def counters(channel: Channel) -> dict[str, str]:
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


def remote_sdp(port: int) -> str:
    """What the far end describes."""
    return _sdp("ua 1 1", "-", port, "0 8 101", ("0 PCMU/8000", "8 PCMA/8000"), "0-16") + "a=ptime:20\r\n"


def local_sdp(port: int, payloads: str) -> str:
    """What the switch describes."""
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
