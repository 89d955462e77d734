"""The money-flow chart: columns from left to right, few crossings, room for every label."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from graphs.layouts.placed import Edge, Layout, Place, Point, Route, Size
from graphs.layouts.ranks import ranks, returning

_SWEEPS = 12
#: Free room between columns, and between the boxes of one column.
GAP = Size(36, 14)


def layered(
    sizes: Mapping[str, Size],
    edges: Mapping[Edge, int],
    *,
    labels: Mapping[Edge, Size] | None = None,
    widths: Mapping[Edge, float] | None = None,
    gap: Size = GAP,
) -> Layout:
    """Place boxes in columns so that connections run left to right, and bend round boxes.

    Args:
        sizes: the room of each box; their order breaks every tie.
        edges: connections with whole-number weights; from a node to itself is left out.
        labels: room to keep free on a connection; each then stands in a column between boxes.
        widths: how broad a connection is; ends are then stacked, else spread along a side.
        gap: free room between columns and between boxes of one column.
    """
    nodes = list(sizes)
    edges = {edge: weight for edge, weight in edges.items() if edge[0] != edge[1]}
    back = returning(nodes, edges)
    forward = {edge: (edge[::-1] if edge in back else edge) for edge in edges}
    column = ranks(nodes, list(dict.fromkeys((a, b) for a, b in forward.values())))
    chains = _Chains(sizes, forward, column, labels or {}, widths or {})
    layers = _uncrossed(chains)
    places = _placed(chains, layers, gap)
    ends = _ends(places, forward, chains, stacked=widths is not None)
    routes = {
        edge: _route(chains.chain[edge], places, ends[edge], chains.label.get(edge), edge in back)
        for edge in edges
    }
    boxes = {node: places[node] for node in nodes}
    right = max((place.right for place in places.values()), default=0.0)
    bottom = max((place.bottom for place in places.values()), default=0.0)
    return Layout(boxes, routes, right, bottom)


class _Chains:
    """The graph with a stand-in for each connection in every column that it passes."""

    def __init__(
        self,
        sizes: Mapping[str, Size],
        forward: Mapping[Edge, Edge],
        column: Mapping[str, int],
        labels: Mapping[Edge, Size],
        widths: Mapping[Edge, float],
    ) -> None:
        step = 2 if labels else 1
        self.sizes = dict(sizes)
        self.widths = widths
        self.real = set(sizes)
        self.layer = {node: column[node] * step for node in sizes}
        self.chain: dict[Edge, list[str]] = {}
        self.label: dict[Edge, str] = {}
        for number, (edge, (a, b)) in enumerate(forward.items()):
            between = range(self.layer[a] + 1, self.layer[b])
            middle = self.layer[a] + 1 + (len(between) // 2 // 2) * 2 if edge in labels else None
            passed = []
            for layer in between:
                name = f"\0{number}.{layer}"
                self.sizes[name] = Size(0, widths.get(edge, 1.0))
                if layer == middle:
                    self.sizes[name] = labels[edge]
                    self.label[edge] = name
                self.layer[name] = layer
                passed.append(name)
            self.chain[edge] = passed
        self.before: dict[str, list[str]] = {name: [] for name in self.sizes}
        self.after: dict[str, list[str]] = {name: [] for name in self.sizes}
        for edge, (a, b) in forward.items():
            for one, next_one in pairwise([a, *self.chain[edge], b]):
                self.after[one].append(next_one)
                self.before[next_one].append(one)

    def layers(self) -> list[list[str]]:
        """The columns, each in the order of a walk from the left that keeps families together."""
        found: list[list[str]] = [[] for _ in range(max(self.layer.values(), default=-1) + 1)]
        seen: set[str] = set()
        for start in sorted(self.sizes, key=lambda name: self.layer[name]):
            waiting = [start]
            while waiting:
                name = waiting.pop()
                if name not in seen:
                    seen.add(name)
                    found[self.layer[name]].append(name)
                    waiting.extend(reversed(self.after[name]))
        return found


def _uncrossed(chains: _Chains) -> list[list[str]]:
    """The columns ordered by barycentre sweeps; the order with fewest crossings is kept."""
    layers = chains.layers()
    best, fewest = [list(layer) for layer in layers], _crossings(layers, chains)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        rightwards = sweep % 2 == 0
        beside = chains.before if rightwards else chains.after
        steps = range(1, len(layers)) if rightwards else range(len(layers) - 2, -1, -1)
        for step in steps:
            fixed = {n: i for i, n in enumerate(layers[step - 1 if rightwards else step + 1])}
            now = {name: place for place, name in enumerate(layers[step])}
            layers[step] = sorted(
                layers[step],
                key=lambda name: (_mean([fixed[o] for o in beside[name]], now[name]), now[name]),
            )
        count = _crossings(layers, chains)
        if count < fewest:
            best, fewest = [list(layer) for layer in layers], count
    return best


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(layers: list[list[str]], chains: _Chains) -> int:
    total = 0
    for left, right in pairwise(layers):
        place = {name: i for i, name in enumerate(right)}
        seen: list[int] = []
        for name in left:
            ends = [place[other] for other in chains.after[name]]
            total += sum(len(seen) - bisect(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total


def _placed(chains: _Chains, layers: list[list[str]], gap: Size) -> dict[str, Place]:
    """Coordinates: columns side by side; heights near a box's neighbours, never overlapping."""
    sizes = chains.sizes
    centre: dict[str, float] = {}
    for layer in layers:
        down = 0.0
        for name in layer:
            centre[name] = down + sizes[name].height / 2
            down += sizes[name].height + gap.height
    for sweep in range(_SWEEPS):
        beside = (chains.before, chains.after)[sweep % 2]
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [_mean([centre[o] for o in beside[name]], centre[name]) for name in layer]
            apart = [_apart(a, b, chains, gap) for a, b in pairwise(layer)]
            weight = [1.0 if name in chains.real else 2.0 for name in layer]
            centre.update(zip(layer, _spaced(wanted, apart, weight), strict=True))
    lift = _lifted(centre, sizes, gap)
    places: dict[str, Place] = {}
    x = 0.0
    for layer in layers:
        wide = max((sizes[name].width for name in layer), default=0.0)
        for name in layer:
            width, height = sizes[name]
            y = centre[name] - height / 2 - lift[name]
            if name in chains.real or width:
                places[name] = Place(x + (wide - width) / 2, y, width, height)
            else:
                places[name] = Place(x, y, wide, height)
        x += wide + gap.width
    return places


def _lifted(centre: Mapping[str, float], sizes: Mapping[str, Size], gap: Size) -> dict[str, float]:
    """How far each thing moves up so that no empty strip lies across the whole chart."""
    lift: dict[str, float] = {}
    up = reached = 0.0
    for place, name in enumerate(sorted(centre, key=lambda n: centre[n] - sizes[n].height / 2)):
        top = centre[name] - sizes[name].height / 2
        allowed = reached + 2 * gap.height if place else 0.0
        up = max(up, top - allowed) if place else top
        lift[name] = up
        reached = max(reached, top - up + sizes[name].height)
    return lift


def _apart(a: str, b: str, chains: _Chains, gap: Size) -> float:
    both = a in chains.real and b in chains.real
    free = gap.height if both else gap.height / 2
    return (chains.sizes[a].height + chains.sizes[b].height) / 2 + free


def _spaced(wanted: list[float], apart: list[float], weight: list[float]) -> list[float]:
    """Positions nearest to `wanted` (least squares) that keep the order and the distances.

    With the distances taken off it is an isotonic regression: neighbours that would be out of
    order are pooled at their common mean.
    """
    if not wanted:
        return []
    offsets = [0.0]
    for distance in apart:
        offsets.append(offsets[-1] + distance)
    pools: list[tuple[float, float, int]] = []
    for want, offset, heavy in zip(wanted, offsets, weight, strict=True):
        mean, mass, count = want - offset, heavy, 1
        while pools and pools[-1][0] >= mean:
            other, other_mass, other_count = pools.pop()
            mean = (mean * mass + other * other_mass) / (mass + other_mass)
            mass, count = mass + other_mass, count + other_count
        pools.append((mean, mass, count))
    spread = [mean for mean, _, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(spread, offsets, strict=True)]


def _ends(
    places: Mapping[str, Place], forward: Mapping[Edge, Edge], chains: _Chains, *, stacked: bool
) -> dict[Edge, tuple[Point, Point]]:
    """Where each connection meets its left and its right box, sorted so that ends do not cross."""
    leaving: dict[str, list[Edge]] = {}
    arriving: dict[str, list[Edge]] = {}
    for edge, (a, b) in forward.items():
        leaving.setdefault(a, []).append(edge)
        arriving.setdefault(b, []).append(edge)

    def height(edge: Edge, side: int) -> float:
        passed = chains.chain[edge]
        other = (passed[0] if side == 0 else passed[-1]) if passed else forward[edge][1 - side]
        return places[other].middle[1]

    starts: dict[Edge, Point] = {}
    stops: dict[Edge, Point] = {}
    for side, groups, found in ((0, leaving, starts), (1, arriving, stops)):
        for node, group in groups.items():
            group.sort(key=lambda edge: height(edge, side))
            box = places[node]
            x = box.right if side == 0 else box.x
            for edge, y in zip(group, _along(box, group, chains, stacked=stacked), strict=True):
                found[edge] = (x, y)
    return {edge: (starts[edge], stops[edge]) for edge in forward}


def _along(box: Place, group: Sequence[Edge], chains: _Chains, *, stacked: bool) -> Iterator[float]:
    if not stacked:
        step = box.height / (len(group) + 1)
        yield from (box.y + step * (place + 1) for place in range(len(group)))
        return
    whole = sum(chains.widths.get(edge, 0.0) for edge in group)
    y = box.y + (box.height - whole) / 2
    for edge in group:
        width = chains.widths.get(edge, 0.0)
        yield y + width / 2
        y += width


def _route(
    chain: list[str],
    places: Mapping[str, Place],
    ends: tuple[Point, Point],
    label: str | None,
    back: bool,
) -> Route:
    points = [ends[0]]
    for name in chain:
        place = places[name]
        middle = place.middle[1]
        points += [(place.x, middle), (place.right, middle)]
    points.append(ends[1])
    return Route(
        tuple(reversed(points)) if back else tuple(points), back, places[label] if label else None
    )
