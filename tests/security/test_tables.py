"""CSV formula injection: whoever writes a table gives its texts to ``seatyard.sheets`` first."""

from __future__ import annotations

import re

from tests.test_shape import modules


def test_every_writer_of_csv_lets_no_formula_through() -> None:
    writers = [path for _, path in modules() if re.search(r"csv\.(Dict)?[wW]riter\(", path.read_text())]
    assert len(writers) >= 8
    assert [str(path) for path in writers if not re.search(r"\bcell\b", path.read_text())] == []
