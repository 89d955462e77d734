"""Whole minor units with an ISO 4217 currency; sharing a sum without losing a penny."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MINUS: Final = "\N{MINUS SIGN}"
SYMBOLS: Final = {"GBP": "£", "EUR": "€", "USD": "$"}
#: ISO 4217 minor-unit exponents that are not two.
EXPONENTS: Final = {
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3, "CLF": 4, "UYW": 4,
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
    "RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip
#: The store holds money in 64-bit integers; a sum beyond this is refused, never wrapped.
LARGEST: Final = 2**63 - 1


def exponent(currency: str) -> int:
    """Decimal places of a currency's minor unit (ISO 4217)."""
    return EXPONENTS.get(currency, 2)


def written(minor: int, currency: str = "GBP", *, symbol: bool = True) -> str:
    """Write an amount for a person: thousands separators and a real minus sign.

    >>> written(-123456)
    '\N{MINUS SIGN}£1,234.56'
    >>> written(500, "JPY")
    'JPY 500'
    """
    places = exponent(currency)
    whole, part = divmod(abs(minor), 10**places)
    number = f"{whole:,}" + (f".{part:0{places}d}" if places else "")
    sign = MINUS if minor < 0 else ""
    if not symbol:
        return f"{sign}{number}"
    mark = SYMBOLS.get(currency)
    return f"{sign}{mark}{number}" if mark else f"{sign}{currency} {number}"


def share(total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` minor units in proportion to `weights` by the largest remainder.

    Every share is within one minor unit of its exact proportion and they add up to the
    total. Ties go to the earlier weight. A negative total is shared as its mirror image.

    Raises:
        ValueError: if a weight is negative or all are zero.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("a share's weight is negative")
    whole = sum(weights)
    if whole == 0:
        raise ValueError("nothing to share by: every weight is zero")
    if total < 0:
        return [-part for part in share(-total, weights)]
    parts, remainders = [], []
    for weight in weights:
        part, remainder = divmod(total * weight, whole)
        parts.append(part)
        remainders.append(remainder)
    order = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts
