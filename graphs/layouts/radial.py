"""The ownership chart: who is at the centre, and what hangs on it in rings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, hypot, pi, sin

from graphs.layouts.placed import Edge, Layout, Place, Size, straight


def radial(
    sizes: Mapping[str, Size],
    edges: Mapping[Edge, int],
    *,
    roots: Sequence[str] = (),
    gap: float = 24,
) -> Layout:
    """Place each connected part as rings round its centre, the parts side by side.

    The centre of a part is the first of `roots` in it, else its node with most connections.
    A node has a slice of the ring as wide as the leaves beyond it; rings are as large as the
    boxes on them need, so that none overlap.
    """
    beside: dict[str, dict[str, None]] = {node: {} for node in sizes}
    for a, b in edges:
        if a != b:
            beside[a][b] = beside[b][a] = None
    wanted = [*roots, *sorted(sizes, key=lambda node: -len(beside[node]))]
    places: dict[str, Place] = {}
    x = height = 0.0
    for root in wanted:
        if root in places:
            continue
        part = _rings(root, sizes, beside, gap)
        left = min(place.x for place in part.values())
        top = min(place.y for place in part.values())
        for node, place in part.items():
            places[node] = place.moved(x - left, -top)
        x = max(places[node].right for node in part) + 2 * gap
        height = max(height, *(places[node].bottom for node in part))
    return Layout(
        {node: places[node] for node in sizes},
        straight(places, edges),
        max(x - 2 * gap, 0.0),
        height,
    )


def _rings(
    root: str, sizes: Mapping[str, Size], beside: Mapping[str, Mapping[str, None]], gap: float
) -> dict[str, Place]:
    rings, children = _tree(root, beside)
    leaves: dict[str, int] = {}
    for ring in reversed(rings):
        for node in ring:
            leaves[node] = sum(leaves[child] for child in children[node]) or 1
    slices = {root: (-pi / 2, 2 * pi)}
    for ring in rings:
        for node in ring:
            start, whole = slices[node]
            for child in children[node]:
                part = whole * leaves[child] / leaves[node]
                slices[child] = (start, part)
                start += part
    places: dict[str, Place] = {}
    radius = before = 0.0
    for number, ring in enumerate(rings):
        largest = max(hypot(*sizes[node]) for node in ring) + gap
        if number:
            # Two boxes on a ring are at least as far apart as the chord of the smaller slice.
            least = min(slices[node][1] for node in ring)
            chord = largest / (2 * sin(min(least, pi) / 2)) if len(ring) > 1 else 0.0
            radius = max(radius + (largest + before) / 2, chord)
        before = largest
        for node in ring:
            start, part = slices[node]
            angle = start + part / 2
            width, height = sizes[node]
            places[node] = Place(
                radius * cos(angle) - width / 2, radius * sin(angle) - height / 2, width, height
            )
    return places


def _tree(
    root: str, beside: Mapping[str, Mapping[str, None]]
) -> tuple[list[list[str]], dict[str, list[str]]]:
    """Nodes by their distance from the root, and the nearer node through which each hangs."""
    children: dict[str, list[str]] = {root: []}
    rings = [[root]]
    while True:
        ring: list[str] = []
        for node in rings[-1]:
            for other in beside[node]:
                if other not in children:
                    children[other] = []
                    children[node].append(other)
                    ring.append(other)
        if not ring:
            return rings, children
        rings.append(ring)
