"""The font of printed documents, shipped so that Chinese shows on a machine without any font.

Without one it would vanish silently. Its origin, licence and making: NOTICE.md.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
FILE = "wqy-microhei.ttf"
FAMILY = "Seatyard Documents"
"""What style sheets call it, so that no installed font is meant by mistake."""
