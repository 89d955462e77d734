"""The graph of a case as GEXF 1.3, with the day of every payment, which Gephi plays in time.

A payment's spell is its day; an account's is from its first payment to its last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import BinaryIO, Final

from exports.interchange.graph import EDGE, MARKED, NODE, Type, Value, edges, nodes
from exports.interchange.graphml import said
from exports.interchange.rows import Contents
from exports.interchange.text import attribute, content, one_line

_HEAD: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
"""
_GRAPH: Final = (
    '  <graph mode="dynamic" defaultedgetype="directed" timeformat="date" '
    'timerepresentation="interval" idtype="string">\n'
)


def write(contents: Contents, file: BinaryIO) -> int:
    """Write the graph to `file`; returns how many nodes and edges it has."""
    file.write(_HEAD.encode())
    file.write(
        f'  <meta lastmodifieddate="{contents.facts.at[:10]}">\n'
        "    <creator>Asset Recovery Workbench</creator>\n"
        f"    <description>{content(contents.about)}</description>\n"
        f"  </meta>\n{_GRAPH}".encode()
    )
    marked = MARKED if contents.traced is not None else {}
    for owner, titles in (("node", {**NODE, **marked}), ("edge", {**EDGE, **marked})):
        file.writelines(line.encode() for line in _attributes(owner, titles))
    records = 0
    file.write(b"    <nodes>\n")
    for node in nodes(contents):
        file.write(
            f'      <node id="{node.id}" label={attribute(one_line(node.label))}>'
            f"{_spell(node.first, node.last)}{_values(node.values)}</node>\n".encode()
        )
        records += 1
    file.write(b"    </nodes>\n    <edges>\n")
    for edge in edges(contents):
        kind = attribute(one_line(str(edge.values["what"])))
        file.write(
            f'      <edge id="{edge.id}" source="{edge.source}" target="{edge.target}" '
            f"kind={kind} label={attribute(one_line(edge.label))}>"
            f"{_spell(edge.on, edge.on)}{_values(edge.values)}</edge>\n".encode()
        )
        records += 1
    file.write(b"    </edges>\n  </graph>\n</gexf>\n")
    return records


def _attributes(owner: str, titles: Mapping[str, Type]) -> Iterator[str]:
    yield f'    <attributes class="{owner}" mode="static">\n'
    for name, kind in titles.items():
        yield f'      <attribute id="{name}" title="{name}" type="{kind}"/>\n'
    yield "    </attributes>\n"


def _spell(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return ""
    return f'<spells><spell start="{first}" end="{last}"/></spells>'


def _values(values: Mapping[str, Value]) -> str:
    inner = "".join(
        f'<attvalue for="{name}" value={attribute(said(value))}/>'
        for name, value in values.items()
        if value is not None and value != ""
    )
    return f"<attvalues>{inner}</attvalues>" if inner else ""
