"""Callers that the queue has forgotten, callers that it still keeps, and seats' legs with nobody on them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from ..provisioning.desired import Phone
from ..provisioning.state import Row, domain_of
from .agents import RECEIVING
from .sign import CALLER_GONE, CALLER_LOST, LEG_ALONE, Sign
from .snapshot import WAITS_IN, Snapshot

ABANDONED = "Abandoned"
ON_ANSWER = ("", "bind_meta_app", "event", "record_session")
"""What a seat's leg is said to execute after its answer: the last of what its directory entry asks for."""
_QUEUE = re.compile(r"(queue-\d+)@[a-z0-9.-]+\Z")


def lost(seen: Snapshot, queues: Collection[str]) -> Iterator[Sign]:
    """Channels that hear the queue's music but are not in its list: nobody would ever serve them.

    mod_callcenter deletes the callers of a queue that it cannot find (mod_callcenter.c, members_callback).
    """
    for uuid, channel in seen.channels.items():
        queue = channel.get(WAITS_IN, "")
        if uuid not in seen.queued and (name := _QUEUE.match(queue)):
            yield _lost(uuid, channel, queue, name[1], seen, queue in queues)


def _lost(uuid: str, channel: Row, queue: str, name: str, seen: Snapshot, wanted: bool) -> Sign:
    waited = max(int(seen.at.timestamp()) - int(channel.get("created_epoch") or 0), 0)
    again = (
        f"uuid_setvar {uuid} cc_base_score {waited}",
        f"uuid_transfer {uuid} {name} XML {domain_of(queue)}",
    )
    what = "sent into it again, with the time waited" if wanted else "let go: there is no such queue any more"
    return Sign(
        CALLER_LOST,
        about=uuid,
        domain=domain_of(queue),
        told=f"a caller in {queue} was not in its list: {what}",
        evidence={"queue": queue, "channel": channel.get("name", ""), "waited": str(waited)},
        same=queue,
        still=((f"uuid_getvar {uuid} current_application", channel["application"]),),
        commands=again if wanted else (f"uuid_kill {uuid} NORMAL_TEMPORARY_FAILURE",),
    )


def gone(seen: Snapshot) -> Iterator[Sign]:
    """Callers in a queue's list whose channel does not exist. No command of the switch removes one."""
    for member in seen.members:
        session, state = member["session_uuid"], member["state"]
        if state == ABANDONED or not session or session in seen.channels:
            continue
        yield Sign(
            CALLER_GONE,
            about=member["uuid"],
            domain=domain_of(member["queue"]),
            told=f"{member['queue']} keeps a caller who has gone ({state}); "
            + (
                "an agent who becomes free ends it" if state == "Waiting" else "the node's next start ends it"
            ),
            evidence={"queue": member["queue"], "channel": session, "agent": member["serving_agent"]},
            same=f"{session} {state}",
        )


def alone(seen: Snapshot, phones: Mapping[str, Phone]) -> Iterator[Sign]:
    """Seats' legs of queue calls that were answered, with nobody on the other side.

    With ring-all, of two that answer at the same moment the one that loses is left up
    (mod_callcenter.c, outbound_agent_thread_run), while its agent is offered further calls.
    """
    names = {"@".join(phone): name for name, phone in phones.items()}
    joined = {
        channel.get("call_uuid")
        for uuid, channel in seen.channels.items()
        if channel.get("call_uuid") != uuid
    }
    for uuid, channel in seen.channels.items():
        agent = seen.agents.get(names.get(channel.get("presence_id", ""), ""))
        if agent is None or uuid in joined or not _up_by_itself(uuid, channel):
            continue
        if agent["state"] == RECEIVING or agent["uuid"] == uuid:
            continue
        yield Sign(
            LEG_ALONE,
            about=uuid,
            domain=domain_of(agent["name"]),
            told=f"the phone of {agent['name']} was up with nobody on the line",
            evidence={"agent": agent["name"], "state": agent["state"], "call": agent["uuid"]},
            same=agent["name"],
            still=(
                (f"uuid_getvar {uuid} cc_side", "agent"),
                (f"uuid_getvar {uuid} cc_agent_bridged", "_undef_"),
            ),
            commands=(f"uuid_kill {uuid} NORMAL_CLEARING",),
        )


def _up_by_itself(uuid: str, channel: Row) -> bool:
    return (
        channel.get("direction") == "outbound"
        and channel.get("callstate") == "ACTIVE"
        and channel.get("state") == "CS_CONSUME_MEDIA"
        and channel.get("application") in ON_ANSWER
        and channel.get("call_uuid") in ("", uuid)
    )
