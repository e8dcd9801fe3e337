"""Everything of SFTP that would change, link, lock or look beneath: refused, and counted."""

from __future__ import annotations

from typing import Any

import asyncssh
from asyncssh import SFTPServer

REFUSED = (
    *("write", "remove", "mkdir", "rmdir", "rename", "posix_rename", "setstat", "lsetstat", "fsetstat"),
    *("symlink", "link", "readlink", "lock", "unlock", "fsync", "statvfs", "fstatvfs", "open56"),
)
"""Methods of asyncssh's server, each of which would touch this machine's file system."""


class ReadOnly(SFTPServer):
    """Refuses what :data:`REFUSED` lists; what is left is to be told by a subclass."""

    def count_refused(self, what: str) -> None:
        raise NotImplementedError


def _refusing(method: str) -> Any:
    async def refuse(self: ReadOnly, *_: object, **__: object) -> None:
        self.count_refused(method)
        raise asyncssh.SFTPPermissionDenied("read only")

    return refuse


for _method in REFUSED:
    setattr(ReadOnly, _method, _refusing(_method))
