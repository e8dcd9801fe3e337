"""Recordings in a folder of this machine."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from seatyard.errors import NotFound

from ..errors import StoreFailed
from .base import Room, Store


class Folder(Store):
    """One file a name, readable by its owner alone; written beside its place, synced, then renamed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def at(cls, place: str) -> Folder:
        return cls(Path(place).expanduser().absolute())

    def room(self) -> Room | None:
        """None before the first recording: the folder is not made yet."""
        try:
            found = shutil.disk_usage(self.root)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreFailed(str(error), where=str(self.root)) from error
        return Room(found.total, found.free)

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        path = self.root / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
            try:
                with open(descriptor, "wb") as file:
                    for piece in pieces:
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(fresh, path)
            except BaseException:
                with suppress(FileNotFoundError):
                    os.unlink(fresh)
                raise
            _sync(path.parent)
        except OSError as error:
            raise StoreFailed(str(error), where=str(path)) from error

    def read(self, name: str, start: int, end: int) -> bytes:
        try:
            with (self.root / name).open("rb") as file:
                return os.pread(file.fileno(), end - start, start)
        except FileNotFoundError:
            raise NotFound("no such recording in the store", where=name) from None
        except OSError as error:
            raise StoreFailed(str(error), where=name) from error

    def size(self, name: str) -> int | None:
        try:
            return (self.root / name).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreFailed(str(error), where=name) from error

    def delete(self, name: str) -> None:
        path = self.root / name
        try:
            path.unlink()
            _sync(path.parent)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise StoreFailed(str(error), where=name) from error

    def names(self, prefix: str) -> Iterator[str]:
        """``prefix`` is a folder."""
        for path in sorted((self.root / prefix).rglob("*")):
            if not path.is_dir():
                yield path.relative_to(self.root).as_posix()

    def gone(self, name: str) -> bool:
        return self.size(name) is None


def _sync(folder: Path) -> None:
    """A rename or a removal is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
