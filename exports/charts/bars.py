"""A chart of bars that lie: a row's words, a bar as long as its number, the number beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from exports.charts.picture import Box, Line, Part, Picture, Text

_WIDTH: Final = 640.0
_MARGIN: Final = 2.0
_WORDS: Final = 246.0
_NUMBER: Final = 104.0
_ROW: Final = 28.0
_HIGH: Final = 18.0
_TOP: Final = 42.0
_SIZE: Final = 12.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: what it is, how long its bar is, and the number as it is printed."""

    words: str
    value: int
    shown: str
    figure: str = ""


def bar_chart(
    title: str, described: str, bars: Sequence[Bar], *, line: int = 0, line_words: str = ""
) -> Picture:  # fmt: skip
    """Bars from one line at nothing, all by one scale; a number below nothing has no bar.

    `line`, if any, is a value at which a dashed line stands, said in `line_words`.
    """
    left = _MARGIN + _WORDS + 10
    room = _WIDTH - left - _NUMBER - _MARGIN
    most = max((*(bar.value for bar in bars), line, 1))
    foot = _TOP + len(bars) * _ROW
    parts: list[Part] = [
        Text(_MARGIN, 22, title, size=15, strong=True, fit=_WIDTH - 2 * _MARGIN)
    ]  # fmt: skip
    for number, bar in enumerate(bars):
        y = _TOP + number * _ROW
        base = y + _HIGH / 2 + 4
        long = room * max(bar.value, 0) / most
        parts.append(Text(left - 10, base, bar.words, size=_SIZE, anchor="end", fit=_WORDS))
        if long:
            parts.append(
                Box(
                    left, y, long, _HIGH, fill="accent", outline="", figure=bar.figure,
                    tip=f"{bar.words}: {bar.shown}",
                )
            )  # fmt: skip
        parts.append(
            Text(
                left + long + 6, base, bar.shown, size=_SIZE, strong=True,
                fit=_WIDTH - left - long - 6 - _MARGIN, figure=bar.figure,
            )
        )  # fmt: skip
    parts.append(Line(((left, _TOP - 6), (left, foot)), role="muted"))
    if line:
        x = left + room * line / most
        parts.append(Line(((x, _TOP - 6), (x, foot)), role="ink", dashed=True))
        parts.append(Text(x, foot + 14, line_words, size=11, role="muted", anchor="middle"))
        foot += 16
    return Picture(_WIDTH, foot + 8, title, described, tuple(parts))
