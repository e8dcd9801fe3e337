"""The English of every error in the source: what ``make messages`` collects into ``errors.po``.

Errors speak English, to programs and on the command line, and know nothing of languages. So their sentences
are read from the source: what is raised, and what is said to be allowed, with ``{1}``, ``{2}`` … for values.
``said.py`` finds a sentence by its text again and says it in the page's language. Of a message that comes by
a name, a constant, an argument or a function it is looked where it comes from.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from .raised_sources import Place, Sources

ROOT = Path(__file__).parents[1]
FOLDERS = ("admin_ui", "billing", "esl", "platform", "tenants")
_ELSEWHERE = (
    *("admin_ui/demo/", "esl/lab/", "esl/worker/", "billing/archive/"),
    *("platform/seatyard/config.py", "platform/seatyard/migrations.py", "platform/seatyard/secrets.py"),
    *("esl/cdr/sweep.py", "esl/cdr/together.py", "esl/lookups/gate.py", "esl/nodes/conf.py"),
    *("esl/recordings/keys.py", "esl/recordings/sealed.py", "esl/recordings/sftp/", "esl/recordings/stores/"),
    *("billing/gateway/stripe/secrets.py", "billing/ledger/postings.py"),
)
"""What is told on the command line, to a node or in a log, and never on a page."""
_SCHEMAS = ("billing/cases/", "billing/comparison/", "billing/engine/", "billing/terms/")
"""Where what is allowed is the ``description`` of a JSON Schema."""
_ARGUMENTS = ("NAME", "NUMBER", "STATE")
"""Of the command line, where pages have a field."""
_DEEPEST = 5
"""Names that lead to names."""
_WORD = re.compile(r"[A-Za-z]{2}")
_FIELD = re.compile(r"[a-z][a-z_ -]*")
PLACE = "where"
"""The context of the words that name a place: a field of a form."""


def extract(file: Any, keywords: Any, comment_tags: Any, options: Any) -> Iterator[tuple[Any, ...]]:
    """A method of Babel's: the sentences of one file, and the words that name a place."""
    for line, text, context in _by_file().get(Path(file.name).resolve(), ()):
        yield (line, "pgettext", (context, text), []) if context else (line, None, text, [])


def field(where: str) -> str:
    """``reason`` of ``--reason``, ``state`` of ``STATE``: an option or argument is a field of a page."""
    if where.startswith("--"):
        return where.removeprefix("--")
    return where.lower() if where in _ARGUMENTS else where


def sentences() -> set[tuple[str, str]]:
    """All of the source, each with its context."""
    return {(context, text) for found in _by_file().values() for _line, text, context in found}


@cache
def _by_file() -> dict[Path, set[tuple[int, str, str]]]:
    sources = Sources.read(ROOT, FOLDERS)
    found: dict[Path, set[tuple[int, str, str]]] = defaultdict(set)
    described = [one for one in sources.descriptions if _of_schemas(one[0].path)]
    for place, said in [*sources.reports(), *described]:
        texts = _Reader(sources).texts(said, place)
        found[place.path.resolve()] |= {(said.lineno, text, "") for text in texts if _WORD.search(text)}
    for place, call in [one for name in sorted(sources.errors) for one in sources.calls[name]]:
        if not _on_pages(place.path):
            continue
        reader = _Reader(sources)
        given = {one.arg: one.value for one in call.keywords}
        spoken = [*call.args[:1], *([given["allowed"]] if "allowed" in given else [])]
        here = {
            (call.lineno, text, "")
            for one in spoken
            for text in reader.texts(one, place)
            if _WORD.search(text)
        }
        if "where" in given:
            words = map(field, reader.texts(given["where"], place))
            here |= {(call.lineno, text, PLACE) for text in words if _FIELD.fullmatch(text)}
        found[place.path.resolve()] |= here
    return found


def _of_schemas(path: Path) -> bool:
    return path.relative_to(ROOT).as_posix().startswith(_SCHEMAS)


def _on_pages(path: Path) -> bool:
    inside = path.relative_to(ROOT).as_posix()
    return not (inside.startswith(_ELSEWHERE) or "/cli/" in inside or path.stem.endswith("cli"))


class _Reader:
    """What a text can be."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources

    def texts(self, node: ast.expr, place: Place, depth: int = 0) -> set[str]:
        if depth > _DEEPEST:
            return set()
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.JoinedStr(values=parts):
                return {_template(parts)} | self._put_in(parts, place, depth)
            case ast.IfExp(body=one, orelse=other):
                return self._all((one, other), place, depth)
            case ast.BoolOp(values=ones):
                return self._all(ones, place, depth)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return {
                    a + b for a in self.texts(left, place, depth) for b in self.texts(right, place, depth)
                }
            case ast.Name(id=name):
                return self._named(name, place, depth)
            case ast.Attribute(attr=name) if name.isupper():
                return self._constant(name, place, depth)
            case ast.Call(func=ast.Name(id=name)):
                return self._answered(name, place, depth)
            case ast.Call(
                func=ast.Attribute(value=ast.Constant(value=str()), attr="join"), args=[ast.Tuple(elts=ones)]
            ):
                return self._all(ones, place, depth)
        return set()

    def _all(self, nodes: Iterable[ast.expr], place: Place, depth: int) -> set[str]:
        return set().union(*(self.texts(one, place, depth) for one in nodes))

    def _put_in(self, parts: list[ast.expr], place: Place, depth: int) -> set[str]:
        """The words among the values of a sentence, which are said in the page's language too."""
        values = [one.value for one in parts if isinstance(one, ast.FormattedValue)]
        chosen = [one for one in values if isinstance(one, ast.IfExp | ast.BoolOp | ast.Name | ast.Call)]
        return {text for one in chosen for text in self.texts(one, place, depth + 2) if " " in text.strip()}

    def _named(self, name: str, place: Place, depth: int) -> set[str]:
        if name.isupper():
            return self._constant(name, place, depth)
        here = [
            one
            for one in self.sources.values[name]
            if one[0].function is place.function and one[0].path == place.path
        ]
        found = set().union(*(self.texts(value, place, depth + 1) for _place, value in here))
        if place.function and name in (
            asked := [one.arg for one in place.function.args.args + place.function.args.kwonlyargs]
        ):
            found |= self._given(name, asked, place, depth)
        return found

    def _constant(self, name: str, place: Place, depth: int) -> set[str]:
        there = self.sources.values[name] + self.sources.values[f"_{name}"]
        own = [one for one in there if one[0].path == place.path]
        return set().union(*(self.texts(value, of, depth + 1) for of, value in own or there))

    def _given(self, name: str, asked: list[str], place: Place, depth: int) -> set[str]:
        """What the callers of the function hand over under ``name``."""
        assert place.function is not None
        skipped = 1 if asked[0] in ("self", "cls") else 0
        found: set[str] = set()
        for of, call in self.sources.calls[place.function.name]:
            given = {one.arg: one.value for one in call.keywords} | dict(
                zip(asked[skipped:], call.args, strict=False)
            )
            if name in given and of.path == place.path and of.function is not place.function:
                found |= self.texts(given[name], of, depth + 1)
        return found

    def _answered(self, name: str, place: Place, depth: int) -> set[str]:
        """What a function of the module, or of another, returns."""
        there = self.sources.functions[name]
        own = [one for one in there if one[0].path == place.path]
        return {
            text
            for of, function in own or (there if len(there) == 1 else ())
            for node in ast.walk(function)
            if isinstance(node, ast.Return) and node.value is not None
            for text in self.texts(node.value, of, depth + 1)
        }


def _template(parts: list[ast.expr]) -> str:
    """``there is no node {1}``."""
    text, places = "", 0
    for part in parts:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        else:
            places += 1
            text += f"{{{places}}}"
    return text
