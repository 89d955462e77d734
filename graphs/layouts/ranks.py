"""Which column each box of a money-flow chart stands in, and which flows run back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphs.layouts.placed import Edge


def returning(nodes: Sequence[str], edges: Mapping[Edge, int]) -> set[Edge]:
    """The connections to be drawn from right to left so that the rest has no cycle.

    Greedy by weight (Eades, Lin and Smyth 1993): payers that nobody pays go left, payees that
    pay nobody go right, of the others first the one that pays most beyond what it is paid.
    An acyclic graph has none.
    """
    order = {node: place for place, node in enumerate(_sequence(nodes, edges))}
    return {(a, b) for a, b in edges if order[a] > order[b]}


def _sequence(nodes: Sequence[str], edges: Mapping[Edge, int]) -> list[str]:
    out: dict[str, dict[str, int]] = {node: {} for node in nodes}
    into: dict[str, dict[str, int]] = {node: {} for node in nodes}
    for (a, b), weight in edges.items():
        if a != b:
            out[a][b] = into[b][a] = weight
    surplus = {node: sum(out[node].values()) - sum(into[node].values()) for node in nodes}
    left: list[str] = []
    right: list[str] = []
    waiting = dict.fromkeys(nodes)

    def take(node: str, side: list[str]) -> None:
        side.append(node)
        del waiting[node]
        for other, weight in out.pop(node).items():
            del into[other][node]
            surplus[other] += weight
        for other, weight in into.pop(node).items():
            del out[other][node]
            surplus[other] -= weight

    while waiting:
        payee = next((node for node in waiting if not out[node]), None)
        payer = next((node for node in waiting if not into[node]), None)
        if payer is not None:
            take(payer, left)
        elif payee is not None:
            take(payee, right)
        else:
            take(max(waiting, key=lambda node: surplus[node]), left)
    return left + right[::-1]


def ranks(nodes: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """A column for each node, so that every (acyclic) edge runs to a higher one, closely.

    First as far left as each can stand, then moved within its room to where its connections
    are shortest.
    """
    before: dict[str, list[str]] = {node: [] for node in nodes}
    after: dict[str, list[str]] = {node: [] for node in nodes}
    for a, b in edges:
        after[a].append(b)
        before[b].append(a)
    order = _topological(nodes, before, after)
    rank: dict[str, int] = {}
    for node in order:
        rank[node] = max((rank[a] + 1 for a in before[node]), default=0)
    for sweep in range(8):
        moved = False
        for node in order if sweep % 2 else reversed(order):
            low = max((rank[a] + 1 for a in before[node]), default=None)
            high = min((rank[b] - 1 for b in after[node]), default=None)
            pull = len(before[node]) - len(after[node])
            to = low if pull > 0 or (pull == 0 and high is None) else high
            if to is not None and pull and to != rank[node]:
                rank[node], moved = to, True
        if not moved:
            break
    first = min(rank.values(), default=0)
    return {node: rank[node] - first for node in nodes}


def _topological(
    nodes: Sequence[str], before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> list[str]:
    missing = {node: len(before[node]) for node in nodes}
    ready = [node for node in nodes if not missing[node]]
    for node in ready:
        for other in after[node]:
            missing[other] -= 1
            if not missing[other]:
                ready.append(other)
    return ready
