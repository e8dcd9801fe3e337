"""A session's requests: the few of SFTP that read, answered from the tree of the tenant that logged in."""

from __future__ import annotations

import logging
import stat
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

import asyncssh
from asyncssh import SFTPAttrs, SFTPName

from seatyard import actor, scope
from seatyard.errors import NotFound, SeatyardError

from . import tree
from .guest import Guest
from .reading import Reader
from .readonly import ReadOnly
from .tree import Entry

HANDLES = 16
"""Files or listings that a session has open at once."""
READ = asyncssh.FXF_READ
T = TypeVar("T")
log = logging.getLogger(__name__)


class Files(ReadOnly):
    def __init__(self, channel: Any, guest: Guest) -> None:
        super().__init__(channel)
        self._guest = guest
        self._open = 0

    def count_refused(self, what: str) -> None:
        self._guest.count_refused(what)

    async def open(self, path: bytes, pflags: int, attrs: SFTPAttrs) -> Reader:
        if pflags != READ:
            self.count_refused("open for writing")
            raise asyncssh.SFTPPermissionDenied("read only")
        self._take_handle()
        try:
            return await self._asked(tree.opened, path, self._guest.label)
        except BaseException:
            self._put_back()
            raise

    async def close(self, file_obj: object) -> None:
        self._put_back()

    async def read(self, file_obj: object, offset: int, size: int) -> bytes:
        assert isinstance(file_obj, Reader)
        return await self._answered(
            lambda: self._guest.house.read(file_obj.read, offset, size)  # fetched, opened: not on the loop
        )

    async def stat(self, path: bytes) -> SFTPAttrs:
        return attributes(await self._asked(tree.look, path))

    async def lstat(self, path: bytes) -> SFTPAttrs:
        return await self.stat(path)

    async def fstat(self, file_obj: object) -> SFTPAttrs:
        assert isinstance(file_obj, Reader)
        return attributes(Entry("", False, file_obj.size, file_obj.mtime))

    def scandir(self, path: bytes) -> AsyncIterator[SFTPName]:
        """A listing takes a handle from the client's open to its close, whether it is read or not."""
        self._take_handle()
        names = self._names(path)
        weakref.finalize(names, self._put_back).atexit = False  # asyncssh closes one by forgetting it
        return names

    async def _names(self, path: bytes) -> AsyncIterator[SFTPName]:
        for entry in await self._asked(tree.listing, path):
            yield SFTPName(entry.name.encode(), attrs=attributes(entry))

    async def realpath(self, path: bytes) -> bytes:
        return (await self._answered(lambda: _at_once(tree.normal, path))).encode()

    def exit(self) -> None:
        with suppress(OSError):  # the connection has gone
            self.channel.exit(0)  # scp asks for it

    def format_user(self, uid: int | None) -> str:
        return "seatyard"

    def format_group(self, gid: int | None) -> str:
        return "seatyard"

    def _take_handle(self) -> None:
        if self._open >= HANDLES:
            raise asyncssh.SFTPFailure(f"more than {HANDLES} files open at once")
        self._open += 1

    def _put_back(self) -> None:
        self._open -= 1

    async def _asked(self, what: Callable[..., T], path: bytes, *more: object) -> T:
        """A question to the tree, in a thread of the application."""
        if tree.climbs(path):
            self.count_refused("path above the root")
        guest = self._guest

        def asked() -> T:
            with actor.calling(guest.address):
                return what(guest.tenant_id, tree.normal(path), *more)

        return await self._answered(lambda: guest.house.ask(asked, scope.of(guest.tenant_id)))

    async def _answered(self, work: Callable[[], Awaitable[T]]) -> T:
        """What ``work`` gives, or its error as SFTP tells it: never this machine's own words."""
        try:
            if not await self._guest.welcome():
                raise asyncssh.SFTPPermissionDenied("the access was revoked")
            return await work()
        except NotFound as error:
            raise asyncssh.SFTPNoSuchFile(error.message) from None
        except SeatyardError as error:
            log.warning("%s: %s", self._guest, error)
            raise asyncssh.SFTPFailure(f"cannot be read: {type(error).__name__}") from None
        except asyncssh.SFTPError:
            raise
        except Exception:
            log.exception("%s", self._guest)
            raise asyncssh.SFTPFailure("internal error") from None


def attributes(entry: Entry) -> SFTPAttrs:
    return SFTPAttrs(
        size=entry.size,
        uid=0,
        gid=0,
        nlink=1,
        permissions=stat.S_IFDIR | 0o555 if entry.folder else stat.S_IFREG | 0o444,
        atime=entry.mtime,
        mtime=entry.mtime,
    )


async def _at_once(what: Callable[[bytes], str], path: bytes) -> str:
    return what(path)
