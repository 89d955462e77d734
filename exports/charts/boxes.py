"""How an account stands on a chart: its words, its border, and what its colour repeats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from exports.charts.picture import Box, Part, Text
from graphs.accounts import OTHER_PAYEES, OTHER_PAYERS
from graphs.layout import Place, Size

BOX: Final = Size(138, 42)
TITLE: Final = 9.0
SMALL: Final = 7.5
#: Words in a name that say what kind of account it is: a reading aid, and it says so.
_BY_NAME: Final = (
    ("solicitor", ("solicitor", "conveyanc", "client account", "client ac")),
    ("cryptoassets", ("bitcoin", "binance", "bitstamp", "coinbase", "crypto", "kraken")),
)
_PREFIXES: Final = (
    ("cash in: ", "Cash paid in", "over the counter of "),
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
    def whole(self) -> str:
        """Everything in one line, nothing cut."""
        return ", ".join(part for part in (self.title, self.under, self.note) if part)


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
    institution = node.get("institution") or ""
    under = (key if title != key else "") + (f" · {institution}" if institution else "")
    return AccountWords(title, under.removeprefix(" · "), note)


def _notes(node: Mapping[str, Any]) -> Iterator[str]:
    if node.get("subject"):
        yield "subject"
    if node.get("held"):
        yield "statements held"
    name = " ".join((node.get("name") or "", *(node.get("holders") or ()))).casefold()
    for kind, signs in _BY_NAME:
        if any(sign in name for sign in signs):
            yield f"{kind}, by its name"


def other_words(side: str, accounts: int) -> AccountWords:
    """The words of a node that stands for many."""
    what = "payers" if side == OTHER_PAYERS else "payees"
    noun = what.removesuffix("s") if accounts == 1 else what
    return AccountWords(f"{accounts:,} other {noun}", "added up; listed in the table", "")


def is_other(key: str) -> bool:
    """Whether a node stands for many accounts."""
    return key in {OTHER_PAYERS, OTHER_PAYEES}


def box_parts(
    place: Place, words: AccountWords, node: Mapping[str, Any], *, many: bool = False
) -> Iterator[Part]:
    """An account's box and its words.

    A solid border and a grey ground: its statements are held. A dashed border: known from
    others' records alone. A bar at its left and the word: a subject's. Round ends: cash.
    """
    x, y, width, height = place.x, place.y, place.width, place.height
    if many:
        yield Box(x + 4, y + 4, width, height, fill="paper", outline="dashed", corner=3)
    held = bool(node.get("held"))
    yield Box(
        x, y, width, height, fill="panel" if held else "paper",
        outline="solid" if held else "dashed",
        corner=min(16.0, height / 2) if words.cash else 3, tip=words.whole,
    )  # fmt: skip
    if node.get("subject"):
        yield Box(x, y, 5, height, fill="accent", outline="")
    lines = [line for line in (words.title, words.under, words.note) if line]
    step = 12.0
    top = y + height / 2 - step * (len(lines) - 1) / 2 + 3
    left = x + (14 if words.cash else 10)
    for number, line in enumerate(lines):
        first = number == 0
        yield Text(
            left, top + number * step, line, size=TITLE if first else SMALL,
            role="ink" if first else "muted", strong=first, fit=width - 2 * (left - x) + 4,
        )  # fmt: skip


def wrapped(text: str, width: float, size: float) -> list[str]:
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
