"""A switch that behaves, until it does once what no switch should: every kind of hostility by its name."""

from __future__ import annotations

from collections.abc import Callable

import gevent

from .event_socket import Peer, Switch, event, reply

MARK = event({"Event-Name": "HEARTBEAT", "n": "mark"})
"""Follows the hostility: whoever hears it has recovered."""
ORDINARY = event({"Event-Name": "HEARTBEAT", **{f"variable_{n}": "x" * 20 for n in range(100)}})
LINGER = (
    b"Content-Type: text/disconnect-notice\nControlled-Session-UUID: b655a869\n"
    b"Content-Disposition: linger\nLinger-Time: 1\nContent-Length: 0\n\n"
)
MANY, LARGE = 100_000, 50 * 1024 * 1024
"""Events of a flood; bytes of a large body."""
LARGE_BODY = "a body of 50 MB"
PIECE = 500
HELD = 3600.0
"""Seconds for which nothing is said."""


class Hostile(Switch):
    """``attack()`` does it to every connection that asked for events; afterwards the switch behaves again."""

    def __init__(self, kind: str, many: int = MANY, large: int = LARGE) -> None:
        super().__init__()
        self.kind, self.many = kind, many
        self.large = event({"Event-Name": "HEARTBEAT", "_body": "x" * (large if kind == LARGE_BODY else 0)})
        """Made ahead: it takes seconds, in which this process does nothing else."""
        self.deaf: set[Peer] = set()
        """Connections whose commands are read and never answered."""
        self.speechless = 0
        """How many of the next connections get no banner."""
        self._attacked = False
        self._peers: set[Peer] = set()

    def __call__(self, peer: Peer) -> None:
        if self.speechless:
            self.speechless -= 1
            gevent.sleep(HELD)
        words = peer.subscription()
        self._peers.add(peer)
        self.subscribed.append((peer, words))
        if self._attacked and words != "BACKGROUND_JOB":
            peer.send(MARK)
        try:
            while True:
                self._obey(peer)
        finally:
            self._peers.discard(peer)

    def attack(self) -> None:
        told = [peer for peer, words in self.subscribed if words != "BACKGROUND_JOB" and peer in self._peers]
        self._attacked = True
        for peer in told:
            try:
                KINDS[self.kind](self, peer)
                if peer not in self.deaf:
                    peer.send(MARK)
            except OSError:
                pass  # it has left already, or was left

    def _obey(self, peer: Peer) -> None:
        command, _, job = peer.command().partition("\nJob-UUID: ")
        if peer in self.deaf:
            return
        if not job:
            peer.send(reply("+OK event listener enabled json"))
            return
        peer.send(reply(f"+OK Job-UUID: {job}"))
        peer.send(self.job(job, command.removeprefix("bgapi ")))


def _close_in_a_body(switch: Hostile, peer: Peer) -> None:
    peer.send(ORDINARY[:-5])
    peer.sock.shutdown(2)


def _no_content_type(switch: Hostile, peer: Peer) -> None:
    peer.send(b"Content-Length: 5\n\nhello")


def _invalid_utf8(switch: Hostile, peer: Peer) -> None:
    peer.send(event(b'{"Event-Name":"HEARTBEAT","Caller":"\xff\xfe"}'))


def _line_break_in_a_header(switch: Hostile, peer: Peer) -> None:
    peer.send(event({"Event-Name": "HEARTBEAT", "n": "told", "Caller": "x%0An: forged"}))


def _no_reply(switch: Hostile, peer: Peer) -> None:
    switch.deaf |= switch._peers


def _no_banner(switch: Hostile, peer: Peer) -> None:
    switch.speechless = 1
    peer.sock.shutdown(2)


def _flood(switch: Hostile, peer: Peer) -> None:
    for _ in range(0, switch.many, PIECE):
        peer.send(ORDINARY * PIECE)


def _large_body(switch: Hostile, peer: Peer) -> None:
    peer.send(switch.large)


def _linger(switch: Hostile, peer: Peer) -> None:
    peer.send(LINGER)
    gevent.sleep(1)
    peer.sock.shutdown(2)


KINDS: dict[str, Callable[[Hostile, Peer], None]] = {
    "closed in the middle of a body": _close_in_a_body,
    "no Content-Type": _no_content_type,
    "invalid UTF-8": _invalid_utf8,
    "%0A in a header": _line_break_in_a_header,
    "a reply that never comes": _no_reply,
    "a banner that never comes": _no_banner,
    "100,000 events at once": _flood,
    LARGE_BODY: _large_body,
    "a notice with linger": _linger,
}
