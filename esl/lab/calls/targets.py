"""Resolves a dial string's targets to legs, or to the cause for which there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dialplan.expand import expand
from ..eventsocket.encoding import Headers, joined
from ..kernel import Outside
from ..xml.directory import User
from .channel import Channel
from .dialstring import DialString, Target, parse
from .outgoing import Leg
from .remote import Remote
from .rtp import LOCAL

if TYPE_CHECKING:
    from ..switch import Switch

_ERRORS = {"user_not_registered": "USER_NOT_REGISTERED", "user_busy": "USER_BUSY"}


class Names:
    """Variables for expanding a user's dial-string: what is given first, then the caller's own."""

    def __init__(self, given: dict[str, str], caller: Channel | None) -> None:
        self._given = given
        self._caller = caller

    def get(self, name: str) -> str | None:
        found = self._given.get(name)
        return found if found is not None else self._caller.get(name) if self._caller else None

    def values(self, name: str) -> list[str]:
        found = self.get(name)
        return [found] if found else []


class Resolver:
    """Turns targets into legs for one originate; remembers the last cause of those that failed."""

    def __init__(self, switch: Switch, caller: Channel | None, identity: tuple[object, ...]) -> None:
        self._switch = switch
        self._caller = caller
        self._identity = identity
        self._count = 0
        self.cause = "NORMAL_TEMPORARY_FAILURE"
        self.endpoint = "sofia"

    async def legs(self, targets: tuple[Target, ...], given: Headers) -> list[Leg]:
        found: list[Leg] = []
        for target in targets:
            if target.endpoint == "user":
                found += await self._user(target, given)
            elif target.endpoint == "sofia":
                leg = self._sofia(target)
                if leg is not None:
                    found.append(leg)
            elif target.endpoint == "loopback":
                found.append(self._loopback(target))
            elif target.endpoint == "error":
                self.cause = _ERRORS.get(target.address.lower(), target.address.upper())
            else:
                self.cause = "CHAN_NOT_IMPLEMENTED"
        return found

    async def _user(self, target: Target, given: Headers) -> list[Leg]:
        self.endpoint = "user"
        number, _, domain = target.address.partition("@")
        domain = domain or self._switch.globals.get("domain", "")
        variables = {**{name: joined(value) for name, value in given.items()}, **target.variables}
        user = await Outside(self._switch.directory.user(number, domain, self._asked(variables)))
        if user is None:
            self.cause = "SUBSCRIBER_ABSENT"
            return []
        text = user.params.get("dial-string")
        if not text:
            self.cause = "MANDATORY_IE_MISSING"
            return []
        dialled = {"dialed_user": user.id, "dialed_domain": domain}
        if self._caller is not None:
            self._caller.variables.update(dialled)
        names = Names({**variables, **dialled}, self._caller)
        inner: DialString = parse(expand(text, names, self._switch.registry.function))
        if "presence_id=" not in text:
            dialled["presence_id"] = f"{user.id}@{domain}"
        found: list[Leg] = []
        for group in inner.groups[:1]:
            for leg in await self.legs(group, given):
                merged = {
                    **target.variables,
                    **dialled,
                    **_dial_vars(user),
                    **inner.variables,
                    **leg.variables,
                }
                found.append(
                    Leg(leg.remote, leg.profile, leg.destination, merged, leg.gateway, dict(user.variables))
                )
        return found

    def _asked(self, variables: dict[str, str]) -> Headers:
        """The lookup's parameters; mod_callcenter's own event is asked with as it is."""
        if "Event-Name" in variables:
            return {"as_channel": "true", "action": "user_call", **variables}
        params = self._switch.bus.params("mod_dptools.c", "user_outgoing_channel", 4368)
        return {**params, "as_channel": "true", "action": "user_call", **variables}

    def _loopback(self, target: Target) -> Leg:
        self.endpoint = "loopback"
        self._count += 1
        number, context, dialplan = [*target.address.split("/"), "", ""][:3]
        tag = self._switch.chance.token(40, *self._identity, self._count, "leg")
        remote = Remote(number, LOCAL, 0, tag)
        where = (context or "default", dialplan or "XML")
        return Leg(remote, "loopback", number, target.variables, loopback=where)

    def _sofia(self, target: Target) -> Leg | None:
        profile, _, rest = target.address.partition("/")
        self._count += 1
        identity = (*self._identity, self._count)
        if profile == "gateway":
            name, _, number = rest.partition("/")
            gateway = self._switch.settings.gateways.get(name)
            if gateway is None:
                self.cause = "INVALID_GATEWAY"
                return None
            if name in self._switch.carriers.down:
                self.cause = "GATEWAY_DOWN"
                return None
            plan = self._caller.remote.plan if self._caller else None
            remote = self._switch.carriers.called(gateway, number, identity, plan)
            return Leg(remote, gateway.profile, number, target.variables, gateway=name)
        contact = rest.removeprefix("sip:").partition(";")[0]
        phone = self._switch.phones.called(contact, identity)
        if phone is None:
            self.cause = "NO_USER_RESPONSE"
            return None
        return Leg(phone, profile, contact.partition("@")[0], target.variables)


def _dial_vars(user: User) -> dict[str, str]:
    """``dial-var-NAME`` of a directory entry: variables of the leg from its beginning."""
    prefix = "dial-var-"
    return {
        name.removeprefix(prefix): value for name, value in user.params.items() if name.startswith(prefix)
    }
