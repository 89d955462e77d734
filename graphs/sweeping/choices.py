"""The choices that a trace rests on, and every combination of them: one run each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from graphs.ledger import SAME_DAY, SameDay
from graphs.rules import RULES
from workbench.errors import Refused

#: The rules of drawing: those that a sweep compares where nothing else is said.
DRAWING: Final = tuple(rule for rule in RULES if rule not in {"poison", "pari-passu"})
#: The set of origins that leaves none out.
ALL: Final = "all"


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """One set of choices.

    `same` names the open identity decisions that are taken as "the same" (the others are
    taken as "different"), and `origins` the set of origins that counts as criminal property.
    """

    rule: str
    same_day: SameDay = "as-recorded"
    origins: str = ALL
    same: tuple[str, ...] = ()


def runs_of(
    rules: Iterable[str],
    same_days: Iterable[SameDay] = SAME_DAY,
    origin_sets: Iterable[str] = (ALL,),
    ways: Iterable[tuple[str, ...]] = ((),),
) -> list[Run]:
    """Every combination; runs that need the same accounts joined follow each other."""
    return [
        Run(rule, same_day, origins, same)
        for same, origins, rule, same_day in product(ways, origin_sets, rules, same_days)
    ]


def known_rules(rules: Iterable[str]) -> tuple[str, ...]:
    """Rules that a sweep can compare, each once; all rules of drawing where none is named.

    Raises:
        Refused: for a rule that there is not, or pari passu, which follows no payment.
    """
    wanted = tuple(dict.fromkeys(rules)) or DRAWING
    for rule in wanted:
        if rule not in RULES:
            raise Refused(f"there is no rule {rule}", remedy=f"Use {', '.join(RULES)}.")
        if rule == "pari-passu":
            raise Refused(
                "pari-passu shares out one account and follows no payment",
                remedy="Use: trace CASE --rule pari-passu --account A",
            )
    return wanted


def known_orders(same_days: Iterable[str]) -> tuple[SameDay, ...]:
    """Orders of a day, each once; all of them where none is named.

    Raises:
        Refused: for one that there is not.
    """
    wanted = tuple(dict.fromkeys(same_days))
    for name in wanted:
        if name not in SAME_DAY:
            raise Refused(f"there is no order {name}", remedy=f"Use {', '.join(SAME_DAY)}.")
    return tuple(order for order in SAME_DAY if order in wanted) or SAME_DAY


def origin_sets(
    numbers: Iterable[int], without: Iterable[str] = (), *, each: bool = False
) -> dict[str, frozenset[int]]:
    """Named sets of origins, as the numbers that each leaves out.

    `without` has one set each, its numbers joined by commas; `each` adds every origin alone:
    what if this payment were innocent?

    Raises:
        Refused: for an origin that is not marked.
    """
    marked = sorted(numbers)
    wanted = [
        tuple(sorted({_number(part, marked) for part in text.split(",") if part.strip()}))
        for text in without
    ]
    wanted += [(number,) for number in marked] if each else []
    sets: dict[str, frozenset[int]] = {ALL: frozenset()}
    for left_out in wanted:
        if left_out:
            sets[f"without {', '.join(map(str, left_out))}"] = frozenset(left_out)
    return sets


def _number(text: str, marked: list[int]) -> int:
    cleaned = text.strip()
    if not cleaned.isdecimal() or int(cleaned) not in marked:
        raise Refused(f"no origin {cleaned} is marked")
    return int(cleaned)


def said(run: Run, names: Mapping[str, str]) -> str:
    """One run's choices in words; `names` says who an identity decision is about."""
    parts = [run.rule, ORDERS[run.same_day]]
    if run.origins != ALL:
        parts.append(run.origins.replace("without", "without origin"))
    parts += [f"{names[key]} the same" for key in run.same]
    return ", ".join(parts)


#: How the order of a day is said in a sentence.
ORDERS: Final = {
    "as-recorded": "a day as recorded",
    "credits-first": "credits of a day first",
    "debits-first": "debits of a day first",
}
