"""The rules of tracing by name, with what each takes first and its authority."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its name, in words, and the authority that it rests on.

    `version` goes up when the same records would give another result than before; a trace that
    was kept says which version made it.
    """

    name: str
    words: str
    authority: str
    version: str = "1"


RULES: Final = {
    rule.name: rule
    for rule in (
        Rule("fifo", "first in, first out: the oldest money goes first", "Clayton's Case (1816)"),
        Rule(
            "lifo", "last in, first out: the newest money goes first",
            "for comparison only; Boughner v Greyhawk",
        ),
        Rule(
            "pro-rata", "in proportion to what the account holds at that moment, in whole pence",
            "rolling charge; POCA 2002 s.306", "2",
        ),
        Rule(
            "clean-first", "clean money goes first, oldest first",
            "Re Hallett (1880); Roscoe v Winder [1915]",
        ),
        Rule("tainted-first", "tainted money goes first, oldest first", "Re Oatway [1903]"),
        Rule(
            "poison", "whatever leaves an account that has received an origin is tainted whole",
            "an upper bound, not a rule of law; Möser et al.",
        ),
        Rule(
            "pari-passu", "what is left in one account is shared in proportion to all claims",
            "Barlow Clowes International v Vaughan [1992]; Charity Commission v Framjee [2014]",
            version="2",
        ),
    )
}  # fmt: skip
