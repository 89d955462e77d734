"""How an account stands on a chart: its words, its border, and what its colour repeats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from exports.charts.picture import Band, Box, Line, Part, Role, Text
from graphs.layout import Place, Size

WIDTH: Final = 130.0
STEP: Final = 11.0
TITLE: Final = 9.0
SMALL: Final = 7.5
#: Words in a name that say what kind of account it is: a reading aid, and it says so.
_BY_NAME: Final = (
    ("solicitor", ("solicitor", "conveyanc", "client account", "client ac")),
    ("cryptoassets", ("bitcoin", "binance", "bitstamp", "coinbase", "crypto", "kraken")),
)
_PREFIXES: Final = (
    ("cash in: ", "Cash paid in", "into "),
    ("cash out: ", "Cash withdrawn", "from "),
    ("not stated: ", "Not stated", "by the statements of "),
)


@dataclass(frozen=True, slots=True)
class AccountWords:
    """An account in words: who, which account, and what is known of it."""

    title: str
    under: str
    note: str
    cash: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """As they stand in a box, one below the other."""
        return tuple(line for line in (self.title, self.under, self.note) if line)

    @property
    def whole(self) -> str:
        """Everything in one line, nothing cut."""
        return ", ".join(self.lines)


def words_of(key: str, node: Mapping[str, Any]) -> AccountWords:
    """An account's words from its key and its node in the account graph."""
    for prefix, title, under in _PREFIXES:
        if key.startswith(prefix):
            return AccountWords(
                title, under + key.removeprefix(prefix), "", prefix != "not stated: "
            )
    note = " · ".join(_notes(node))
    if key.startswith("name: "):
        return AccountWords(
            node.get("name") or key.removeprefix("name: "), "known by name only", note
        )
    title = ", ".join(node.get("holders") or ()) or node.get("name") or key
    return AccountWords(title, key if title != key else "", note)


def _notes(node: Mapping[str, Any]) -> Iterator[str]:
    if node.get("institution"):
        yield node["institution"]
    if node.get("subject"):
        yield "subject"
    name = " ".join((node.get("name") or "", *(node.get("holders") or ()))).casefold()
    for kind, signs in _BY_NAME:
        if any(sign in name for sign in signs):
            yield f"{kind}, by its name"


def box_size(lines: int) -> Size:
    """Room for a box with so many lines of words."""
    return Size(WIDTH, 14 + STEP * lines)


def box_parts(
    place: Place,
    words: AccountWords,
    node: Mapping[str, Any],
    more: Sequence[str] = (),
    *,
    figure: str = "",
) -> Iterator[Part]:
    """An account's box, its words, and further lines.

    A solid border and a grey ground: its statements are held. A dashed border: known from
    others' records alone. A bar at its left and the word: a subject's. Round ends: cash.
    What is no account at all is `plain`: a solid border on white.
    """
    x, y, width, height = place.x, place.y, place.width, place.height
    held, plain = bool(node.get("held")), bool(node.get("plain"))
    yield Box(
        x, y, width, height, fill="panel" if held else "paper",
        outline="solid" if held or plain else "dashed",
        corner=min(16.0, height / 2) if words.cash else 3, figure=figure, tip=words.whole,
    )  # fmt: skip
    if node.get("subject"):
        yield Box(x, y, 5, height, fill="accent", outline="")
    left = x + (13 if words.cash else 9)
    down = y + 15
    for number, line in enumerate((*words.lines, *more)):
        title = number == 0
        yield Text(
            left, down, line, size=TITLE if title else SMALL, role="ink" if title else "muted",
            strong=title, fit=x + width - 6 - left, figure=figure,
        )  # fmt: skip
        down += STEP


def legend_parts(
    x: float, y: float, right: float, samples: Iterable[tuple[str, str, Role]]
) -> tuple[list[Part], float]:
    """What borders and lines mean, as samples with words; and where the next line goes.

    `samples` are further ones: "line", "band", "origin" or "asset", its meaning and its role.
    """
    parts: list[Part] = []
    start = x
    boxes: list[tuple[str, str, Role]] = [
        ("held", "statements held", "ink"),
        ("known", "known from others' records alone", "ink"),
        ("cash", "cash", "ink"),
        ("subject", "a subject's", "ink"),
    ]
    for look, says, role in (*boxes, *samples):
        room = 36 + estimate(says, SMALL) + 8
        if x + room > right and x > start:
            x, y = start, y + 18
        parts += _sample(look, x, y, role)
        parts.append(Text(x + 30, y, says, size=SMALL, role="muted", fit=room - 34))
        x += room
    return parts, y + 18


#: Boxes with a bar: at their right or not, and what its colour repeats.
_BARS: Final[dict[str, tuple[bool, Role]]] = {
    "subject": (False, "accent"),
    "origin": (False, "traced"),
    "asset": (True, "traced"),
}


def _sample(look: str, x: float, y: float, role: Role) -> Iterator[Part]:
    if look == "line":
        yield Line(((x, y - 3), (x + 24, y - 3)), role=role, weight=2, arrow=True)
        return
    if look == "band":
        yield Band(x, y - 8, x + 24, y - 12, 10, fill=role)
        return
    ground: Role = "panel" if look in {"held", "subject"} else "paper"
    yield Box(
        x, y - 10, 24, 14, fill=ground, outline="dashed" if look in {"known", "cash"} else "solid",
        corner=7 if look == "cash" else 3,
    )  # fmt: skip
    if look in _BARS:
        right, bar = _BARS[look]
        yield Box(x + (19 if right else 0), y - 10, 5, 14, fill=bar, outline="")


def caption_parts(text: str, x: float, y: float, width: float) -> tuple[list[Part], float]:
    """A caption in as many lines as it needs; and where the next line goes."""
    size = SMALL + 0.5
    parts: list[Part] = []
    for line in _wrapped(text, width, size):
        parts.append(Text(x, y, line, size=size, role="muted", fit=width))
        y += 12
    return parts, y


def _wrapped(text: str, width: float, size: float) -> list[str]:
    """Text in lines that fit, by an average letter's width."""
    room = max(int(width / (size * 0.5)), 20)
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def estimate(text: str, size: float) -> float:
    """Room that a text may take; a painter narrows it where its letters are wider."""
    return len(text) * size * 0.52 + 4
