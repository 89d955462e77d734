"""Charts are placed the same way every time, and no box stands on another."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.layout import Edge, Layout, Size, layered, radial, spread

BOX = Size(120, 36)
Way = Callable[..., Layout]


def sizes(count: int) -> dict[str, Size]:
    return {f"n{i}": BOX for i in range(count)}


def chain(*names: str) -> dict[Edge, int]:
    return dict.fromkeys(pairwise(names), 1)


def power_law(count: int, seed: int = 1) -> dict[Edge, int]:
    dice = random.Random(seed)
    ends = [0]
    found: dict[Edge, int] = {}
    for i in range(1, count):
        other = dice.choice(ends)
        pair = (f"n{i}", f"n{other}") if dice.random() < 0.5 else (f"n{other}", f"n{i}")
        found[pair] = dice.randrange(1, 10_000)
        ends += [i, other]
    for _ in range(count * 3 // 10):
        a, b = dice.choice(ends), dice.choice(ends)
        if a != b:
            found[f"n{a}", f"n{b}"] = dice.randrange(1, 10_000)
    return found


def no_box_on_another(layout: Layout) -> bool:
    return not any(a.overlaps(b) for a, b in combinations(layout.places.values(), 2))


def inside(layout: Layout) -> bool:
    return all(
        place.x >= -1e-6
        and place.y >= -1e-6
        and place.right <= layout.width + 1e-6
        and place.bottom <= layout.height + 1e-6
        for place in layout.places.values()
    )


GRAPHS = st.integers(1, 14).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.dictionaries(
            st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)),
            st.integers(1, 10**9),
            max_size=30,
        ),
    )
)


@pytest.mark.parametrize("way", [layered, radial, spread])
@settings(max_examples=60, deadline=None)
@given(graph=GRAPHS)
def test_every_box_is_placed_once_inside_the_field_and_on_no_other(
    way: Way, graph: tuple[int, dict[tuple[int, int], int]]
) -> None:
    count, pairs = graph
    edges = {(f"n{a}", f"n{b}"): weight for (a, b), weight in pairs.items()}
    layout = way(sizes(count), edges)
    assert list(layout.places) == list(sizes(count))
    assert no_box_on_another(layout)
    assert inside(layout)
    assert set(layout.routes) == {edge for edge in edges if edge[0] != edge[1]}
    assert layout == way(sizes(count), edges)


@settings(max_examples=80, deadline=None)
@given(graph=GRAPHS)
def test_money_runs_left_to_right_where_none_comes_back(
    graph: tuple[int, dict[tuple[int, int], int]],
) -> None:
    count, pairs = graph
    edges = {(f"n{a}", f"n{b}"): w for (a, b), w in pairs.items() if a < b}
    layout = layered(sizes(count), edges)
    for (a, b), route in layout.routes.items():
        assert not route.returns
        assert layout.places[a].right < layout.places[b].x
        across = [x for x, _ in route.points]
        assert across == sorted(across)


def test_a_round_trip_is_drawn_with_one_flow_back() -> None:
    edges = {("a", "b"): 900, ("b", "c"): 800, ("c", "a"): 100}
    layout = layered(dict.fromkeys("abc", BOX), edges)
    assert {edge for edge, route in layout.routes.items() if route.returns} == {("c", "a")}
    points = layout.routes["c", "a"].points
    assert points[0][0] == layout.places["c"].x
    assert points[-1][0] == layout.places["a"].right


def test_two_accounts_that_pay_each_other_have_two_connections() -> None:
    layout = layered(dict.fromkeys("ab", BOX), {("a", "b"): 5, ("b", "a"): 4})
    there, back = layout.routes["a", "b"], layout.routes["b", "a"]
    assert (there.returns, back.returns) == (False, True)
    assert there.points[0][1] != back.points[-1][1]


def test_labels_have_room_of_their_own() -> None:
    edges = power_law(25)
    labels = dict.fromkeys(edges, Size(100, 12))
    layout = layered(sizes(25), edges, labels=labels)
    rooms = [route.label for route in layout.routes.values()]
    assert all(room is not None for room in rooms)
    taken = [*layout.places.values(), *(room for room in rooms if room is not None)]
    assert not any(a.overlaps(b) for a, b in combinations(taken, 2))


def test_a_long_connection_bends_round_the_boxes_between() -> None:
    edges = chain("a", "b", "c", "d") | {("a", "d"): 1}
    layout = layered(dict.fromkeys("abcd", BOX), edges)
    for x, y in layout.routes["a", "d"].points:
        for name in "bc":
            box = layout.places[name]
            assert not (box.x < x < box.right and box.y < y < box.bottom)


def test_crossings_that_can_be_avoided_are_avoided() -> None:
    edges = {("a1", "b3"): 1, ("a2", "b2"): 1, ("a3", "b1"): 1}
    names = ["a1", "a2", "a3", "b1", "b2", "b3"]
    layout = layered(dict.fromkeys(names, BOX), edges)
    by_height = sorted(("a1", "a2", "a3"), key=lambda n: layout.places[n].y)
    partners = {"a1": "b3", "a2": "b2", "a3": "b1"}
    assert [partners[n] for n in by_height] == sorted(
        ("b1", "b2", "b3"), key=lambda n: layout.places[n].y
    )


def test_broad_connections_meet_a_box_stacked_and_within_its_side() -> None:
    edges = {("a", "x"): 1, ("b", "x"): 1, ("c", "x"): 1}
    widths = {("a", "x"): 10.0, ("b", "x"): 20.0, ("c", "x"): 6.0}
    layout = layered(dict.fromkeys("abcx", BOX), edges, widths=widths)
    box = layout.places["x"]
    spans = sorted(
        (route.points[-1][1] - widths[edge] / 2, route.points[-1][1] + widths[edge] / 2)
        for edge, route in layout.routes.items()
    )
    assert spans[0][0] >= box.y
    assert spans[-1][1] <= box.bottom
    assert all(low[1] <= high[0] + 1e-9 for low, high in pairwise(spans))


def test_the_owner_stands_in_the_middle_of_what_it_owns() -> None:
    edges = {("owner", f"n{i}"): 1 for i in range(8)} | {("n0", "n8"): 1}
    layout = radial({"owner": BOX, **sizes(9)}, edges, roots=["owner"])
    x, y = layout.places["owner"].middle
    near = [layout.places[f"n{i}"].middle for i in range(8)]
    far = layout.places["n8"].middle
    reach = max((a - x) ** 2 + (b - y) ** 2 for a, b in near)
    assert (far[0] - x) ** 2 + (far[1] - y) ** 2 > reach


def test_three_hundred_boxes_in_columns_are_placed_while_one_waits() -> None:
    edges = power_law(300)
    began = time.perf_counter()
    layout = layered(sizes(300), edges, labels=dict.fromkeys(edges, Size(90, 12)))
    assert time.perf_counter() - began < 10
    assert no_box_on_another(layout)


def test_a_few_thousand_boxes_stand_nearer_to_their_neighbours_than_to_others() -> None:
    edges = power_law(3000)
    began = time.perf_counter()
    layout = spread(sizes(3000), edges)
    assert time.perf_counter() - began < 20
    cells = {(round(p.x), round(p.y)) for p in layout.places.values()}
    assert len(cells) == 3000
    dice = random.Random(7)
    names = list(layout.places)

    def apart(a: str, b: str) -> float:
        (ax, ay), (bx, by) = layout.places[a].middle, layout.places[b].middle
        return ((ax - bx) / 132) ** 2 + ((ay - by) / 48) ** 2

    joined = [apart(a, b) ** 0.5 for a, b in edges]
    others = [apart(dice.choice(names), dice.choice(names)) ** 0.5 for _ in range(3000)]
    assert sum(joined) / len(joined) < 0.45 * sum(others) / len(others)


@pytest.mark.parametrize("way", [layered, radial, spread])
def test_an_empty_graph_is_an_empty_chart(way: Way) -> None:
    layout = way({}, {})
    assert (dict(layout.places), layout.width, layout.height) == ({}, 0.0, 0.0)
