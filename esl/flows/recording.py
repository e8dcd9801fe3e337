"""A tenant's recording policy as the switch carries it out, without asking anybody.

What is recorded is the channel of whoever is not at a seat, or of the caller between two seats, and
only while two people are connected. So a recording goes on over transfers, in one file a channel.
Where all talks are treated alike the applications stand in the dialplan as they are. Else three things
decide during the call: the calling seat (``outward-<seat id>``), the answering agent
(``recorded-<seat id>``, at its answer), and the direction of a call to an extension.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tenants.models import Tenant

from ..recordings.policy import INBOUND, INTERNAL, NONE, OUTBOUND, Policy, Rule
from .prompts import RING_BACK, Prompt, recording_notice
from .xml import Element, action, always, anti_action, named, when

FOLDER = "${seatyard_recordings}"
"""A global variable of the node (vars.xml): its own folder of recordings."""
TOLD = "silence_stream://20"
"""What is played to someone who has heard the notice before."""
ON_ANSWER = "dial-var-execute_on_answer_recording"
"""The directory parameter by which a seat's leg looks up ``recorded-<seat id>`` when it answers."""

_WAY = "${seatyard_did}/${seatyard_outward}"
_WAYS = {INBOUND: "[^/]+/", OUTBOUND: "[^/]*/true", INTERNAL: "/"}
"""How a channel tells its direction: a caller has a DID, a called party was sent outward."""


@dataclass(frozen=True)
class Recordings:
    """The policy, and what it speaks of on the switch."""

    tenant_id: int
    context: str
    policy: Policy = field(default_factory=lambda: Policy({}))
    language: str = "en"
    seats: Mapping[str, int] = field(default_factory=dict)
    """Seat ids by number."""
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The seats of each queue, by its name."""

    @classmethod
    def of(cls, tenant: Tenant) -> Recordings:
        return cls(
            tenant_id=tenant.id,
            context=tenant.domain,
            policy=Policy.of(tenant.policies),
            language=tenant.language,
            seats={seat.number: seat.id for seat in tenant.seats if seat.active},
            members={queue.name: tuple(tier.seat.number for tier in queue.tiers) for queue in tenant.queues},
        )

    @property
    def notice(self) -> Prompt | None:
        """What the other side hears first; none where nothing is announced."""
        rules = [self.policy.rule(), *(self.policy.rule(queue=queue) for queue in self.policy.queues)]
        rules += [self.policy.rule(seat=seat) for seat in self.policy.seats]
        told = any(rule.announces(way) for rule in rules for way in (INBOUND, OUTBOUND))
        return recording_notice(self.language) if told else None

    @property
    def active(self) -> bool:
        """Whether anything is recorded at all."""
        return self.policy.rule().record != NONE or not self.policy.uniform

    # a caller

    def arriving(self) -> list[Element]:
        """At a DID: what is to be played before the first recorded talk."""
        notice = self.notice
        return [action("set", f"seatyard_notice={notice.played(self.tenant_id)}")] if notice else []

    def announcing(self, *, queue: str | None = None, seat: str | None = None) -> list[Element]:
        """Say it now, where the talk that follows may be recorded; once in a call."""
        rules = [self.policy.rule(queue=queue, seat=seat)]
        rules += [self.policy.rule(queue=queue, seat=member) for member in self.members.get(queue or "", ())]
        return _say() if any(rule.announces(INBOUND) for rule in rules) else []

    def inbound(self, *, queue: str | None = None, seat: str | None = None) -> list[Element]:
        """Before a queue, or before a seat of a flow."""
        return self._record(self.policy.rule(queue=queue, seat=seat).records(INBOUND))

    # an extension that was dialled, or that a call was transferred to

    def extension(self, seat: str) -> list[Element]:
        """Conditions to stand before the seat is rung: neither of them ever stops the walk."""
        rule = self.policy.rule(seat=seat)
        made = []
        if rule.announces(INBOUND):
            made.append(when("${seatyard_notice}", "^.+$", *_say(), breaks="never"))
        ways = [way for way in _WAYS if rule.records(way)]
        if len(ways) in (0, len(_WAYS)):
            recorded = self._record(bool(ways))
            return [*made, always(*recorded)] if recorded else made
        stop = [anti_action(str(one.get("application")), str(one.get("data"))) for one in self._record(False)]
        expression = f"^(?:{'|'.join(_WAYS[way] for way in ways)})$"
        return [*made, when(_WAY, expression, *self._record(True), *stop, breaks="never")]

    # out of the tenant

    def outward(self) -> list[Element]:
        """Before a call goes to a carrier."""
        if not self.active:
            return []
        way = [action("export", "nolocal:seatyard_outward=true")]
        rules = {self.policy.rule(seat=seat) for seat in self.seats}
        if len({(rule.records(OUTBOUND), rule.announces(OUTBOUND)) for rule in rules}) > 1:
            return [*way, action("execute_extension", f"outward-${{seatyard_seat}} XML {self.context}")]
        return [*way, *self._outward(self.policy.rule(seat=next(iter(self.seats), None)))]

    def _outward(self, rule: Rule) -> list[Element]:
        """The called party hears the notice when it answers, and is connected when that is over."""
        made = self._record(rule.records(OUTBOUND))
        notice = self.notice
        if notice is None or not rule.announces(OUTBOUND):
            return made
        return [
            *made,
            action("export", "nolocal:group_confirm_key=exec"),
            action("export", f"nolocal:group_confirm_file=playback {notice.played(self.tenant_id)}"),
        ]

    # extensions of their own

    def extensions(self) -> list[Element]:
        """What decides during a call; none where all talks are treated alike."""
        made = [
            named(f"recorded-{self.seats[seat]}", self._at_the_answer(seat))
            for seat in self.policy.seats
            if self.on_answer(seat)
        ]
        if any(one.get("application") == "execute_extension" for one in self.outward()):
            made += [
                named(f"outward-{seat_id}", *self._outward(self.policy.rule(seat=seat)))
                for seat, seat_id in self.seats.items()
            ]
        return made

    def on_answer(self, seat: str) -> str | None:
        """What a seat's leg executes when it answers, where the seat has a rule of its own."""
        if seat not in self.seats or "record" not in self.policy.seats.get(seat, {}):
            return None
        return f"execute_extension recorded-{self.seats[seat]} XML {self.context}"

    def _at_the_answer(self, seat: str) -> Element:
        """On the leg of an agent: its caller is the member of the queue."""
        word = "start" if self.policy.rule(seat=seat).records(INBOUND) else "stop"
        member = "${cc_member_session_uuid}"
        return action("set", f"seatyard_recorded=${{uuid_record({member} {word} {self._path(member)})}}")

    def _record(self, wanted: bool) -> list[Element]:
        """Record from the moment that two people are connected (not the music before it).

        Where some talks are and others are not, a later one is appended to the same file.
        """
        ready = [action("set", f"ringback={RING_BACK}"), action("set", "RECORD_BRIDGE_REQ=true")]
        if not self.policy.uniform:
            ready += [action("set", "RECORD_APPEND=true"), action("set", "RECORD_MIN_SEC=0")]
        if wanted:
            return [*ready, action("record_session", self._path("${uuid}"))]
        return [] if self.policy.uniform else [*ready, action("stop_record_session", self._path("${uuid}"))]

    def _path(self, uuid: str) -> str:
        return f"{FOLDER}/{self.tenant_id}/{uuid}.wav"


def _say() -> list[Element]:
    return [action("playback", "${seatyard_notice}"), action("set", f"seatyard_notice={TOLD}")]
