"""What is observed of a node, and which observations together are an outage of which kind."""

from __future__ import annotations

from itertools import combinations

EVENT_SOCKET, BANNER = "event_socket", "banner"
"""The worker's own session; a bare connection to the same port, which needs neither login nor worker."""
OPTIONS_SEATS, OPTIONS_CARRIERS = "options_seats", "options_carriers"
"""SIP OPTIONS to the profiles ``internal`` and ``external``, from the outside."""
PROFILE_SEATS, PROFILE_CARRIERS = "profile_seats", "profile_carriers"
"""What the switch itself says of them (``sofia xmlstatus``)."""
CALL_ROUTED, CALL_BARE = "call_routed", "call_bare"
"""A synthetic call through the dialplan, and one that needs none."""
DATABASE_POOL, DATABASE_FRESH = "database_pool", "database_fresh"
"""A query on one of the worker's own connections, and one on a connection made for it."""
CORE = "core_uuid"
"""Another Core-UUID: the switch had died. Certain by itself, with the end of its proofs of life."""

NODE_DOWN, SIP_SILENT, CALL_FAILED = "node_down", "sip_silent", "call_failed"
SOCKET_LOST, DATABASE_AWAY = "socket_lost", "database_away"

KINDS = (NODE_DOWN, SIP_SILENT, CALL_FAILED, SOCKET_LOST, DATABASE_AWAY)
"""The gravest first: what an outage is called of whose time several kinds are true."""

_SIP = (OPTIONS_SEATS, OPTIONS_CARRIERS, PROFILE_SEATS, PROFILE_CARRIERS)

PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    NODE_DOWN: ((EVENT_SOCKET, OPTIONS_SEATS), (EVENT_SOCKET, OPTIONS_CARRIERS)),
    SIP_SILENT: tuple(combinations(_SIP, 2)),
    CALL_FAILED: ((CALL_ROUTED, CALL_BARE),),
    SOCKET_LOST: ((EVENT_SOCKET, BANNER),),
    DATABASE_AWAY: ((DATABASE_POOL, DATABASE_FRESH),),
}
"""The two signals that must agree, by the kind of outage that they make."""
