"""The graph of a case as GraphML, which yEd, Cytoscape, Gephi and networkx read.

Every value is typed by a key declared at the head; an amount is a `long`, never a float.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from exports.interchange.graph import EDGE, MARKED, NODE, Type, Value, edges, nodes
from exports.interchange.rows import Contents
from exports.interchange.text import attribute, content

_HEAD: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns \
http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def write(contents: Contents, file: BinaryIO) -> int:
    """Write the graph to `file`; returns how many nodes and edges it has."""
    marked = MARKED if contents.traced is not None else {}
    of_node, of_edge = {"label": "string", **NODE, **marked}, {"label": "string", **EDGE, **marked}
    file.write(_HEAD.encode())
    # The description comes first: what follows it may be very long.
    file.write(f"  <desc>{content(contents.about)}</desc>\n".encode())
    for owner, keys in (("node", of_node), ("edge", of_edge)):
        file.writelines(line.encode() for line in _keys(owner, keys))
    file.write(b'  <graph id="G" edgedefault="directed">\n')
    records = 0
    for node in nodes(contents):
        data = _data("n", {"label": node.label, **node.values})
        file.write(f'    <node id="{node.id}">{data}</node>\n'.encode())
        records += 1
    for edge in edges(contents):
        data = _data("e", {"label": edge.label, **edge.values})
        file.write(
            f'    <edge id="{edge.id}" source="{edge.source}" target="{edge.target}">{data}'
            "</edge>\n".encode()
        )
        records += 1
    file.write(b"  </graph>\n</graphml>\n")
    return records


def _keys(owner: str, keys: Mapping[str, Type | str]) -> Iterator[str]:
    for name, kind in keys.items():
        yield (
            f'  <key id="{owner[0]}_{name}" for="{owner}" attr.name={attribute(name)} '
            f'attr.type="{kind}"/>\n'
        )


def _data(owner: str, values: Mapping[str, Value]) -> str:
    return "".join(
        f'<data key="{owner}_{name}">{content(said(value))}</data>'
        for name, value in values.items()
        if value is not None and value != ""
    )


def said(value: str | bool | int) -> str:
    """A value as both graph formats write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
