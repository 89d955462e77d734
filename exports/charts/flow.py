"""Where money went, as bands between accounts: thickness is amount, left to right is onward.

Every band carries the number of its row in the table beside the chart. Money that goes back to
the left is a dashed line beneath, so that a round trip is seen as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from exports.charts.picture import Band, Box, Line, Part, Picture, Role, Text, bent
from exports.schedules.schedule import counted
from workbench.money import written

WIDTH: Final = 757.0
HEIGHT: Final = 400.0
BAR: Final = 9.0
GAP: Final = 20.0
#: The smallest account still has a bar, and the smallest payment a band, that can be seen.
THINNEST: Final = 1.2
#: A band this thick carries its amount.
THICK: Final = 11.0
LANE: Final = 12.0
#: An account that stands for many begins so.
OTHERS: Final = "\0others "
#: How many small ends of one account stand by themselves.
LEAVES: Final = 5


@dataclass(frozen=True, slots=True)
class Stream:
    """What went from one account to another; `number` is its row in the chart's table."""

    payer: str
    payee: str
    minor: int
    number: int = 0
    figure: str = ""


@dataclass(slots=True)
class _Place:
    x: float = 0
    y: float = 0
    height: float = 0


def folded(streams: Sequence[Stream], most: int) -> tuple[list[Stream], dict[str, list[str]]]:
    """Few enough accounts to read, and which stand together for those that are left out.

    Of the accounts that only one other pays (or that only pay one other), the largest stand by
    themselves; of all others the largest `most`. No amount is left out.
    """
    behind: dict[str, list[str]] = {}
    for way in ("payee", "payer"):
        streams = _ends_folded(streams, way, behind)
    weight: dict[str, int] = defaultdict(int)
    for stream in streams:
        weight[stream.payer] += stream.minor
        weight[stream.payee] += stream.minor
    kept = set(sorted(weight, key=lambda name: (-weight[name], name))[:most])
    others = sorted(weight.keys() - kept)
    if len(others) > 1:
        behind[OTHERS] = [n for name in others for n in behind.pop(name, [name])]
        streams = _merged(streams, dict.fromkeys(others, OTHERS))
    return list(streams), behind


def _ends_folded(
    streams: Sequence[Stream], way: str, behind: dict[str, list[str]]
) -> Sequence[Stream]:
    """Take the small ends of one account together: those it alone pays, or is paid by."""
    inner = {s.payer if way == "payee" else s.payee for s in streams}
    partners: dict[str, set[str]] = defaultdict(set)
    amount: dict[str, int] = defaultdict(int)
    for stream in streams:
        end, partner = stream.payee, stream.payer
        if way == "payer":
            end, partner = partner, end
        if end not in inner:
            partners[end].add(partner)
            amount[end] += stream.minor
    ends: dict[str, list[str]] = defaultdict(list)
    for end in sorted(partners, key=lambda name: (-amount[name], name)):
        if len(partners[end]) == 1:
            ends[next(iter(partners[end]))].append(end)
    into: dict[str, str] = {}
    for partner, names in ends.items():
        rest = names[LEAVES:]
        if len(rest) > 1:
            together = f"{OTHERS}{way} {partner}"
            behind[together] = rest
            into.update(dict.fromkeys(rest, together))
    return _merged(streams, into)


def _merged(streams: Sequence[Stream], into: Mapping[str, str]) -> list[Stream]:
    """Streams between accounts of which some now stand together; the numbers of those go."""
    sums: dict[tuple[str, str], Stream] = {}
    for stream in streams:
        payer, payee = (into.get(name, name) for name in (stream.payer, stream.payee))
        if payer == payee:
            continue
        if (payer, payee) == (stream.payer, stream.payee):
            sums[payer, payee] = stream
            continue
        known = sums.get((payer, payee))
        sums[payer, payee] = Stream(payer, payee, stream.minor + (known.minor if known else 0))
    return list(sums.values())


def flow_picture(
    streams: Sequence[Stream],
    names: Mapping[str, str],
    currency: str,
    *,
    title: str,
    role: Role = "traced",
    most: int = 20,
) -> Picture:
    """The chart of these streams; `names` says how each account is called."""
    shown, behind = folded([s for s in streams if s.payer != s.payee], most)
    together = {name: counted(len(some), "other account") for name, some in behind.items()}
    called = {**names, **together}
    columns = _columns(shown)
    back = [s for s in shown if _rank(columns, s.payee) <= _rank(columns, s.payer)]
    onward = [s for s in shown if s not in back]
    room = HEIGHT - LANE * len(back) - 16
    through = _through(onward, shown)
    scale = _scale(columns, through, room)
    places = _places(columns, through, scale, room)
    parts: list[Part] = []
    parts.extend(_bands(onward, places, scale, role, currency))
    parts.extend(_returns(back, places, room, currency))
    parts.extend(_accounts(columns, places, called))
    said = (
        f"{title}: {counted(len(shown), 'flow')} between "
        f"{counted(sum(map(len, columns)), 'account')}, from left to right"
    )
    if back:
        said += f"; {counted(len(back), 'flow goes', 'flows go')} back to the left"
    return Picture(WIDTH, HEIGHT, title, f"{said}.", tuple(parts))


def _columns(streams: Sequence[Stream]) -> list[list[str]]:
    """Accounts by how many steps the money took to reach them, the longest way counting."""
    onward: dict[str, list[str]] = defaultdict(list)
    for stream in streams:
        onward[stream.payer].append(stream.payee)
    order = _ordered(streams)
    place = {name: number for number, name in enumerate(order)}
    rank = dict.fromkeys(order, 0)
    for name in order:
        for payee in onward[name]:
            if place[payee] > place[name]:
                rank[payee] = max(rank[payee], rank[name] + 1)
    columns: list[list[str]] = [[] for _ in range(max(rank.values(), default=0) + 1)]
    for name in order:
        columns[rank[name]].append(name)
    for _ in range(4):
        _untangle(columns, streams)
    return columns


def _ordered(streams: Sequence[Stream]) -> list[str]:
    """The accounts so that as little money as may be goes from later to earlier ones.

    The greedy rule of Eades, Lin and Smyth (1993), weighted by amount: who is paid by nobody
    goes first, who pays nobody last, and of the rest the one that pays most more than it is paid.
    """
    left: list[str] = []
    right: list[str] = []
    waiting = dict.fromkeys(n for s in streams for n in (s.payer, s.payee))
    while waiting:
        out = dict.fromkeys(waiting, 0)
        into = dict.fromkeys(waiting, 0)
        for stream in streams:
            if stream.payer in waiting and stream.payee in waiting:
                out[stream.payer] += stream.minor
                into[stream.payee] += stream.minor
        last = next((name for name in waiting if not out[name] and into[name]), None)
        if last is not None:
            right.append(last)
            del waiting[last]
            continue
        first = min(waiting, key=lambda name: (into[name] > 0, into[name] - out[name]))
        left.append(first)
        del waiting[first]
    return left + right[::-1]


def _untangle(columns: list[list[str]], streams: Sequence[Stream]) -> None:
    """Put each account near the middle of those it is connected with."""
    at = {name: n / (len(c) or 1) for c in columns for n, name in enumerate(c)}
    near: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for stream in streams:
        near[stream.payee].append((at[stream.payer], stream.minor))
        near[stream.payer].append((at[stream.payee], stream.minor))
    for column in columns:
        column.sort(
            key=lambda name: (
                sum(y * w for y, w in near[name]) / (sum(w for _, w in near[name]) or 1),
                name,
            )
        )


def _rank(columns: list[list[str]], name: str) -> int:
    return next(number for number, column in enumerate(columns) if name in column)


def _through(onward: Sequence[Stream], shown: Sequence[Stream]) -> dict[str, int]:
    """How much each account's bar stands for: the larger of what came in and went out."""
    into: dict[str, int] = defaultdict(int)
    out: dict[str, int] = defaultdict(int)
    for stream in onward:
        out[stream.payer] += stream.minor
        into[stream.payee] += stream.minor
    names = dict.fromkeys(n for s in shown for n in (s.payer, s.payee))
    return {name: max(into[name], out[name]) for name in names}


def _scale(columns: list[list[str]], through: Mapping[str, int], room: float) -> float:
    """Points for one minor unit, so that the fullest column still fits."""
    scales = [
        (room - GAP * len(column)) / sum(through[name] for name in column)
        for column in columns
        if sum(through[name] for name in column)
    ]
    return max(min(scales, default=0), 0)


def _places(
    columns: list[list[str]], through: Mapping[str, int], scale: float, room: float
) -> dict[str, _Place]:
    step = (WIDTH - BAR - 108) / max(len(columns) - 1, 1)
    places: dict[str, _Place] = {}
    for number, column in enumerate(columns):
        heights = [max(through[name] * scale, THINNEST) for name in column]
        gap = min(GAP * 1.6, (room - sum(heights)) / max(len(column), 1))
        y = 12 + (room - sum(heights) - gap * len(column)) / 2
        for name, height in zip(column, heights, strict=True):
            places[name] = _Place(number * step, y, height)
            y += height + gap
    return places


def _bands(
    onward: Sequence[Stream],
    places: Mapping[str, _Place],
    scale: float,
    role: Role,
    currency: str,
) -> list[Part]:
    """The bands, stacked at each end in the order of the other end."""
    leave: dict[str, float] = defaultdict(float)
    reach: dict[str, float] = defaultdict(float)
    starts: dict[int, float] = {}
    for stream in sorted(onward, key=lambda s: (places[s.payee].y, s.payee)):
        starts[id(stream)] = places[stream.payer].y + leave[stream.payer]
        leave[stream.payer] += stream.minor * scale
    bands: list[Part] = []
    labels: list[Part] = []
    for stream in sorted(onward, key=lambda s: (places[s.payer].y, s.payer)):
        start, end = starts[id(stream)], places[stream.payee].y + reach[stream.payee]
        reach[stream.payee] += stream.minor * scale
        width = max(stream.minor * scale, THINNEST)
        x, to_x = places[stream.payer].x + BAR, places[stream.payee].x
        bands.append(Band(x, start, to_x, end, width, role, stream.figure))
        if stream.number:
            labels.extend(_number(stream, (x, start), (to_x, end), width, currency))
    return [*bands, *labels]


def _number(
    stream: Stream,
    start: tuple[float, float],
    end: tuple[float, float],
    width: float,
    currency: str,
) -> list[Part]:
    """A band's number and amount on its middle, or its number where it arrives if it is thin."""
    thick = width >= THICK
    text = f"{stream.number} · {written(stream.minor, currency)}" if thick else str(stream.number)
    wide = 4.1 * len(text) + 4
    if thick:
        x, y = start[0] + (end[0] - start[0]) * 0.62, bent(0.62, start[1], end[1]) + width / 2
    else:
        x, y = end[0] - wide / 2 - 1, end[1] + width / 2
    return [
        Box(x - wide / 2, y - 4.5, wide, 9, "paper", "", 1.5, stream.figure),
        Text(x, y + 2.4, text, 7, "ink", "middle", strong=True, figure=stream.figure),
    ]


def _returns(
    back: Sequence[Stream], places: Mapping[str, _Place], room: float, currency: str
) -> list[Part]:
    """Dashed lines beneath for what goes back."""
    parts: list[Part] = []
    for number, stream in enumerate(back):
        payer, payee = places[stream.payer], places[stream.payee]
        lane = 14 + room + LANE * (number + 0.5)
        right = payer.x + BAR + 4 + 2 * (number % 4)
        left = payee.x - 4 - 2 * (number % 4)
        y, to_y = payer.y + payer.height - 1, payee.y + payee.height - 1
        parts.append(
            Line(
                ((payer.x + BAR, y), (right, y), (right, lane), (left, lane), (left, to_y),
                 (payee.x, to_y)),
                "traced", 1.2, dashed=True, arrow=True, figure=stream.figure,
            )
        )  # fmt: skip
        said = f"{stream.number}  " if stream.number else ""
        parts.append(
            Text((left + right) / 2, lane - 2, f"{said}back: {written(stream.minor, currency)}",
                 7, "ink", "middle")
        )  # fmt: skip
    return parts


def _accounts(
    columns: list[list[str]], places: Mapping[str, _Place], called: Mapping[str, str]
) -> list[Part]:
    parts: list[Part] = []
    step = (WIDTH - BAR - 108) / max(len(columns) - 1, 1)
    for column in columns:
        fit = 106.0 if column is columns[-1] else min(step - BAR - 8, 150.0)
        for name in column:
            place = places[name]
            y = place.y + min(place.height / 2 + 2.5, 9.0)
            parts.append(Box(place.x, place.y, BAR, place.height, "ink", "", tip=called[name]))
            parts.append(Text(place.x + BAR + 3, y, called[name], 7.5, strong=True, fit=fit))
    return parts
