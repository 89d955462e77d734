"""The flow of an answer in time: days to the right, accounts as lanes, pounds as width.

Marked money is a solid band from where it was marked to what became of it; the clean part of a
payment that it went with is hatched and has a broken border.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

from exports.charts.boxes import SMALL, TITLE, caption_parts, words_of
from exports.charts.picture import Band, Box, Line, Part, Picture, Text
from graphs.answers import Answer
from graphs.asking import Asking
from graphs.figures import pocket_key, traced_into
from graphs.ledger import LedgerPayment, Pocket
from graphs.lineage import Node, Path
from graphs.plain import ended, spoken
from graphs.things import thing_of
from workbench.money import written
from workbench.words import counted, day_written

#: The height of all the money that is drawn.
_WHOLE: Final = 150.0
_THINNEST: Final = 1.4
#: A clean part has at most so much room: it tells what went along, and is cut short beyond.
_MOST_CLEAN: Final = 30.0
#: Half the width in which a payment goes from lane to lane.
_HALF: Final = 17.0
#: The least room between two payments, and the most that days without one take.
_STEP: Final = 48.0
_MOST_DAYS: Final = 26.0
_NAMES: Final = 150.0
_ENDS: Final = 150.0
_GAP: Final = 14.0
_MARGIN: Final = 16.0
_TOP: Final = 64.0
#: How a thing's lane is named; those of accounts have the accounts' names and come before.
_ASSET: Final = "~2 "
#: Lanes of what is in no account whose statements are held, by kind.
_OTHERS: Final = {
    "sold": ("~3", "In what was sold, with its buyer"),
    "left": ("~4", "Left the records"),
    "spent": ("~5", "Spent"),
    "loan": ("~6", "Repaid debts"),
}
#: So many ways are drawn; the caption says what is left out.
MOST: Final = 40


@dataclass(frozen=True, slots=True)
class TimedChart:
    """The picture and what it says in words."""

    picture: Picture
    caption: str


class _Key(NamedTuple):
    """Money of one origin between two points of its way; a way may pass a point once only."""

    start: Node
    stop: Node
    origin: int


@dataclass(slots=True)
class _Slot:
    """Money that rests in a lane from one payment to the next, or to the end."""

    lane: str
    x: float
    to_x: float
    width: float
    minor: int
    figure: str
    tip: str
    y: float = 0
    clean: bool = False
    cut: bool = False


@dataclass(slots=True)
class _Lane:
    title: str
    under: str = ""
    slots: list[_Slot] = field(default_factory=list)
    y: float = 0
    height: float = 0


def timed_flow(asking: Asking, answer: Answer) -> TimedChart | None:
    """The ways of an answer in time; None where there is none, or they change currency."""
    ways = [way.path for way in answer.ways[:MOST]]
    currencies = {path.currency for path in ways}
    for path in ways:
        currencies |= {asking.ledger.payment(name).currency for name in path.payments}
    if len(currencies) != 1:
        return None
    drawing = _Drawing(asking, ways, currencies.pop())
    caption = _caption(drawing, answer)
    return TimedChart(drawing.picture(answer, caption), caption)


def _caption(drawing: _Drawing, answer: Answer) -> str:
    drawn = written(sum(path.minor for path in drawing.ways), drawing.currency)
    said = f"{drawn} in {counted(len(drawing.ways), 'way')}"
    if answer.ways_in_all > len(drawing.ways):
        said += f", of {answer.ways_in_all:,} in all"
    said += (
        ". Time runs to the right; long times without a payment are shortened. The height of a "
        "band is its amount"
    )
    if drawing.raised:
        said += "; the least are drawn a little higher"
    said += ". Hatched, with a broken border: the clean part of a payment, where it came to"
    if any(slot.cut for lane in drawing.lanes.values() for slot in lane.slots):
        said += ", cut short where it is marked ≈"
    return f"{said}. By {answer.rule}; a calculation by the stated rule."


class _Drawing:
    """One chart in the making."""

    def __init__(self, asking: Asking, ways: Sequence[Path], currency: str) -> None:
        self.asking, self.ways, self.currency = asking, ways, currency
        self.unit = _WHOLE / max(sum(path.minor for path in ways), 1)
        self.raised = False
        self.lanes: dict[str, _Lane] = {}
        self.sums: dict[_Key, int] = defaultdict(int)
        self.ins: dict[str, list[_Key]] = defaultdict(list)
        self.outs: dict[str, list[_Key]] = defaultdict(list)
        self.slots: dict[_Key, _Slot] = {}
        for path in ways:
            self._add(path)
        self.order = self._ordered()
        self.x, self.end = self._columns()
        self._rest()
        self._clean()
        self._pack()

    # -- what is drawn

    def _add(self, path: Path) -> None:
        points = [Node("payment", name) for name in path.payments]
        last = path.node or Node("payment", f"{path.payments[-1]}\0")
        for start, stop, minor in zip(
            (path.start, *points), (*points, last), (*path.sent, path.minor), strict=True
        ):
            self.sums[_Key(start, stop, path.origin)] += minor

    def _ordered(self) -> list[LedgerPayment]:
        """The payments in the order of law; and what comes into and leaves each of them."""
        for key in self.sums:
            self.outs[key.start.id if key.start.kind == "payment" else ""].append(key)
            self.ins[key.stop.id if key.stop.kind == "payment" else ""].append(key)
        made, ledger = self.asking.made, self.asking.ledger
        place: dict[str, float] = {
            payment.id: number
            for number, payment in enumerate(ledger.ordered(made.same_day, made.to))
        }
        for path in self.ways:  # what is no payment of its own, a sale say, is before what follows
            for name, after in pairwise(reversed((*path.payments, path.payments[-1]))):
                place.setdefault(after, place.get(name, 0) - 0.5)
        names = {key.start.id for key in self.sums if key.start.kind == "payment"}
        return [ledger.payment(name) for name in sorted(names, key=lambda name: place[name])]

    def _columns(self) -> tuple[dict[str, float], float]:
        """Where each payment stands: those of one day together unless one follows the other."""
        x: dict[str, float] = {}
        at, before = _MARGIN + _NAMES + _HALF + 10, None
        for payment in self.order:
            earlier = [x[key.start.id] for key in self.ins[payment.id] if key.start.id in x]
            if before is not None and payment.when != before.when:
                at += _STEP + min((payment.when - before.when).days * 0.8, _MOST_DAYS)
            at = max([at, *(place + _STEP for place in earlier)])
            x[payment.id], before = at, payment
        return x, at + _STEP + _HALF

    # -- lanes and what rests in them

    def _rest(self) -> None:
        for key, minor in self.sums.items():
            if key.start.kind == "payment":
                self._slot(key, minor)
            elif key.start.kind == "account":  # where the question begins
                x = self.x[key.stop.id]
                lane = self._account(key.start.id)
                slot = _Slot(lane, x - _HALF - 14, x - _HALF, self._width(minor), minor,
                             self._flow(key.origin, key.stop.id), "")  # fmt: skip
                self.slots[key] = slot
                self.lanes[lane].slots.append(slot)

    def _slot(self, key: _Key, minor: int) -> None:
        start = self.x[key.start.id] + _HALF
        amount = written(minor, self.currency)
        if key.stop.kind == "payment" and key.stop.id in self.x:
            lane = self._account(self._between(key))
            stop, figure = self.x[key.stop.id] - _HALF, self._flow(key.origin, key.stop.id)
            tip = f"{amount} of origin {key.origin}, from {self._day(key.start.id)} to "
            tip += f"{self._day(key.stop.id)} in {self.lanes[lane].title}"
        else:
            lane, figure, words = self._ending(key)
            stop, tip = self.end, f"{amount} of origin {key.origin} {words}"
        slot = _Slot(lane, start, stop, self._width(minor), minor, figure, tip)
        self.slots[key] = slot
        self.lanes[lane].slots.append(slot)

    def _between(self, key: _Key) -> str:
        """Where money was between two payments; what was sold is in the thing until it is paid."""
        ledger = self.asking.ledger
        start, stop = ledger.payment(key.start.id), ledger.payment(key.stop.id)
        sold = start.id in ledger.events and ledger.accounts[start.payee].kind == "account"
        return start.payer if sold else stop.payer

    def _ending(self, key: _Key) -> tuple[str, str, str]:
        """The lane, the figure and the words of what became of it."""
        node, ledger = key.stop, self.asking.ledger
        rule = "" if self.asking.supposed else self.asking.rule
        if node.kind == "payment":  # the payment that was asked about
            name = node.id.rstrip("\0")
            payee = self._account(ledger.payment(name).payee)
            return payee, self._flow(key.origin, name), "in this payment"
        words = ended(ledger, node, self.asking.asset_words)
        figure = self._flow(key.origin, key.start.id)
        if node.kind == "asset":
            lane = self._thing(node.id)
            figure = f"traced-by:{rule}:{node.id}" if rule else ""
        elif node.kind == "repaid":
            lane = self._lane(*_OTHERS["loan"], "")
            figure = f"repaid:{rule}:{key.origin}:{node.id}" if rule else ""
        elif node.kind == "held":
            account = ledger.accounts[node.id]
            kind = "left" if account.kind == "account" else account.kind
            inside = account.held or kind not in _OTHERS
            lane = self._account(node.id) if inside else self._lane(*_OTHERS[kind], "")
            pocket = pocket_key(self.asking.found, Pocket(node.id, node.currency))
            figure = f"held:{rule}:{key.origin}:{pocket}" if rule else ""
        else:
            lane = self._account(node.id)
        return lane, figure, words

    def _clean(self) -> None:
        """What of each payment is clean: it goes along where the payment came to."""
        for payment in self.order:
            if payment.id not in self.asking.ledger.positions:
                continue
            into = self.slots[self.outs[payment.id][0]]
            asset = into.lane.startswith(_ASSET)
            whole, clean = self._clean_of(payment, into.lane)
            if clean <= 0:
                continue
            x = self.x[payment.id] + _HALF
            high = clean * self.unit
            tip = f"{written(clean, self.currency)} of the {written(whole, payment.currency)} "
            tip += f"paid on {day_written(payment.when)} is clean"
            figure = "" if self.asking.supposed else f"payment:{payment.id}"
            width = min(max(high, _THINNEST), _MOST_CLEAN)
            slot = _Slot(into.lane, x - 6, self.end if asset else x + 10, width, clean, figure,
                         tip, clean=True, cut=high > _MOST_CLEAN)  # fmt: skip
            self.lanes[into.lane].slots.append(slot)

    def _clean_of(self, payment: LedgerPayment, lane: str) -> tuple[int, int]:
        """What was paid there, of a thing only the part that bought it, and the clean part."""
        made, asking = self.asking.made, self.asking
        if lane.startswith(_ASSET):
            number = int(lane.removeprefix(_ASSET))
            bought = asking.assets[number]["purchases"]
            whole = sum(one["minor"] for one in bought if one["payment"] == payment.id)
            into = traced_into(asking.book, asking.rule, number)
            return whole, whole - sum(minor for _, name, minor in into if name == payment.id)
        carried = sum(made.flows.get((payment.id, number), 0) for number in made.marked)
        return payment.minor, payment.minor - carried

    def _pack(self) -> None:
        """Places in each lane, so that no two overlap; the lanes one under the other."""
        down = _TOP
        for name in sorted(
            self.lanes, key=lambda n: (n[:2] if n[0] == "~" else "", self._begins(n))
        ):
            lane = self.lanes[name]
            placed: list[_Slot] = []
            for slot in sorted(lane.slots, key=lambda one: (one.x, one.clean, -one.width)):
                beside = sorted(
                    (o for o in placed if o.x < slot.to_x + 2 and slot.x < o.to_x + 2),
                    key=lambda one: one.y,
                )
                y = 0.0
                for other in beside:
                    if y + slot.width + 1 <= other.y:
                        break
                    y = max(y, other.y + other.width + 1)
                slot.y = y
                placed.append(slot)
            lane.y = down
            lane.height = max(2 * TITLE + 8, *(slot.y + slot.width for slot in lane.slots))
            for slot in lane.slots:
                slot.y += down
            down += lane.height + _GAP
        self.bottom = down

    def _begins(self, name: str) -> float:
        return min(slot.x for slot in self.lanes[name].slots)

    # -- the picture

    def picture(self, answer: Answer, caption: str) -> Picture:
        """Lanes, bands and words."""
        width = self.end + _ENDS + _MARGIN
        title = f"{self._asked(answer)}, by {answer.rule}, {self.currency}"
        parts: list[Part] = [
            Text(_MARGIN, 24, title, size=13, strong=True, fit=width - 2 * _MARGIN),
            *self._axis(),
            *self._names(width),
        ]
        for lane in self.lanes.values():
            for slot in lane.slots:
                parts += self._clean_box(slot) if slot.clean else self._resting(slot)
        for payment in self.order:
            parts += self._passing(payment)
        parts += self._amounts()
        words, down = caption_parts(caption, _MARGIN, self.bottom + 12, width - 2 * _MARGIN)
        return Picture(width, down + 4, title, caption, (*parts, *words))

    def _axis(self) -> Iterator[Part]:
        said = float("-inf")
        for payment in self.order:
            x = self.x[payment.id]
            yield Line(((x, _TOP - 8), (x, self.bottom - _GAP)), role="rule", weight=0.5)
            if x - said >= 62:
                yield Text(x, _TOP - 14, day_written(payment.when), size=SMALL, role="muted",
                           anchor="middle")  # fmt: skip
                said = x

    def _names(self, width: float) -> Iterator[Part]:
        for lane in self.lanes.values():
            room = _NAMES - 12
            yield Line(((_MARGIN, lane.y - _GAP / 2), (width - _MARGIN, lane.y - _GAP / 2)),
                       role="rule", weight=0.5)  # fmt: skip
            yield Text(_MARGIN, lane.y + TITLE, lane.title, size=TITLE, strong=True, fit=room)
            if lane.under:
                yield Text(_MARGIN, lane.y + TITLE + 11, lane.under, size=SMALL, role="muted",
                           fit=room)  # fmt: skip
            ends = [slot for slot in lane.slots if slot.to_x == self.end and not slot.clean]
            clean = sum(s.minor for s in lane.slots if s.to_x == self.end and s.clean)
            if ends:
                amount = written(sum(slot.minor for slot in ends), self.currency)
                figure = ends[0].figure if len({slot.figure for slot in ends}) == 1 else ""
                yield Text(self.end + 8, lane.y + TITLE, amount, size=TITLE, strong=True,
                           fit=_ENDS - 8, figure=figure)  # fmt: skip
            if clean:
                said = f"and {written(clean, self.currency)} clean"
                yield Text(self.end + 8, lane.y + TITLE + 11, said, size=SMALL, role="muted",
                           fit=_ENDS - 8)  # fmt: skip

    def _resting(self, slot: _Slot) -> Iterator[Part]:
        if slot.to_x > slot.x:
            yield Band(slot.x, slot.y, slot.to_x, slot.y, slot.width, figure=slot.figure,
                       tip=slot.tip)  # fmt: skip

    def _clean_box(self, slot: _Slot) -> Iterator[Part]:
        yield Box(slot.x, slot.y, slot.to_x - slot.x, slot.width, fill="paper", outline="dashed",
                  figure=slot.figure, tip=slot.tip)  # fmt: skip
        long, high, across = slot.to_x - slot.x, slot.width, 5.0 - slot.width
        while high >= 3 and across < long:
            left, right = max(0.0, across), min(long, across + high)
            ends = ((at, slot.y + high - (at - across)) for at in (left, right))
            yield Line(tuple((slot.x + u, v) for u, v in ends), role="muted", weight=0.4)
            across += 5
        if slot.cut:
            yield Text(slot.x + 8, slot.y + high / 2 + 3, "≈", size=TITLE + 2, anchor="middle",
                       strong=True)  # fmt: skip

    def _passing(self, payment: LedgerPayment) -> Iterator[Part]:
        """A payment's bands from lane to lane, of each origin by itself."""
        x = self.x[payment.id]
        for origin in sorted({key.origin for key in self.outs[payment.id]}):
            outs = [key for key in self.outs[payment.id] if key.origin == origin]
            ins = [key for key in self.ins[payment.id] if key.origin == origin]
            figure = self._flow(origin, payment.id)
            whole = sum(self.sums[key] for key in outs)
            tip = f"{written(whole, self.currency)} of origin {origin} in payment {payment.id} of "
            tip += day_written(payment.when)
            marked = [key for key in ins if key.start.kind == "origin"]
            if marked:
                for key in outs:
                    slot = self.slots[key]
                    yield Band(x - _HALF, slot.y, slot.x, slot.y, slot.width, figure=figure,
                               tip=tip)  # fmt: skip
                    yield Box(
                        x - _HALF - 4, slot.y, 4, slot.width, fill="ink", outline="",
                        figure=f"origin:{origin}", tip=f"Marked as origin {origin}",
                    )  # fmt: skip
                continue
            for piece in _pieces([self.slots[k] for k in ins], [self.slots[k] for k in outs]):
                yield Band(piece.x, piece.y, piece.to_x, piece.to_y, piece.width, figure=figure,
                           tip=tip)  # fmt: skip

    def _amounts(self) -> Iterator[Part]:
        """Words on the bands that have room for them."""
        for lane in self.lanes.values():
            for slot in lane.slots:
                amount = written(slot.minor, self.currency)
                if not slot.clean and slot.width >= SMALL + 2 and slot.to_x - slot.x >= 52:
                    yield Text(slot.x + 6, slot.y + slot.width / 2 + 2.6, amount, size=SMALL,
                               fit=slot.to_x - slot.x - 8, figure=slot.figure)  # fmt: skip

    # -- words and figures

    def _asked(self, answer: Answer) -> str:
        question, _, about = answer.question.partition(" ")
        kind, _, key = about.partition(":")
        if question == "follow":
            return f"Where origin {about} went"
        if question != "made-of":
            return "How it got there"
        if kind == "asset":
            return f"What {self.asking.asset_words(key)} is made of"
        if kind == "account":
            return f"What the balance of {spoken(self.asking.ledger, key)} is made of"
        return f"What payment {key} is made of"

    def _width(self, minor: int) -> float:
        self.raised |= minor * self.unit < _THINNEST
        return max(minor * self.unit, _THINNEST)

    def _flow(self, origin: int, payment: str) -> str:
        return "" if self.asking.supposed else f"flow:{self.asking.rule}:{origin}:{payment}"

    def _day(self, payment: str) -> str:
        return day_written(self.asking.ledger.payment(payment).when)

    def _account(self, key: str) -> str:
        if number := thing_of(key):
            return self._thing(str(number))
        account = self.asking.ledger.accounts[key]
        words = words_of(key, {"name": account.name})
        return self._lane(key, words.title, words.under)

    def _thing(self, number: str) -> str:
        kind = self.asking.assets[int(number)]["kind"]
        return self._lane(f"{_ASSET}{number}", self.asking.asset_words(number), f"asset: {kind}")

    def _lane(self, name: str, title: str, under: str) -> str:
        self.lanes.setdefault(name, _Lane(title, under))
        return name


class _Piece(NamedTuple):
    x: float
    y: float
    to_x: float
    to_y: float
    width: float


def _pieces(ins: Sequence[_Slot], outs: Sequence[_Slot]) -> Iterable[_Piece]:
    """What comes in, in its order from the top, joined to what goes out, in its own."""
    left = [[slot.y, slot.width, slot.to_x] for slot in sorted(ins, key=lambda one: one.y)]
    right = [[slot.y, slot.width, slot.x] for slot in sorted(outs, key=lambda one: one.y)]
    while left and right:
        one, other = left[0], right[0]
        width = min(one[1], other[1])
        yield _Piece(one[2], one[0], other[2], other[0], width)
        for side, part in ((left, one), (right, other)):
            part[0] += width
            part[1] -= width
            if part[1] < 0.01:
                side.pop(0)
