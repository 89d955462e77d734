"""A chart of a few thousand boxes: near what they are connected with, each in a cell of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from graphs.layouts.placed import Edge, Layout, Place, Size, straight
from workbench.progress import Report, silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PIVOTS = 24
_STEPS = 60


def spread(
    sizes: Mapping[str, Size],
    edges: Mapping[Edge, int],
    *,
    gap: float = 12,
    report: Report = silent,
) -> Layout:
    """Place connected boxes near each other; every part of the graph has its own field.

    A part begins from distances to a few pivots (pivot multidimensional scaling, Brandes and
    Pich 2007), is loosened by springs and by repulsion within reach (Fruchterman and Reingold
    1991, grid variant), and each box then takes the nearest free cell of a grid, so that none
    overlap. Chance has no part in it.
    """
    cell = Size(
        max((size.width for size in sizes.values()), default=0.0) + gap,
        max((size.height for size in sizes.values()), default=0.0) + gap,
    )
    parts = _parts(list(sizes), edges)
    cells: dict[str, tuple[int, int]] = {}
    done = 0
    fields = []
    for part, inside in parts:
        report(done, len(sizes), "Placing the chart")
        fields.append(_cells(part, inside))
        done += len(part)
    across = sqrt(sum(len(part) for part, _ in parts) * 2.6 * cell.height / cell.width)
    limit = (
        max(ceil(across * 1.3), *(1 + max(c for c, _ in f.values()) for f in fields), 1)
        if (fields)
        else 1
    )
    column = row = deepest = 0
    for field in fields:
        wide = 1 + max(c for c, _ in field.values())
        if column and column + wide > limit:
            column, row, deepest = 0, row + deepest, 0
        for node, (c, r) in field.items():
            cells[node] = (column + c, row + r)
        column += wide + (len(field) > 1)
        deepest = max(deepest, 1 + max(r for _, r in field.values()) + (len(field) > 1))
    places = {
        node: Place(
            cells[node][0] * cell.width + (cell.width - gap - size.width) / 2,
            cells[node][1] * cell.height + (cell.height - gap - size.height) / 2,
            size.width,
            size.height,
        )
        for node, size in sizes.items()
    }
    return Layout(
        places,
        straight(places, edges),
        max((place.right for place in places.values()), default=0.0),
        max((place.bottom for place in places.values()), default=0.0),
    )


def _parts(
    nodes: Sequence[str], edges: Mapping[Edge, int]
) -> list[tuple[list[str], list[tuple[int, int]]]]:
    """Connected parts, largest first, each with its connections as positions in the part."""
    beside: dict[str, list[str]] = {node: [] for node in nodes}
    for a, b in edges:
        if a != b:
            beside[a].append(b)
            beside[b].append(a)
    seen: dict[str, int] = {}
    found: list[list[str]] = []
    for node in nodes:
        if node in seen:
            continue
        part = [node]
        seen[node] = 0
        for one in part:
            for other in beside[one]:
                if other not in seen:
                    seen[other] = len(part)
                    part.append(other)
        found.append(part)
    found.sort(key=lambda part: -len(part))
    inside: dict[str, list[tuple[int, int]]] = {part[0]: [] for part in found}
    first = {node: part[0] for part in found for node in part}
    for a, b in edges:
        if a != b:
            inside[first[a]].append((seen[a], seen[b]))
    return [(part, inside[part[0]]) for part in found]


def _cells(part: Sequence[str], edges: Sequence[tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """A cell of its own for each node of one connected part, the lowest column and row 0."""
    if len(part) == 1:
        return {part[0]: (0, 0)}
    at = _relaxed(_pivots(len(part), edges), edges)
    taken: dict[tuple[int, int], int] = {}
    scale = sqrt(len(part) * 1.6)
    low, high = at.min(axis=0), at.max(axis=0)
    unit = (at - low) / max(float((high - low).max()), 1e-9) * scale
    centre = unit.mean(axis=0)
    order = sorted(
        range(len(part)), key=lambda i: (round(float(((unit[i] - centre) ** 2).sum()), 6), i)
    )
    result = {}
    for i in order:
        result[i] = _nearest_free(round(float(unit[i][0])), round(float(unit[i][1])), taken)
        taken[result[i]] = i
    left = min(c for c, _ in result.values())
    top = min(r for _, r in result.values())
    return {part[i]: (result[i][0] - left, result[i][1] - top) for i in range(len(part))}


def _nearest_free(column: int, row: int, taken: Mapping[tuple[int, int], int]) -> tuple[int, int]:
    if (column, row) not in taken:
        return column, row
    reach = 1
    while True:
        ring = [
            (column + c, row + r)
            for c in range(-reach, reach + 1)
            for r in range(-reach, reach + 1)
            if max(abs(c), abs(r)) == reach and (column + c, row + r) not in taken
        ]
        if ring:
            return min(ring, key=lambda at: ((at[0] - column) ** 2 + (at[1] - row) ** 2, at))
        reach += 1


def _pivots(count: int, edges: Sequence[tuple[int, int]]) -> NDArray[Any]:
    """Two coordinates from the distances to pivots that are each far from those before."""
    import numpy as np

    beside: list[list[int]] = [[] for _ in range(count)]
    for a, b in edges:
        beside[a].append(b)
        beside[b].append(a)
    nearest = np.full(count, np.iinfo(np.int64).max, dtype=np.int64)
    pivot, columns = 0, []
    for _ in range(min(_PIVOTS, count)):
        far = _distances(pivot, beside)
        columns.append(far.astype(np.float64))
        nearest = np.minimum(nearest, far)
        pivot = int(nearest.argmax())
    squares = np.stack(columns, axis=1) ** 2
    centred = (
        squares - squares.mean(axis=0) - squares.mean(axis=1, keepdims=True) + squares.mean()
    ) / -2
    values, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, np.argsort(values)[::-1][:2]]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), range(axes.shape[1])])
    at = np.zeros((count, 2))
    at[:, : axes.shape[1]] = centred @ axes
    # Leaves of one hub have equal distances: set them apart on a spiral, in their order.
    turn = np.arange(count) * 2.399963229728653
    spiral = np.sqrt(np.arange(count) / count)[:, None] * np.stack([np.cos(turn), np.sin(turn)], 1)
    extent = max(float(np.ptp(at, axis=0).max()), 1.0)
    return np.asarray(at / extent * sqrt(count) + spiral * sqrt(count) * 0.35)


def _distances(start: int, beside: Sequence[Sequence[int]]) -> NDArray[Any]:
    import numpy as np

    far = np.full(len(beside), -1, dtype=np.int64)
    far[start] = 0
    waiting = [start]
    for node in waiting:
        for other in beside[node]:
            if far[other] < 0:
                far[other] = far[node] + 1
                waiting.append(other)
    return far


def _relaxed(at: NDArray[Any], edges: Sequence[tuple[int, int]]) -> NDArray[Any]:
    """Springs along connections, repulsion between those within reach; each step smaller."""
    import numpy as np

    a, b = (np.array(ends, dtype=np.int64) for ends in zip(*edges, strict=True))
    degree = np.bincount(a, minlength=len(at)) + np.bincount(b, minlength=len(at))
    pull_by = 1.0 / np.sqrt(np.maximum(degree[a], degree[b]))
    for step in range(_STEPS):
        i, j = _within_reach(at)
        apart = at[i] - at[j]
        square = np.maximum((apart**2).sum(axis=1), 1e-4)
        push = apart / square[:, None]
        stretch = at[b] - at[a]
        length = np.sqrt((stretch**2).sum(axis=1))
        pull = stretch * (length * pull_by)[:, None]
        force = np.zeros_like(at)
        for axis in (0, 1):
            force[:, axis] += np.bincount(i, push[:, axis], len(at))
            force[:, axis] += np.bincount(a, pull[:, axis], len(at))
            force[:, axis] -= np.bincount(b, pull[:, axis], len(at))
        size = np.sqrt((force**2).sum(axis=1))
        limit = 1.0 * (1 - step / _STEPS)
        at = at + force * (np.minimum(size, limit) / np.maximum(size, 1e-9))[:, None]
    return at


def _within_reach(at: NDArray[Any], reach: float = 2.0) -> tuple[NDArray[Any], NDArray[Any]]:
    """Pairs of nodes in the same or neighbouring cells of a grid, both ways round."""
    import numpy as np

    cell = np.floor(at / reach).astype(np.int64)
    cell -= cell.min(axis=0) - 1
    wide = int(cell[:, 1].max()) + 2
    code = cell[:, 0] * wide + cell[:, 1]
    order = np.argsort(code, kind="stable")
    ranked = code[order]
    ones, others = [], []
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            wanted = code + dx * wide + dy
            first = np.searchsorted(ranked, wanted, "left")
            count = np.searchsorted(ranked, wanted, "right") - first
            one = np.repeat(np.arange(len(at)), count)
            inside = np.arange(len(one)) - np.repeat(np.cumsum(count) - count, count)
            ones.append(one)
            others.append(order[np.repeat(first, count) + inside])
    i, j = np.concatenate(ones), np.concatenate(others)
    distinct = i != j
    return i[distinct], j[distinct]
