"""What the title of a column says that it is, in the languages in which banks write to us."""

from __future__ import annotations

import re
from typing import Final

#: Tried in this order; the first that is found in a title counts. A word stands by itself.
_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("ignore", "value date|valuta ?datum|wertstellung|effective date|date de valeur|fecha valor"),
    ("direction", (
        "debit ?(?:/|or|-) ?credit|credit ?(?:/|or|-) ?debit|dr ?/ ?cr|cr ?/ ?dr|"
        "d ?/ ?c|af ?bij|soll ?/ ?haben|direction|sign|in ?/ ?out"
    )),
    ("balance", "balance|running total|saldo|solde|kontostand|bal"),
    ("counterparty-sort-code", "(?:payee|beneficiary|counterparty|their) sort ?code"),
    ("counterparty-number", "(?:payee|beneficiary|counterparty|their) account(?: number)?"),
    ("sort-code", "sort ?code"),
    ("iban", "iban"),
    ("number", "account (?:no|number|num)"),
    ("date", "date|datum|fecha|data|buchungstag|posted|booked|day"),
    ("time", "time|uhrzeit|heure|hora|tijd"),
    ("fee", "fee|fees|commission"),
    ("currency", "currency|ccy|währung|devise|moneda|munt"),
    ("out", (
        "paid out|money out|withdrawals?|withdrawn|debits?|debit amount|outgoings?|"
        "belastung|lastschrift|soll|débit|cargo|addebiti|dr|out|spent|payments? out"
    )),
    ("in", (
        "paid in|money in|deposits?|deposited|credits?|credit amount|incoming|gutschrift|"
        "haben|crédit|abono|accrediti|cr|in|received|receipts?|lodgements?"
    )),
    ("amount", "amount|betrag|umsatz|montant|importe|importo|bedrag|sum|value"),
    ("counterparty", "payee|counterparty|counter party|beneficiary|merchant|name|empfänger"),
    ("reference", "reference|ref|kundenreferenz|referenz"),
    ("id", "transaction id|id|transaction number|fitid"),
    ("type", "type|code|buchungstext|transaction code"),
    ("account", "account|konto|compte|cuenta|rekening"),
    ("text", (
        "description|details?|narrative|memo|particulars|verwendungszweck|libellé|"
        "concepto|omschrijving|descrizione|transaction|note|notes|text"
    )),
)  # fmt: skip
_FOUND: Final = tuple(
    (role, re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE))
    for role, words in _WORDS
)

#: Words in a column of directions, and which way each goes from the holder's side.
WAYS: Final[dict[str, int]] = {
    **dict.fromkeys(
        ("c", "cr", "credit", "crdt", "in", "paid in", "received", "money in", "haben", "h",
         "bij", "+", "incoming", "deposit"), 1,
    ),
    **dict.fromkeys(
        ("d", "dr", "debit", "dbit", "out", "paid out", "paid", "money out", "soll", "s",
         "af", "-", "outgoing", "withdrawal"), -1,
    ),
}  # fmt: skip


def role_of(title: str) -> str:
    """The role that a title names, or empty where it names none."""
    return next((role for role, words in _FOUND if words.search(title)), "")


def currency_of(title: str) -> str:
    """The currency that a title states, as in "Amount (GBP)" or "Betrag EUR"."""
    for sign, code in (("£", "GBP"), ("€", "EUR")):
        if sign in title:
            return code
    found = re.search(r"\b(GBP|EUR|USD|CHF|JPY|SEK|NOK|DKK|PLN|AUD|CAD)\b", title)
    return found[1] if found else ""
