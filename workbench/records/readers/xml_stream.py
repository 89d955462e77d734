"""XML read as a stream by expat: no document type, no deep nesting, each part's own bytes kept.

Names are local: a file with another namespace, or with none, is read alike.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from xml.parsers import expat

from workbench.errors import Refused

DEEPEST: Final = 100
_LATE: Final = re.compile(rb"(\s+)(<\?xml\b[^<>]{0,200}\?>)")
_NOTHING: Final = b"\0\x1a \t\r\n"  # what programs of DOS leave behind the last element
_CHUNK: Final = 1 << 16
_HOSTILE: Final = "Treat it as hostile; ask the bank for another format"
_AGAIN: Final = "Ask for the file again"


@dataclass(slots=True)
class Node:
    """One element: local name, attributes by local name, its own text, its children."""

    name: str
    line: int
    start: int
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own text on one line."""
        return " ".join("".join(self.pieces).split())

    def all(self, name: str) -> Iterator[Node]:
        """The children of a name."""
        return (child for child in self.children if child.name == name)

    def at(self, *path: str) -> Node | None:
        """The first element at a path of names, or None."""
        node = self
        for name in path:
            for child in node.children:
                if child.name == name:
                    node = child
                    break
            else:
                return None
        return node

    def said(self, *path: str) -> str:
        """The text at a path of names, empty where nothing stands there."""
        node = self.at(*path)
        return node.text if node else ""


class Part(NamedTuple):
    """A wanted element with its bytes; `holder` counts the holders, 0 outside of any."""

    holder: int
    node: Node
    raw: bytes


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2] if ":" in name else name


class XmlStream:
    """Walks a file; whole elements of the wanted names are handed over with their own bytes."""

    def __init__(self, name: str, content: bytes) -> None:
        """Take the bytes; UTF-16 is turned into UTF-8 first, so that places are places."""
        self.name = name
        self.encoding = ""
        self.forced: str | None = None
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            try:
                content = content.decode("utf-16").encode("utf-8")
            except UnicodeError as fault:
                raise Refused(
                    "the file is no UTF-16 text, though it says so", where=name, remedy=_AGAIN
                ) from fault
            self.forced = "UTF-8"
        elif found := _LATE.match(content):  # lines stay lines, and expat finds it at the start
            content = found[2] + found[1] + content[found.end() :]
        self.content = content.rstrip(_NOTHING)

    def walk(self, wanted: frozenset[str], holders: frozenset[str]) -> Iterator[Part]:
        """Walk the wanted elements in the order of their ends.

        Those inside a wanted one belong to it, and are not handed over by themselves; text and
        children of others are not kept.

        Raises:
            Refused: if the file is no well-formed XML, declares a document type, is nested too
                deeply or is in an encoding that is not read here.
        """
        building = _Building(self, wanted, holders)
        parser = building.parser
        for start in range(0, len(self.content) + _CHUNK, _CHUNK):
            piece = self.content[start : start + _CHUNK]
            try:
                parser.Parse(piece, not piece)
            except expat.ExpatError as fault:
                what = f"the XML breaks off or is not well-formed ({expat.ErrorString(fault.code)})"
                raise self.refused(what, parser) from fault
            except (ValueError, LookupError) as fault:
                what = "the XML is in an encoding that is not read here"
                raise self.refused(what, parser) from fault
            yield from building.ready
            building.ready.clear()

    def decoded(self, raw: bytes) -> str:
        """The text of some of the file's bytes."""
        try:
            return raw.decode(self.encoding or "utf-8", "replace")
        except LookupError:
            return raw.decode("utf-8", "replace")

    def refused(self, what: str, parser: expat.XMLParserType) -> Refused:
        """What is wrong, with the line that the parser is at."""
        line = max(parser.CurrentLineNumber, 1)
        return Refused(what, where=f"{self.name}, line {line}", remedy=_AGAIN)


class _Building:
    """What expat calls while it parses: the path, the elements that are open, those ready."""

    def __init__(self, stream: XmlStream, wanted: frozenset[str], holders: frozenset[str]) -> None:
        self.stream, self.wanted, self.holders = stream, wanted, holders
        self.path: list[str] = []
        self.open: list[Node] = []
        self.ready: list[Part] = []
        self.holder = 0
        parser = self.parser = expat.ParserCreate(stream.forced)
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self.starts, self.ends
        parser.CharacterDataHandler, parser.XmlDeclHandler = self.text, self.declared
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self.hostile

    def starts(self, full: str, attributes: dict[str, str]) -> None:
        name = local(full)
        if len(self.path) >= DEEPEST:
            raise self.stream.refused(f"the XML is nested more than {DEEPEST} deep", self.parser)
        if self.open or name in self.wanted:
            node = Node(
                name, self.parser.CurrentLineNumber, self.parser.CurrentByteIndex,
                {local(key): value for key, value in attributes.items()} if attributes else {},
            )  # fmt: skip
            if self.open:
                self.open[-1].children.append(node)
            self.open.append(node)
        elif name in self.holders:
            self.holder += 1
        self.path.append(name)

    def ends(self, _full: str) -> None:
        self.path.pop()
        node = self.open.pop() if self.open else None
        if node and not self.open:
            content = self.stream.content
            raw = content[node.start : content.find(b">", self.parser.CurrentByteIndex) + 1]
            held = bool(self.path) and self.path[-1] in self.holders
            self.ready.append(Part(self.holder if held else 0, node, raw))

    def text(self, data: str) -> None:
        if self.open:
            self.open[-1].pieces.append(data)

    def declared(self, _version: str, encoding: str | None, _alone: int) -> None:
        self.stream.encoding = self.stream.forced or encoding or ""

    def hostile(self, *_: object) -> None:
        what = "the file declares a document type (DOCTYPE), which no bank format needs"
        raise Refused(what, where=self.stream.name, remedy=_HOSTILE)
