"""A node's error folder, and the disk under it that gets full."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

SIZE = "size=64m"
GRAIN = 1024 * 1024


class Disk:
    """A small file system of its own where that is allowed (root); else the folder's path becomes a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"
        self._aside = folder.with_name(f"{folder.name}.aside")
        command = ["mount", "-t", "tmpfs", "-o", SIZE, "chaos", str(folder)]
        self.mounted = os.getuid() == 0 and subprocess.run(command, capture_output=True).returncode == 0

    def fill(self) -> None:
        """No record can be written until there is room again."""
        if not self.mounted:
            self.folder.rename(self._aside)
            self.folder.write_text("no folder")
            return
        with self._filler.open("wb", buffering=0) as file:
            grain = GRAIN
            while grain:
                try:
                    file.write(b"\0" * grain)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    grain //= 2

    def empty(self) -> None:
        """There is room again; what was written before is still there."""
        if self.mounted:
            self._filler.unlink(missing_ok=True)
        elif self._aside.exists():
            self.folder.unlink()
            self._aside.rename(self.folder)

    def close(self) -> None:
        if self.mounted:
            subprocess.run(["umount", str(self.folder)], check=True)
