"""What an account is called in a sentence: whose it is and its number, never its key here."""

from __future__ import annotations

from typing import Final

from workbench.records.counterparty import CASH_IN, CASH_OUT, NAME, NOT_STATED

_CASH: Final = {CASH_IN: "cash", CASH_OUT: "cash", NOT_STATED: "somebody not stated"}
_BESIDE: Final = {
    CASH_IN: "Cash paid into", CASH_OUT: "Cash out of",
    NOT_STATED: "Not stated by the records of",
}  # fmt: skip


def account_said(key: str, name: str = "") -> str:
    """An account within a sentence, by its key and the name that the records have of it.

    >>> account_said("name: ARGENT LTD", "Argent Ltd"), account_said("name: ARGENT LTD")
    ('Argent Ltd', 'ARGENT LTD')
    >>> account_said("20-00-00 90356142", "Car Wash"), account_said("cash in: 20-00-00 90356142")
    ('Car Wash (20-00-00 90356142)', 'cash')
    """
    for start, words in _CASH.items():
        if key.startswith(start):
            return words
    name = name.strip()
    if key.startswith(NAME):
        return name or key.removeprefix(NAME)
    return f"{name} ({key})" if name and name != key else key


def beside(key: str) -> tuple[str, str]:
    """For the cash of an account, or what it does not state: the words for it, and that account.

    Two empty texts for any other account.
    """
    for start, words in _BESIDE.items():
        if key.startswith(start):
            return words, key.removeprefix(start)
    return "", ""


def account_alone(key: str, name: str = "") -> str:
    """An account by itself, as a line of a table says it.

    >>> account_alone("cash out: 20-00-00 90356142"), account_alone("name: ARGENT LTD")
    ('Cash out of 20-00-00 90356142', 'ARGENT LTD')
    """
    words, account = beside(key)
    return f"{words} {account}" if words else account_said(key, name)
