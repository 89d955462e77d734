"""The one strict grammar of amounts and dates. What it does not know is nothing, never a guess.

The decimal mark and the order of day and month are decided for a whole file, from all its
rows, never for a row. A file that both readings fit is refused with the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from workbench.errors import Refused
from workbench.money import LARGEST

DecimalMark = Literal[".", ","]
DateOrder = Literal["dmy", "mdy", "ymd", "yymmdd"]

#: A bank record outside these years is a reading error, not a payment.
EARLIEST: Final = 1900
LATEST: Final = 2199

#: No amount and no date is longer; a longer text is neither, and no pattern is tried on it.
LONGEST: Final = 60
_SPACES = "[ \u00a0\u2007\u2009\u202f\t]*+"  # taken whole: no run of them is tried in parts
_SIGN = "[+\\-\u2212\u2013]"
_MINUSES: Final = frozenset("-\u2212\u2013")
_SYMBOLS: Final = {"£": "GBP", "€": "EUR"}
_GROUPS: Final = {".": ",'\u2019 \u00a0\u2009\u202f", ",": ".'\u2019 \u00a0\u2009\u202f"}


class Numeric(str):
    """A cell that a workbook holds as a number: its decimal mark is always the point."""

    __slots__ = ()


class Amount(NamedTuple):
    """What an amount cell says: magnitude in minor units, and each sign it carries.

    `mark` is a suffix in capitals (CR, DR, OD, C, D), "+" where a plus is written, or empty;
    its meaning is the layout's.
    `currency` is the ISO code written in the cell, or empty ("$" names no one currency).
    """

    minor: int
    negative: bool
    mark: str = ""
    currency: str = ""


@lru_cache(maxsize=16)
def _amount_pattern(mark: DecimalMark, places: int) -> re.Pattern[str]:
    groups = "|".join(f"[0-9]{{1,3}}(?:{re.escape(sep)}[0-9]{{3}}){{1,5}}" for sep in _GROUPS[mark])
    part = f"(?:{re.escape(mark)}(?P<part>[0-9]{{1,{places}}}))?" if places else "(?P<part>(?!))?"
    alone = f"|{re.escape(mark)}(?P<alone>[0-9]{{1,{places}}})" if places else "(?P<alone>(?!))?"
    money = "£|€|\\$|[A-Z]{3}(?![A-Z])"
    return re.compile(
        f"(?P<open>\\()?{_SPACES}(?P<sign>{_SIGN})?{_SPACES}(?P<before>{money})?{_SPACES}"
        f"(?P<inner>{_SIGN})?{_SPACES}"
        f"(?:(?P<whole>{groups}|[0-9]{{1,18}}){part}{alone})"
        f"{_SPACES}(?P<after>£|€|[A-Z]{{3}}(?![A-Z]))?"
        f"{_SPACES}(?P<tail>[Cc][Rr]|[Dd][Rr]|OD|C|D|{_SIGN})?{_SPACES}(?P<close>\\))?"
    )


_PLAIN = {
    2: re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,2}))?"),
}


def blank(text: str) -> bool:
    """Whether a cell holds nothing but spaces: never the same as zero or unreadable."""
    return not text or not text.strip(" \u00a0\u2007\u2009\u202f\t\r\n")


def amount(  # noqa: PLR0911 - each way of being no amount ends it
    text: str, *, places: int = 2, mark: DecimalMark = "."
) -> Amount | None:
    """Read one amount, or None where it is not written as one.

    Allowed: one sign before or after, or brackets; £, €, $ or an ISO code; grouping in
    threes; at most `places` decimals; a suffix CR, DR, OD, C or D.

    >>> amount("(1,234.50)")
    Amount(minor=123450, negative=True, mark='', currency='')
    >>> amount("12.345") is None
    True
    """
    if type(text) is Numeric:
        mark = "."
    if mark == "." and places == 2 and (plain := _PLAIN[2].fullmatch(text)):  # the common case
        minus, whole, part = plain.groups()
        minor = int(whole) * 100 + (int(part.ljust(2, "0")) if part else 0)
        return Amount(minor, bool(minus)) if minor <= LARGEST else None
    text = text.strip()
    found = _amount_pattern(mark, places).fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        return None
    if bool(found["open"]) != bool(found["close"]):
        return None
    tail = (found["tail"] or "").upper()
    signs = [sign for sign in (found["sign"], found["inner"]) if sign]
    if tail and tail not in {"CR", "DR", "OD", "C", "D"}:
        signs.append(tail)
        tail = ""
    if len(signs) > 1 or (signs and found["open"]):
        return None
    codes = {code for code in (found["before"], found["after"]) if code}
    if len(codes) > 1:
        return None
    code = codes.pop() if codes else ""
    digits = re.sub("[^0-9]", "", found["whole"] or "0")
    part = (found["part"] or found["alone"] or "").ljust(places, "0")
    minor = int(digits) * 10**places + (int(part) if part else 0)
    if minor > LARGEST:
        return None
    negative = bool(found["open"]) or (bool(signs) and signs[0] in _MINUSES)
    if signs and not negative and not tail:
        tail = "+"
    return Amount(minor, negative, tail, "" if code == "$" else _SYMBOLS.get(code, code))


def decimal_mark(texts: Iterable[tuple[str, int]], *, where: str) -> DecimalMark:
    """Decide a file's decimal mark from all its amounts, each with its currency's places.

    Raises:
        Refused: if point and comma both fit every row and give different sums.
    """
    fits = {".": 0, ",": 0}
    differs = ""
    for text, places in texts:
        if type(text) is Numeric or blank(text):
            continue
        point, comma = amount(text, places=places), amount(text, places=places, mark=",")
        fits["."] += point is not None
        fits[","] += comma is not None
        if point and comma and point.minor != comma.minor:
            differs = differs or text
    if differs and fits["."] == fits[","]:
        raise Refused(
            f"amounts such as {differs} can be read with a decimal point or a decimal comma",
            where=where,
            remedy="Say which: --layout NAME:point, --layout NAME:comma, or Describe its columns…",
        )
    return "," if fits[","] > fits["."] else "."


_MONTHS: Final = {
    name[:length]: number
    for number, name in enumerate(
        (
            "january", "february", "march", "april", "may", "june", "july",
            "august", "september", "october", "november", "december",
        ),
        start=1,
    )
    for length in range(3, len(name) + 1)
}  # fmt: skip
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_NUMERIC = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_DAY_MONTH = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})[ ,-]{1,2}([0-9]{4}|[0-9]{2})"
)
#: A day of the week before a date: "Sun 13 Sep 2026"; one that is not that day makes it no date.
_WEEKDAY = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:day|sday|nesday|rsday|urday)?,? (?=[0-9])(.+)", re.IGNORECASE
)
_WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9}) ([0-9]{1,2}),? ([0-9]{4})")
_COMPACT = re.compile(r"((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})")
_SHORT = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})")
_CLOCK = re.compile(
    r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]{1,9})?)?"
    r"(?: ?([AaPp])\.?[Mm]\.?)?(?: ?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"
)
_MOMENT = re.compile(r"(.{6,20}?)(?:[T ]|, ?)([0-9]{1,2}:[0-9]{2}.*)")


def _made(year: int, month: int, day: int) -> date | None:
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(text: str) -> int:
    """Two digits as POSIX reads them: 69 to 99 are the last century."""
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= 69 else 2000)


@lru_cache(maxsize=65536)
def day(  # noqa: PLR0911 - one answer for each spelling
    text: str, order: DateOrder = "dmy"
) -> date | None:
    """Read one date; `order` rules only where the text itself does not say.

    >>> day("3 September 2026")
    datetime.date(2026, 9, 3)
    >>> day("31/02/2026") is None
    True
    """
    text = text.strip()
    if found := _ISO.fullmatch(text):
        year, month, number = found.groups()
        return _made(int(year), int(month), int(number))
    if found := _NUMERIC.fullmatch(text):
        first, _, second, third = found.groups()
        if order == "ymd":
            return _made(_full_year(first), int(second), int(third)) if len(third) == 2 else None
        month, number = (first, second) if order == "mdy" else (second, first)
        return _made(_full_year(third), int(month), int(number))
    if found := _DAY_MONTH.fullmatch(text):
        number, name, year = found.groups()
        return _made(_full_year(year), _MONTHS.get(name.lower(), 0), int(number))
    if found := _MONTH_DAY.fullmatch(text):
        name, number, year = found.groups()
        return _made(int(year), _MONTHS.get(name.lower(), 0), int(number))
    if found := _COMPACT.fullmatch(text):
        year, month, number = found.groups()
        return _made(int(year), int(month), int(number))
    if found := _WEEKDAY.fullmatch(text):
        made = day(found[2], order)
        return made if made and _WEEK[made.weekday()] == found[1].lower() else None
    if order == "yymmdd" and (found := _SHORT.fullmatch(text)):
        year, month, number = found.groups()
        return _made(_full_year(year), int(month), int(number))
    return None


@lru_cache(maxsize=65536)
def clock(text: str) -> str | None:
    """Read a time of day as "HH:MM:SS"; a zone is accepted and not applied."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, second, half = found.groups()
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            return None
        number = number % 12 + (12 if half in "pP" else 0)
    return f"{number:02d}:{minute}:{second or '00'}"


def moment(text: str, order: DateOrder = "dmy") -> tuple[date, str | None] | None:
    """Read a date that may carry a time after it."""
    if len(text) > LONGEST and len(text := text.strip()) > LONGEST:
        return None
    if plain := day(text, order):
        return plain, None
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    made, at = day(found[1].rstrip(","), order), clock(found[2])
    return (made, at) if made and at else None


def date_order(texts: Iterable[str], *, where: str) -> DateOrder:
    """Decide a file's order of day and month from all its dates.

    Raises:
        Refused: if day-month and month-day both fit as many rows and differ.
    """
    fits = {"dmy": 0, "mdy": 0}
    differs = ""
    for text in texts:
        first, second = moment(text, "dmy"), moment(text, "mdy")
        fits["dmy"] += first is not None
        fits["mdy"] += second is not None
        if first != second:
            differs = differs or text.strip()
    if differs and fits["dmy"] == fits["mdy"]:
        raise Refused(
            f"dates such as {differs} can be read as day/month or as month/day",
            where=where,
            remedy="Say which: --layout NAME:dmy, --layout NAME:mdy, or Load again with choices…",
        )
    return "mdy" if fits["mdy"] > fits["dmy"] else "dmy"


def serial_day(text: str, *, since_1904: bool) -> date | None:
    """Read a workbook's serial number of a day, by the workbook's own first day."""
    if not re.fullmatch("[0-9]{4,6}", text):
        return None
    base = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
    made = base + timedelta(days=int(text))
    return made if EARLIEST <= made.year <= LATEST else None
