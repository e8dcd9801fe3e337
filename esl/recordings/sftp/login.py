"""A connection from its first byte to its last: let in by key or token, kept apart, counted when refused."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, NoReturn

import asyncssh
from asyncssh import SSHKey, SSHServer, SSHServerConnection

from seatyard.errors import Unauthorized
from tenants.models import Tenant

from ..fetch import access
from ..models import Access
from ..terms import SFTP
from . import ssh_keys
from .guest import Guest
from .house import House
from .session import Session, flow

TRIES = 20
"""Keys that a connection may offer: agents hold many."""
PASSWORDS = 3
PENALTY = 1.0
"""Seconds before a wrong password is answered."""
CHANNELS = 4
log = logging.getLogger(__name__)


class Login(SSHServer):
    def __init__(self, house: House) -> None:
        self._house = house
        self._waits = False
        self._name, self._offered, self._wrong = "", 0, 0
        self._found: tuple[int, str, int, str] | None = None
        """Tenant, its name, access, label: of the key or token that was checked last."""
        self._proved = False
        self._guest: Guest | None = None

    def connection_made(self, conn: SSHServerConnection) -> None:
        self._conn = conn
        self._house.connections.add(conn)
        self._sending = flow(conn)
        self._address = str(conn.get_extra_info("peername", ("",))[0])
        reason = self._house.gate.enter(self._address)
        self._waits = not reason
        if reason:
            log.info("%s: %s", self._address, reason)
            conn.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._house.connections.discard(self._conn)
        self._sending.set()  # whoever waits for it finds that nobody is there
        self._wait_no_more()
        if self._guest is not None:
            self._house.release(self._guest.tenant_id)
            log.info("%s: left", self._guest)
            self._house.later(self._guest.left())
        elif self._offered and not self._proved:
            self._house.gate.failed(self._address)
            self._house.later(self._refused_key())

    def begin_auth(self, username: str) -> bool:
        self._name = username
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    async def validate_public_key(self, username: str, key: SSHKey) -> bool:
        self._offered += 1
        if self._offered > TRIES:
            self._too_many()
        public = ssh_keys.plain(key)
        return self._keep(await self._house.ask(lambda: _plain(access.by_key(username, public))))

    def password_auth_supported(self) -> bool:
        return True

    async def validate_password(self, username: str, password: str) -> bool:
        address = self._address
        try:
            found = await self._house.ask(lambda: _plain(access.by_token(username, password, address, SFTP)))
        except Unauthorized:
            self._wrong += 1
            self._house.gate.failed(address)
            await asyncio.sleep(PENALTY)
            if self._wrong >= PASSWORDS:
                self._too_many()
            return False
        return self._keep(found)

    def auth_completed(self) -> None:
        assert self._found is not None
        self._proved = True
        self._wait_no_more()
        tenant_id, tenant, access_id, label = self._found
        if not self._house.admit(tenant_id):
            log.info("%s: too many connections", tenant)
            self._conn.disconnect(asyncssh.DISC_TOO_MANY_CONNECTIONS, "too many connections of this tenant")
            return
        self._guest = Guest(self._house, tenant_id, tenant, access_id, label, self._address, self._sending)
        self._guest.close_when_idle(self._conn.close)
        log.info("%s: logged in", self._guest)

    def session_requested(self) -> Any:
        if self._guest is None or self._guest.channels >= CHANNELS:
            return False
        self._guest.channels += 1
        return Session(self._guest)

    def connection_requested(self, *_: Any) -> bool:
        return self._refuse("forwarding")

    def server_requested(self, *_: Any) -> bool:
        return self._refuse("forwarding")

    def unix_connection_requested(self, *_: Any) -> bool:
        return self._refuse("forwarding")

    def unix_server_requested(self, *_: Any) -> bool:
        return self._refuse("forwarding")

    def _refuse(self, what: str) -> bool:
        if self._guest is not None:
            self._guest.count_refused(what)
        return False

    def _keep(self, found: tuple[int, str, int, str] | None) -> bool:
        self._found = found
        return found is not None

    def _wait_no_more(self) -> None:
        if self._waits:
            self._waits = False
            self._house.gate.leave(self._address)

    async def _refused_key(self) -> None:
        name, address = self._name, self._address
        await self._house.ask(lambda: access.refuse(name, "SFTP, no key of its own: not let in", address))

    def _too_many(self) -> NoReturn:
        raise asyncssh.DisconnectError(
            asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, "too many failures", "en-US"
        )


def _plain(found: tuple[Tenant, Access] | None) -> tuple[int, str, int, str] | None:
    """Without the database."""
    if found is None:
        return None
    tenant, one = found
    return tenant.id, tenant.name, one.id, one.label
