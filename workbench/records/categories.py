"""What an entry is: categories and the rules that give them, as data in categories.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from workbench.errors import Refused
from workbench.records.narrative import LONGEST, Facts

PATH: Final = Path(__file__).parent / "categories.toml"
#: What stands where neither a rule nor an officer says what an entry is.
UNEXPLAINED: Final = ""
UNEXPLAINED_TITLE: Final = "Not yet explained"
OWN_TRANSFER: Final = "own-transfer"
#: How an unexplained remainder is named where a name is needed.
NONE: Final = "not-explained"

_PURCHASE: Final = ("CARD", "DIRECT_DEBIT", "BILL_PAYMENT", "")
#: What may stand between words; "." "&" "'" and "-" stand within some.
_BETWEEN: Final = str.maketrans(dict.fromkeys('*,/:;()#|_"+!?', " "))


@dataclass(frozen=True, slots=True)
class Category:
    """A category: `head` is income, expenditure, transfer, or empty where it may be either."""

    id: str
    title: str
    head: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: it fits where its type, way and words fit."""

    id: str
    category: str
    types: frozenset[str] | None
    way: str
    words: tuple[str, ...]
    why: str

    def fits(self, kind: str, into: bool) -> bool:
        """Whether it is meant for entries of this type that go this way."""
        if self.way and (self.way == "in") != into:
            return False
        return self.types is None or kind in self.types


@dataclass(frozen=True, slots=True)
class _Book:
    categories: dict[str, Category]
    rules: tuple[Rule, ...]
    by_word: dict[str, tuple[tuple[int, str], ...]]  # first word: rules, with the whole phrase
    by_type: dict[tuple[str, bool], int]  # the first rule that needs no words


@cache
def _book() -> _Book:
    data = tomllib.loads(PATH.read_text(encoding="utf-8"))
    categories = {
        name: Category(name, title, head) for name, (title, head) in data["categories"].items()
    }
    rules = tuple(_rule(one) for one in data["rule"])
    by_word: dict[str, tuple[tuple[int, str], ...]] = {}
    by_type: dict[tuple[str, bool], int] = {}
    for index, rule in enumerate(rules):
        if rule.category not in categories:
            raise ValueError(f"rule {rule.id} gives a category that there is not: {rule.category}")
        for phrase in rule.words:
            first = phrase.split()[0]
            by_word[first] = (*by_word.get(first, ()), (index, f" {phrase} "))
        if not rule.words:
            for kind in rule.types or ():
                for into in (True, False):
                    if rule.fits(kind, into):
                        by_type.setdefault((kind, into), index)
    return _Book(categories, rules, by_word, by_type)


def _rule(data: dict[str, Any]) -> Rule:
    types = data.get("types")
    if types == "purchase":
        types = _PURCHASE
    return Rule(
        id=data["id"], category=data["category"],
        types=None if types is None else frozenset(types), way=data.get("way", ""),
        words=tuple(" ".join(one.upper().split()) for one in data.get("words", ())),
        why=data["why"],
    )  # fmt: skip


@lru_cache(maxsize=65536)
def category_of(kind: str, into: bool, facts: Facts, narrative: str) -> tuple[str, str]:
    """The category of an entry and the rule that gives it; both empty where no rule fits."""
    book = _book()
    best = book.by_type.get((kind, into), len(book.rules))
    text = narrative[:LONGEST]
    if facts.counterparty and facts.counterparty not in text:
        text = f"{text} {facts.counterparty}"
    words = text.upper().translate(_BETWEEN).split()
    if not book.by_word.keys().isdisjoint(words):
        best = _by_words(book, words, kind, into, best)
    if best == len(book.rules):
        return UNEXPLAINED, ""
    found = book.rules[best]
    return found.category, found.id


def _by_words(book: _Book, words: list[str], kind: str, into: bool, best: int) -> int:
    whole = f" {' '.join(words)} "
    for word in words:
        for index, phrase in book.by_word.get(word, ()):
            if index < best and phrase in whole and book.rules[index].fits(kind, into):
                best = index
    return best


def categories() -> dict[str, Category]:
    """Every category by its id, in the order of the file."""
    return dict(_book().categories)


def rules() -> dict[str, Rule]:
    """Every rule by its id."""
    return {rule.id: rule for rule in _book().rules}


def title_of(category: str) -> str:
    """How a category is called; one that this program does not know is called by its id."""
    if category == UNEXPLAINED:
        return UNEXPLAINED_TITLE
    known = _book().categories.get(category)
    return known.title if known else category


def category_named(text: str) -> str:
    """A category's id from its id or title; "not-explained" is the empty category.

    Raises:
        Refused: for one that there is not.
    """
    wanted = " ".join(text.split()).casefold()
    if wanted in {NONE, UNEXPLAINED_TITLE.casefold()}:
        return UNEXPLAINED
    for one in _book().categories.values():
        if wanted in {one.id, one.title.casefold()}:
            return one.id
    known = ", ".join((*_book().categories, NONE))
    raise Refused(f"there is no category {text}", remedy=f"Choose one of: {known}")
