"""XML of strangers: no reader but one, and that one expands and fetches nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from seatyard.errors import InvalidInput
from seatyard.safe_xml import root_of
from tests.test_shape import modules

READERS = re.compile(
    r"etree\.(fromstring|parse|iterparse|XMLParser|XML|HTML)\b|xml\.(dom|etree|sax(?!\.saxutils))|html\.fromstring"
)

BILLION = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "lol"}">' for n in range(10))
ATTACKS = {
    "a file": '<!DOCTYPE a [<!ENTITY x SYSTEM "{file}">]><a>&x;</a>',
    "an address": '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:{port}/">]><a>&x;</a>',
    "a definition elsewhere": '<!DOCTYPE a SYSTEM "http://127.0.0.1:{port}/a.dtd"><a/>',
    "a parameter": '<!DOCTYPE a [<!ENTITY % x SYSTEM "{file}"> %x;]><a/>',
    "a billion": f"<!DOCTYPE a [{BILLION}]><a>&a9;</a>",
    "a type alone": "<!DOCTYPE a><a/>",
}


def test_no_module_has_a_reader_of_its_own() -> None:
    found = {str(path) for _, path in modules() if READERS.search(path.read_text())}
    assert {Path(path).name for path in found} == {"safe_xml.py"}, found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_is_expanded_or_fetched(tmp_path: Path, attack: str, encoding: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("<b>key</b>")
    text = ATTACKS[attack].replace("{file}", secret.as_uri()).replace("{port}", "9")
    with pytest.raises(InvalidInput, match=r"^statement: declares a document type"):
        root_of(text.encode(encoding), "statement")


def test_what_stands_in_xinclude_is_not_read(tmp_path: Path) -> None:
    text = f'<a xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="{tmp_path.as_uri()}/s"/></a>'
    assert len(root_of(text.encode(), "statement")) == 1
