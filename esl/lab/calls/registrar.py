"""Registrations: phones prove who they are against the directory, and are found by their contact."""

from __future__ import annotations

import hashlib
import hmac
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..clock import SECOND
from ..eventsocket.encoding import Headers
from ..xml.directory import User
from .phones import Phone

if TYPE_CHECKING:
    from ..switch import Switch

log = logging.getLogger(__name__)

EXPIRES = 3600
"""Seconds that a phone asks for. Refreshes are not simulated: a registration lasts until it is taken back."""
AGENT = "seatyard-lab-phone"


@dataclass
class Registration:
    """A phone that can be reached."""

    phone: Phone
    call_id: str
    variables: dict[str, str]

    @property
    def contact(self) -> str:
        return f"sofia/internal/sip:{self.phone.number}@{self.phone.host}:{self.phone.port}"


class Registrar:
    """What mod_sofia's internal profile knows of phones."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self.registrations: dict[str, Registration] = {}

    async def register(self, phone: Phone) -> bool:
        """REGISTER with digest; false and ``sofia::register_failure`` (403) when it is refused."""
        user, authorised = await self._authenticate(phone, "REGISTER")
        self._announce("sofia::pre_register", self._request(phone, EXPIRES))
        result = {"auth-result": "RENEWED" if authorised else "FORBIDDEN"}
        self._announce("sofia::register_attempt", {**self._request(phone, EXPIRES, True), **result})
        if not authorised or user is None:
            log.warning("registration of %s refused: 403", phone.address)
            self._announce("sofia::register_failure", _failure(phone))
            return False
        known = phone.address in self.registrations
        variables = {**_identity(phone), **user.variables}
        self.registrations[phone.address] = Registration(phone, self._call_id(phone), variables)
        self._announce("sofia::register", self._registered(phone, known, variables))
        return True

    def unregister(self, phone: Phone) -> bool:
        """REGISTER with expires 0."""
        registration = self.registrations.pop(phone.address, None)
        if registration is None:
            return False
        request = self._request(phone, 0, True)
        names = ("profile-name", "username", "from-user", "from-host", "contact", "call-id", "rpid", "realm")
        headers = {name: request[name] for name in (*names, "network-ip", "network-port", "user-agent")}
        self._announce("sofia::unregister", {**headers, "expires": "0", **registration.variables})
        return True

    def expire(self, address: str) -> bool:
        """The registration ran out, or ``flush_inbound_reg`` took it."""
        registration = self.registrations.pop(address, None)
        if registration is None:
            return False
        phone = registration.phone
        request = self._request(phone, EXPIRES, True)
        headers: Headers = {
            "profile-name": "internal",
            "call-id": registration.call_id,
            "user": phone.number,
            "username": phone.number,
            "host": phone.domain,
            "contact": request["contact"],
            "expires": str(self._switch.clock.epoch),
            **{name: request[name] for name in ("user-agent", "realm", "network-ip", "network-port")},
        }
        self._announce("sofia::expire", headers)
        return True

    def contact(self, address: str) -> str:
        """``sofia_contact``."""
        registration = self.registrations.get(address)
        return registration.contact if registration else "error/user_not_registered"

    async def authenticate_call(self, phone: Phone, number: str) -> User | None:
        """The INVITE of a phone, challenged: its user, or none (403)."""
        user, authorised = await self._authenticate(phone, "INVITE", number)
        self._announce("sofia::pre_register", self._request(phone, 0))
        result = {"auth-result": "SUCCESS" if authorised else "FORBIDDEN"}
        self._announce("sofia::register_attempt", {**self._request(phone, 0, True), **result})
        return user if authorised else None

    async def _authenticate(self, phone: Phone, method: str, number: str = "") -> tuple[User | None, bool]:
        nonce = self._switch.chance.uuid(phone.address, "nonce", self._switch.bus.sequence)
        uri = f"sip:{number}@{phone.domain}" if number else f"sip:{phone.domain}"
        cnonce = self._switch.chance.token(10, phone.address, "cnonce")
        held = phone.a1 or _a1(phone.number, phone.domain, phone.password)
        response = _response(held, method, uri, nonce, cnonce)
        params = self._switch.bus.params("sofia_reg.c", "sofia_reg_parse_auth", 3124)
        asked: Headers = {
            **params,
            "action": "sip_auth",
            "sip_profile": "internal",
            "sip_user_agent": AGENT,
            "sip_auth_username": phone.number,
            "sip_auth_realm": phone.domain,
            "sip_auth_nonce": nonce,
            "sip_auth_uri": uri,
            "sip_contact_user": phone.number,
            "sip_contact_host": phone.host,
            "sip_to_user": number or phone.number,
            "sip_to_host": phone.domain,
            "sip_via_protocol": "udp",
            "sip_from_user": phone.number,
            "sip_from_host": phone.domain,
            "sip_call_id": self._call_id(phone),
            **({"sip_request_user": number} if number else {}),
            "sip_request_host": phone.domain,
            "sip_auth_qop": "auth",
            "sip_auth_cnonce": cnonce,
            "sip_auth_nc": "00000001",
            "sip_auth_response": response,
            "sip_auth_method": method,
            "client_port": str(phone.port),
        }
        user = await self._switch.directory.user(phone.number, phone.domain, asked)
        if user is None:
            return None, False
        a1 = user.params.get("a1-hash") or _a1(user.id, phone.domain, user.params.get("password", ""))
        wanted = _response(a1, method, uri, nonce, cnonce)
        return user, hmac.compare_digest(wanted, response)

    def _announce(self, subclass: str, headers: Headers) -> None:
        self._switch.bus.custom(subclass, lambda: headers)

    def _call_id(self, phone: Phone) -> str:
        return self._switch.chance.token(10, phone.address, "register") + "@ua"

    def _request(self, phone: Phone, expires: int, known: bool = False) -> Headers:
        who: Headers = {"username": phone.number, "realm": phone.domain} if known else {}
        return {
            "profile-name": "internal",
            "from-user": phone.number,
            "from-host": phone.domain,
            "contact": f'"" <sip:{phone.number}@{phone.host}:{phone.port}>',
            "call-id": self._call_id(phone),
            "rpid": "unknown",
            "status": "Registered(UDP)",
            "expires": str(expires),
            "to-user": phone.number,
            "to-host": phone.domain,
            "network-ip": phone.host,
            "network-port": str(phone.port),
            **who,
            "user-agent": AGENT,
        }

    def _registered(self, phone: Phone, known: bool, variables: dict[str, str]) -> Headers:
        request = self._request(phone, EXPIRES, True)
        first = {name: request.pop(name) for name in ("profile-name", "from-user", "from-host")}
        update: Headers = {"update-reg": "true"} if known else {}
        return {**first, "presence-hosts": "n/a", **request, **update, **variables}

    def expires_at(self) -> int:
        """The epoch second at which a registration of now would run out."""
        return self._switch.clock.now // SECOND + EXPIRES


def _identity(phone: Phone) -> dict[str, str]:
    number, domain = phone.number, phone.domain
    auth = {"sip_number_alias": number, "sip_auth_username": number, "sip_auth_realm": domain}
    return {**auth, "number_alias": number, "user_name": number, "domain_name": domain}


def _failure(phone: Phone) -> Headers:
    return {
        "profile-name": "internal",
        "to-user": phone.number,
        "to-host": phone.domain,
        "network-ip": phone.host,
        "user-agent": AGENT,
        "network-port": str(phone.port),
        "registration-type": "REGISTER",
    }


def _a1(user: str, realm: str, password: str) -> str:
    return _md5(f"{user}:{realm}:{password}")


def _response(a1: str, method: str, uri: str, nonce: str, cnonce: str) -> str:
    """RFC 2617 digest with qop=auth."""
    return _md5(f"{a1}:{nonce}:00000001:{cnonce}:auth:{_md5(f'{method}:{uri}')}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
