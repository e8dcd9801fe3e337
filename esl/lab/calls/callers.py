"""People who called: they lose patience, talk as long as they meant to, and hang up."""

from __future__ import annotations

from ..kernel import Kernel, Timer
from .channel import Channel
from .lifecycle import hang_up


class Callers:
    """Times what the plans of callers say."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._patience: dict[str, Timer] = {}

    def arrives(self, channel: Channel) -> None:
        """The call begins: from now on its caller waits."""
        plan = channel.remote.plan
        if plan is None:
            return
        self._patience[channel.uuid] = self._kernel.after(plan.patience, lambda: self._gives_up(channel))
        channel.on_hangup.append(lambda: self.speaks(channel))

    def speaks(self, channel: Channel) -> None:
        """Talking to somebody, or to a machine: no longer waiting."""
        timer = self._patience.pop(channel.uuid, None)
        if timer:
            timer.cancel()

    def talk(self, first: Channel, second: Channel) -> None:
        """Two people are through to each other: one of them will end it."""
        for channel in (first, second):
            self.speaks(channel)
        first.switch.calllog.talked(first)
        caller, called = (first, second) if first.remote.plan else (second, first)
        plan = caller.remote.plan
        if plan is None:
            return
        party = caller if plan.caller_ends else called
        self._kernel.after(plan.talk, lambda: hang_up(party, "NORMAL_CLEARING", by_remote=True))

    def meets(self, channel: Channel) -> None:
        """In a conference: the caller stays as long as they meant to talk."""
        self.speaks(channel)
        channel.switch.calllog.talked(channel)
        plan = channel.remote.plan
        if plan is not None:
            self._kernel.after(plan.talk, lambda: hang_up(channel, "NORMAL_CLEARING", by_remote=True))

    def alone(self, channel: Channel) -> None:
        """The other party left, the call goes on: the caller waits anew."""
        if channel.up and channel.remote.plan and channel.uuid not in self._patience:
            patience = channel.remote.plan.patience
            self._patience[channel.uuid] = self._kernel.after(patience, lambda: self._gives_up(channel))

    def _gives_up(self, channel: Channel) -> None:
        self._patience.pop(channel.uuid, None)
        cause = "NORMAL_CLEARING" if channel.answered else "ORIGINATOR_CANCEL"
        hang_up(channel, cause, by_remote=True)
