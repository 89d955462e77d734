"""What an answer of a trace is: a sentence, parts, ways told in words, and a graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphs.lineage import Node, Path
from graphs.plain import Told
from graphs.rules import RULES

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Part:
    """One line of an answer: what it is, how much, and the figures that explain it.

    `figure` is the figure of just this amount; where there is none, `because` names those that
    it is a part or a sum of.
    """

    kind: str
    id: str
    words: str
    minor: int
    currency: str
    figure: str = ""
    because: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The line as JSON-ready data."""
        return {
            "kind": self.kind, "id": self.id, "words": self.words, "amount_minor": self.minor,
            "currency": self.currency, "figure": self.figure or None,
            "because": list(self.because),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """One way that some money took, and the same in words."""

    path: Path
    told: Told


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: in a sentence, in parts, as ways told in words, and as a graph."""

    question: str
    rule: str
    said: str
    parts: tuple[Part, ...]
    bought: tuple[Part, ...]
    ways: tuple[Way, ...]
    ways_in_all: int
    graph: nx.DiGraph[Node]
    start: frozenset[str] = field(default=frozenset())

    def as_data(self) -> dict[str, Any]:
        """The answer as JSON-ready data."""
        return {
            "question": self.question,
            "rule": self.rule,
            "authority": RULES[self.rule].authority,
            "said": self.said,
            "parts": [part.as_data() for part in self.parts],
            "bought": [part.as_data() for part in self.bought],
            "ways_in_all": self.ways_in_all,
            "ways": [_way_data(way) for way in self.ways],
            "graph": graph_data(self.graph),
        }


def graph_data(graph: nx.DiGraph[Node]) -> dict[str, Any]:
    """A lineage as JSON-ready data: every edge with its amount and its source line."""
    return {
        "nodes": [
            {"node": _node(node), "kind": node.kind, "id": node.id} for node in graph.nodes
        ],
        "edges": [
            {
                "from": _node(start), "to": _node(stop), "amount_minor": edge["minor"],
                "currency": edge["currency"], "payment": edge["payment"],
                "account": edge["account"], "where": edge["where"],
                "origins": [
                    {"origin": number, "amount_minor": minor}
                    for number, minor in sorted(edge["origins"].items())
                ],
            }
            for start, stop, edge in graph.edges(data=True)
        ],
    }  # fmt: skip


def _node(node: Node) -> str:
    return ":".join(filter(None, node))


def _way_data(way: Way) -> dict[str, Any]:
    path = way.path
    return {
        "amount_minor": path.minor,
        "currency": path.currency,
        "origin": path.origin,
        "end": _node(path.node) if path.node is not None else f"payment:{path.payments[-1]}",
        "payments": [
            {"payment": payment, "sent_minor": sent}
            for payment, sent in zip(path.payments, path.sent, strict=True)
        ],
        "said": way.told.whole.as_data(),
        "steps": [step.as_data() for step in way.told.steps],
    }
