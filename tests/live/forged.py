"""An INVITE with whatever in its headers, as no telephone would send it; the final status that it gets."""

from __future__ import annotations

import re
import socket
import uuid

LOOPBACK = "127.0.0.1"
SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 40000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
)


def invite(switch: int, number: str, caller: str, name: str, seconds: float = 20) -> int:
    """Call ``number`` at the switch's port as ``"name" <sip:caller@…>``; for flows that do not answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sip:
        sip.bind((LOOPBACK, 0))
        sip.settimeout(seconds)
        here, call = f"{LOOPBACK}:{sip.getsockname()[1]}", uuid.uuid4().hex
        target = f"sip:{number}@{LOOPBACK}:{switch}"
        common = (
            f"Via: SIP/2.0/UDP {here};branch=z9hG4bK{call};rport\r\nMax-Forwards: 70\r\n"
            f'From: "{name}" <sip:{caller}@{here}>;tag={call[:8]}\r\nCall-ID: {call}@{LOOPBACK}\r\n'
        )
        asked = (
            f"INVITE {target} SIP/2.0\r\n{common}To: <{target}>\r\nCSeq: 1 INVITE\r\n"
            f"Contact: <sip:x@{here}>\r\nContent-Type: application/sdp\r\n"
            f"Content-Length: {len(SDP)}\r\n\r\n{SDP}"
        )
        sip.sendto(asked.encode(), (LOOPBACK, switch))
        while True:
            answer = sip.recv(65536).decode(errors="replace")
            status = int(answer.split(" ", 2)[1])
            if status >= 200:
                break
        to = re.search(r"^To: (.*?)\r$", answer, re.MULTILINE)
        acked = (
            f"ACK {target} SIP/2.0\r\n{common}To: {to[1] if to else ''}\r\n"
            "CSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n"
        )
        sip.sendto(acked.encode(), (LOOPBACK, switch))
        return status
