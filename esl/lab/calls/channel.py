"""A channel: one leg, its variables, its state, and the events that it fires."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..eventsocket.encoding import Headers
from ..kernel import Waiter
from .described import described
from .profile import Profile
from .variables import Variables

if TYPE_CHECKING:
    from ..switch import Switch
    from .hearing import Tap
    from .meta import Meta
    from .remote import Remote

_CALL_STATE_NAMES = ("DOWN", "DIALING", "RINGING", "EARLY", "ACTIVE", "HELD", "RING_WAIT", "HANGUP", "UNHELD")
CALL_STATES = {name: str(number) for number, name in enumerate(_CALL_STATE_NAMES)}

HANGUP, BREAK, ERRAND, BRIDGED = "hangup", "break", "errand", "bridged"
"""Why a wait of a channel ended early."""


@dataclass(frozen=True)
class Held:
    """A leg that waits while its partner consults somebody; ``over`` is woken when that is decided."""

    leg: Channel
    over: Waiter[None]


class Channel(Variables):
    """One leg of a call.

    ``state`` is where it is to go next and ``running`` where it is: events show
    the name of the second and the number of the first, as FreeSWITCH's do.
    """

    def __init__(self, switch: Switch, direction: str, profile: Profile, remote: Remote) -> None:
        super().__init__(switch, profile)
        self.uuid = profile.uuid
        self.direction = direction
        self.remote = remote
        self.state = self.running = "CS_NEW"
        self.callstate = "DOWN"
        self.answered = self.early = self.media = False
        self.cause: str | None = None
        self.other_type = ""
        self.legs = 0
        """Legs that were originated on its behalf."""
        self.conversation = self.uuid
        """The uuid of the leg that all this began with: records of one conversation stay in order."""
        self.peer: Channel | None = None
        self.app_log: list[tuple[str, str, int]] = []
        self.by_remote = False
        """Whether the far end hung up, rather than the switch."""
        self.has_process = direction == "inbound"
        """Whether a process executes a dialplan on it; else a hang-up starts its conclusion."""
        self.on_hangup: list[Callable[[], None]] = []
        self.refused_with = 0
        """The SIP status that the dialplan chose for a refusal (``respond``)."""
        self.far_end: Callable[[str], None] | None = None
        """Has the far end of a leg that rings answer, or refuse with a cause."""
        self.menus = 0
        """Menus that the caller has come to: what they press depends on it."""
        self.keys: deque[str] = deque()
        """Keys that were pressed and wait to be read."""
        self.key_takers: list[Callable[[str], bool]] = []
        """Asked about every key before anybody reads it: whether it is theirs."""
        self.meta: Meta | None = None
        self.errands: deque[tuple[str, str]] | None = None
        """Applications to be executed beside a talk, while its own process looks after the talk."""
        self.reading = 0
        """Whether whoever waits is to be told of a key."""
        self.on_move: list[Callable[[str], None]] = []
        self.taps: list[Tap] = []
        """Who takes part in its talk beside the one whom it is joined to."""
        self.twin: Channel | None = None
        """The other half of a loopback."""
        self.moved = False
        """Whether it is to leave its talk without a hang-up: sent to another number, or to another leg."""
        self.held: Held | None = None
        """Whom it has put aside to consult somebody else (``att_xfer``)."""
        self.bridged_away = False
        """Whether ``uuid_bridge`` took the leg out of its dialplan."""
        self.recording: str | None = None
        self.recording_since = 0
        self.hold_spans: list[tuple[int, int]] = []
        """From when to when its far end had the other side on hold, in microseconds."""
        self.holds: set[str] = set()
        """Who needs the channel to stay a moment longer after its hang-up is reported."""
        self._waiters: list[Waiter[str | None]] = []
        self.variables.update(direction=direction)
        if direction == "outbound":
            self.variables["is_outbound"] = "true"
        self.variables.update(uuid=self.uuid, call_uuid=self.uuid, session_id=str(switch.next_session()))
        profile.times.created = profile.times.profile_created = switch.clock.now
        switch.channels[self.uuid] = self

    # who and when

    @property
    def name(self) -> str:
        return self.profile.chan_name

    @property
    def up(self) -> bool:
        return self.cause is None

    @property
    def now(self) -> int:
        return self.switch.clock.now

    # waiting

    async def wait(self, us: int | None = None) -> str | None:
        """Wait for the time to pass; why it was cut short, or none. Hung up: at once."""
        if not self.up:
            return HANGUP
        waiter = self.switch.kernel.waiter()
        self._waiters.append(waiter)
        timer = self.switch.kernel.after(us, lambda: waiter.wake(None)) if us is not None else None
        reason: str | None = await waiter
        if timer:
            timer.cancel()
        self._waiters.remove(waiter)
        return reason

    def interrupt(self, reason: str) -> None:
        """Everybody who waits on the leg looks again."""
        for waiter in list(self._waiters):
            waiter.wake(reason)

    def move(self, reason: str = BREAK, why: str = "") -> None:
        """It leaves its talk, if it is in one: its process looks again, and so does its partner's.

        ``why``, if not the same, is for those who call somebody for it (``on_move``).
        """
        self.moved = self.peer is not None
        self.interrupt(reason)
        for callback in list(self.on_move):
            callback(why or reason)
        for leg in (self.peer, self.held.leg if self.held else None):
            if leg is not None:
                leg.interrupt(BREAK)

    async def wait_for_release(self) -> None:
        """After the hang-up: until nobody holds the channel any more."""
        while self.holds:
            self._waiters = [self.switch.kernel.waiter()]
            await self._waiters[0]

    def release(self, holder: str) -> None:
        """Whoever is still up waits for something else, and is not disturbed."""
        self.holds.discard(holder)
        if not self.up:
            self.interrupt(BREAK)

    # events

    def fire(self, name: str, before: Headers | None = None, after: Headers | None = None) -> None:
        self.switch.bus.fire(name, lambda: self.headers(name, before, after))

    def custom(self, subclass: str, after: Headers, source: str) -> None:
        """A CUSTOM event with this channel's data before its own headers."""
        self.switch.bus.custom(subclass, lambda: self.headers("CUSTOM", None, after), source)

    def headers(self, name: str, before: Headers | None = None, after: Headers | None = None) -> Headers:
        return described(self, name, before, after)

    @property
    def answer_state(self) -> str:
        if not self.up:
            return "hangup"
        return "answered" if self.answered else "early" if self.early else "ringing"

    # state

    def enter(self, state: str) -> None:
        """Go to a state and be there: CHANNEL_STATE."""
        self.state = self.running = state
        self.fire("CHANNEL_STATE")

    def call_state(self, callstate: str) -> None:
        before, self.callstate = self.callstate, callstate
        number = CALL_STATES[callstate]
        self.fire(
            "CHANNEL_CALLSTATE",
            {"Original-Channel-Call-State": before, "Channel-Call-State-Number": number},
        )

    def new_profile(self, **changes: str) -> Profile:
        """The profile that a transfer makes; the old one keeps its own history."""
        old = self.profile
        old.times.transferred = self.now
        times = replace(old.times, profile_created=self.now, transferred=0)
        index = (old.index or 1) + 1
        extension = (old.extension[0], old.extension[1], list[tuple[str, str]]()) if old.extension else None
        fresh = replace(
            old,
            times=times,
            index=index,
            extension=extension,
            executed=0,
            originators=[],
            originatees=[],
            **changes,
        )
        self.profiles.insert(0, fresh)
        return fresh
