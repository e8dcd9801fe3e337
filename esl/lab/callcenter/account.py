"""What the ``callcenter::info`` events of one offer say."""

from __future__ import annotations

from ..calls.channel import Channel
from ..clock import Clock
from ..eventsocket.encoding import Headers
from .model import Agent, Member, Queue


class Account:
    """The facts of an offer, and the headers of its events in mod_callcenter's order."""

    def __init__(self, clock: Clock, queue: Queue, member: Member, agent: Agent) -> None:
        self._clock = clock
        self.queue = queue
        self.member = member
        self.agent = agent
        self.called_at = self.answered_at = 0
        self.bridged = False

    def offering(self) -> Headers:
        member = self.member
        about: Headers = {"CC-Queue": self.queue.name, "CC-Action": "agent-offering"}
        about["CC-Agent"] = self.agent.name
        about["CC-Agent-Type"] = self.agent.type
        about["CC-Agent-System"] = self.agent.instance_id
        about.update(self._caller())
        dnis = member.channel.profile.rdnis
        return {**about, "CC-Member-DNIS": dnis} if dnis else about

    def bridge_start(self, leg: Channel) -> Headers:
        about: Headers = {
            **self._agent("bridge-agent-start", {}),
            "CC-Agent-UUID": leg.uuid,
            "CC-Agent-Called-Time": str(self.called_at),
            "CC-Agent-Answered-Time": str(self.answered_at),
            "CC-Member-Joined-Time": str(self.member.joined_epoch),
            **self._caller(),
        }
        dnis = self.member.channel.profile.rdnis
        return {**about, "CC-Member-DNIS": dnis} if dnis else about

    def bridge_end(self, leg: Channel) -> Headers:
        return {
            **self._agent("bridge-agent-end", {"CC-Hangup-Cause": "SUCCESS"}),
            "CC-Agent-UUID": leg.uuid,
            "CC-Agent-Bridged": "true" if self.bridged else "false",
            "CC-Agent-Called-Time": str(self.called_at),
            "CC-Agent-Answered-Time": str(self.answered_at),
            "CC-Member-Joined-Time": str(self.member.joined_epoch),
            "CC-Bridge-Terminated-Time": str(self._clock.epoch),
            **self._caller(),
        }

    def member_end(self, leg: Channel) -> Headers:
        ended: Headers = {"CC-Hangup-Cause": "SUCCESS", "CC-Cause": "Terminated"}
        return {
            **self._agent("member-queue-end", ended),
            "CC-Agent-UUID": leg.uuid,
            "CC-Agent-Called-Time": str(self.called_at),
            "CC-Agent-Answered-Time": str(self.answered_at),
            "CC-Member-Leaving-Time": str(self._clock.epoch),
            "CC-Member-Joined-Time": str(self.member.joined_epoch),
            **self._caller(),
        }

    def failure(self, cause: str) -> Headers:
        return {
            **self._agent("bridge-agent-fail", {"CC-Hangup-Cause": cause}),
            "CC-Agent-Called-Time": str(self.called_at),
            "CC-Agent-Aborted-Time": str(self._clock.epoch),
            **self._caller(),
            "CC-Member-Joined-Time": str(self.member.joined_epoch),
        }

    def max_no_answer(self) -> Headers:
        return {
            "CC-Agent": self.agent.name,
            "CC-Action": "agent-max-no-answer",
            "CC-Agent-No-Answer-Count": str(self.agent.max_no_answer),
            "CC-Agent-No-Answer-Status": self.queue.agent_no_answer_status,
            "CC-Member-UUID": self.member.uuid,
            "CC-Member-Session-UUID": self.member.channel.uuid,
        }

    def _caller(self) -> Headers:
        member = self.member
        return {
            "CC-Member-UUID": member.uuid,
            "CC-Member-Session-UUID": member.channel.uuid,
            "CC-Member-CID-Name": member.cid_name,
            "CC-Member-CID-Number": member.cid_number,
        }

    def _agent(self, action: str, more: Headers) -> Headers:
        about: Headers = {"CC-Queue": self.queue.name, "CC-Action": action, **more}
        return {**about, "CC-Agent": self.agent.name, "CC-Agent-System": self.agent.instance_id}
