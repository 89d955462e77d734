"""The case as a chart in the exchange format of i2 Analyst's Notebook (ANX).

The schema is not published; this is the part of it that public writers of the format use. Amounts
stand twice: as the chart shows them, and in whole minor units, which no number type rounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isqrt
from typing import BinaryIO, Final, NamedTuple

from exports.interchange.graph import Edge, Node, edges, nodes
from exports.interchange.rows import Contents
from exports.interchange.text import attribute, one_line
from exports.journal import decimal
from workbench.store.tables import Account, Asset, Party

#: Between two icons of the grid in which a chart opens, before it is laid out.
_STEP: Final = 100


class Attribute(NamedTuple):
    """A class of attribute: where its value stands with us, and its type."""

    name: str
    of: str
    type: str = "AttText"


_ATTRIBUTES: Final = (
    Attribute("Account", "key"),
    Attribute("Bank", "institution"),
    Attribute("Sort code", "sort_code"),
    Attribute("Account number", "account_number"),
    Attribute("IBAN", "iban"),
    Attribute("Statements held", "held", "AttFlag"),
    Attribute("First payment", "first", "AttTime"),
    Attribute("Last payment", "last", "AttTime"),
    Attribute("Subject", "subject", "AttFlag"),
    Attribute("Date of birth", "born", "AttTime"),
    Attribute("Registration", "registration"),
    Attribute("Kind of thing", "thing_kind"),
    Attribute("Identifier", "identifier"),
    Attribute("State", "state"),
    Attribute("Payment", "payment"),
    Attribute("Amount", "amount", "AttNumber"),
    Attribute("Amount in minor units", "amount_minor", "AttNumber"),
    Attribute("Currency", "currency"),
    Attribute("Received in minor units", "received_minor", "AttNumber"),
    Attribute("Received currency", "received_currency"),
    Attribute("Reference", "reference"),
    Attribute("Source SHA-256", "source_sha256"),
    Attribute("Part in minor units", "part_minor", "AttNumber"),
    Attribute("Millionths", "millionths", "AttNumber"),
    Attribute("Charge in minor units", "charge_minor", "AttNumber"),
    Attribute("Price in minor units", "price_minor", "AttNumber"),
    Attribute("Evidence", "evidence"),
    Attribute("Tainted in minor units", "tainted_minor", "AttNumber"),
    Attribute("Tainted by origin", "tainted_by_origin"),
)
#: The type of an entity by what it is with us, and the icon that Analyst's Notebook has for it.
_TYPES: Final = {
    "account": ("Account", "account"),
    "name": ("Name in a narrative", "anon"),
    "cash": ("Cash", "cash"),
    "not stated": ("Not stated", "anon"),
    "returned": ("Money returned", "cash"),
    "Person": ("Person", "adult"),
    "Company": ("Company", "building"),
    "Organization": ("Organisation", "building"),
    "LegalEntity": ("Legal entity", "building"),
    "thing: real estate": ("Property", "house"),
    "thing: vehicle": ("Vehicle", "car"),
}
_OTHER: Final = ("Thing", "general")
_LINKS: Final = ("Payment", "Holds", "Interest", "Bought", "Same")
_LINK_OF: Final = {"M": "Payment", "H": "Holds", "I": "Interest", "B": "Bought", "S": "Same"}


def write(contents: Contents, file: BinaryIO) -> int:
    """Write the chart to `file`; returns how many entities and links it has."""
    file.writelines(line.encode() for line in _head(contents))
    every = sum(contents.count(table) for table in (Party, Asset, Account))
    wide = isqrt(max(every - 1, 0)) + 1
    records = 0
    for place, node in enumerate(nodes(contents)):
        x, y = place % wide * _STEP, place // wide * _STEP
        file.write(_entity(node, x, y).encode())
        records += 1
    for edge in edges(contents):
        file.write(_link(edge).encode())
        records += 1
    file.write(b"</ChartItemCollection>\n</Chart>\n")
    return records


def _head(contents: Contents) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    # Links name their ends by EntityId, not by the id of a chart item.
    yield '<Chart IdReferenceLinking="false" Rigorous="true">\n'
    yield (
        '<StrengthCollection>\n<Strength Id="S1" Name="Confirmed" DotStyle="DotStyleSolid"/>\n'
        "</StrengthCollection>\n<AttributeClassCollection>\n"
    )
    for number, one in enumerate(_ATTRIBUTES):
        more = ' DecimalPlaces="2"' if one.of == "amount" else ""
        more = ' DecimalPlaces="0"' if one.type == "AttNumber" and not more else more
        yield (
            f'<AttributeClass Id="C{number}" Name="{one.name}" Type="{one.type}" IsUser="true" '
            f'UserCanAdd="true" UserCanRemove="true" ShowValue="false"{more}/>\n'
        )
    yield "</AttributeClassCollection>\n<EntityTypeCollection>\n"
    for number, (name, icon) in enumerate(_types()):
        yield (
            f'<EntityType Id="E{number}" Name="{name}" '
            f'PreferredRepresentation="RepresentAsIcon" IconFile="{icon}"/>\n'
        )
    yield "</EntityTypeCollection>\n<LinkTypeCollection>\n"
    for number, name in enumerate(_LINKS):
        yield f'<LinkType Id="L{number}" Name="{name}" Colour="0"/>\n'
    facts = contents.facts
    yield (
        "</LinkTypeCollection>\n<Summary>\n<FieldCollection>\n"
        f'<Field Type="SummaryFieldTitle" Field={attribute(one_line(facts.name))}/>\n'
        f'<Field Type="SummaryFieldComments" Field={attribute(one_line(contents.about))}/>\n'
        "</FieldCollection>\n</Summary>\n<ChartItemCollection>\n"
    )


def _types() -> Iterable[tuple[str, str]]:
    return dict.fromkeys((*_TYPES.values(), _OTHER))


_TYPE_IDS: Final = {name: f"E{number}" for number, (name, _) in enumerate(_types())}


def _entity(node: Node, x: int, y: int) -> str:
    sort = node.values.get("schema") or node.values.get("thing_kind") or node.values["what"]
    # Seized cash is no cash over a counter, and a balance that was restrained no account.
    what = f"{node.values['what']}: {sort}" if node.values["what"] == "thing" else str(sort)
    name, _ = _TYPES.get(what, _OTHER)
    told = str(node.values.get("description") or "")
    described = f" Description={attribute(one_line(told))}" if told else ""
    return (
        f'<ChartItem Id="I{node.id}" Label={attribute(one_line(node.label))}{described} '
        f'XPosition="{x}">'
        f'<End X="{x}" Y="{y}" Z="0"><Entity EntityId="{node.id}" Identity="{node.id}" '
        f'LabelIsIdentity="false"><Icon><IconStyle Type="{name}" '
        f'EntityTypeReference="{_TYPE_IDS[name]}"/></Icon></Entity></End>'
        f"{_attributes(node.values)}</ChartItem>\n"
    )


def _link(edge: Edge) -> str:
    values = dict(edge.values)
    name = _LINK_OF[edge.id[0]]
    minor = values.get("amount_minor")
    if isinstance(minor, int):
        values["amount"] = decimal(minor, str(values["currency"]))
    told = one_line(str(values.get("narrative") or ""))
    described = f" Description={attribute(told)}" if told else ""
    cited = one_line(str(values.get("sources") or _place(edge)))
    sourced = f" SourceReference={attribute(cited)}" if cited else ""
    # What is the same between two ends is no merger of links: each payment is its own.
    return (
        f'<ChartItem Id="I{edge.id}" Label={attribute(one_line(edge.label))}{described}'
        f'{_when(edge)}{sourced}><Link End1Id="{edge.source}" End2Id="{edge.target}">'
        f'<LinkStyle Strength="Confirmed" ArrowStyle="ArrowOnHead" '
        f'MlStyle="MultiplicityMultiple" Type="{name}" '
        f'LinkTypeReference="L{_LINKS.index(name)}"/></Link>{_attributes(values)}</ChartItem>\n'
    )


def _place(edge: Edge) -> str:
    file, row = edge.values.get("source_file"), edge.values.get("source_row")
    return f"{file}, {row}" if file else ""


def _when(edge: Edge) -> str:
    if edge.on is None:
        return ""
    time = edge.values.get("time")
    timed = ' TimeSet="true"' if time else ""
    return f' DateSet="true"{timed} DateTime="{edge.on}T{time or "00:00:00"}.000"'


def _attributes(values: dict[str, str | bool | int | None]) -> str:
    inner = ""
    for number, one in enumerate(_ATTRIBUTES):
        value = values.get(one.of)
        if value is None or value == "":
            continue
        text = str(value).lower() if isinstance(value, bool) else one_line(str(value))
        if one.type == "AttTime":
            text += "T00:00:00"
        inner += (
            f'<Attribute AttributeClass="{one.name}" AttributeClassReference="C{number}" '
            f"Value={attribute(text)}/>"
        )
    return f"<AttributeCollection>{inner}</AttributeCollection>" if inner else ""
