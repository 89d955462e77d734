"""How each bank words a row: its type codes and the shape of its narratives."""

from __future__ import annotations

from making.people import ACCOUNT, OUTSIDE
from making.rows import Row

#: Fixed by the bank for each kind of row; the second is for money in, where it differs.
BARCLAYS = {
    "card": ("PAYMENT", "BCC"), "refund": ("PAYMENT", "BCC"), "dd": ("DIRECTDEBIT", "DDR"),
    "so": ("REPEATPMT", "STO"), "bacs": ("DIRECTDEP", "BGC"), "benefit": ("DIRECTDEP", "BGC"),
    "cash-in": ("CASH", "CSH"), "cash-out": ("CASH", "ATM"), "fee": ("OTH", "CHG"),
}  # fmt: skip
LLOYDS = {
    "card": "DEB", "refund": "DEB", "dd": "DD", "so": "SO", "bacs": "BGC", "benefit": "BGC",
    "cash-in": "CSH", "cash-out": "CPT", "fee": "CHG", "interest": "INT",
}  # fmt: skip
NATWEST = {
    "card": "POS", "refund": "POS", "dd": "D/D", "so": "S/O", "bacs": "BAC", "benefit": "BAC",
    "cash-in": "CDM", "cash-out": "ATM", "fee": "CHG", "interest": "INT", "fp": "DPC",
    "own": "DPC",
}  # fmt: skip
NATIONWIDE = {
    "card": "Visa purchase", "refund": "Visa purchase", "dd": "Direct debit",
    "so": "Standing order", "bacs": "Bank credit", "cash-in": "Cash deposit",
    "cash-out": "ATM withdrawal", "interest": "Interest added",
}  # fmt: skip
STARLING = {
    "card": "CHIP & PIN", "refund": "CHIP & PIN", "dd": "DIRECT DEBIT", "so": "STANDING ORDER",
    "fp": "FASTER PAYMENT", "own": "FASTER PAYMENT", "cash-in": "CASH DEPOSIT",
}  # fmt: skip
MONZO = {
    "card": "Card payment", "refund": "Card payment", "dd": "Direct Debit",
    "fp": "Faster payment", "own": "Faster payment", "cash-out": "ATM",
}  # fmt: skip


def stamp(row: Row) -> str:
    """A date as narratives carry it: "04NOV23"."""
    return f"{row.spent or row.day:%d%b%y}".upper()


def clock(row: Row) -> str:
    """The minute of the row as "16:05"."""
    return f"{row.minute // 60:02}:{row.minute % 60:02}"


def bare(key: str) -> str:
    """An account key as narratives write it: "200000 41837265"."""
    return key.replace("-", "")


def full_name(row: Row) -> str:
    """The other party's name in full, as app banks show it."""
    for key, _, name in OUTSIDE.values():
        if row.other == key:
            return name
    return row.payee.title().replace(" Hcw", " HCW")


def barclays(row: Row) -> tuple[str, str]:
    """The subcategory, and the memo in its three columns."""
    if row.kind in {"fp", "own"}:
        if row.other.startswith("20-00-00"):
            return "FT", memo(bare(row.other), row.ref, "FT")
        sub, code = ("DIRECTDEP", "BGC") if row.minor > 0 else ("FT", "BBP")
        return sub, memo(bare(row.other) if row.other else row.payee, row.ref, code)
    sub, code = BARCLAYS[row.kind]
    if row.kind in {"card", "refund"}:
        when = row.spent or row.day
        return sub, memo(row.payee, f"ON {when:%d %b}".upper(), code)
    if row.kind == "cash-in":
        return sub, memo(row.town, row.ref or "CASH PAID IN", code)
    return sub, memo(row.payee, row.ref, code)


def memo(first: str, second: str, code: str) -> str:
    """Two columns of eighteen characters and the type code."""
    return f"{first[:18]:<19}{second[:18]:<19}{code}"


def lloyds(row: Row) -> tuple[str, str]:
    """The type and the description, which ends in a space as the bank's does."""
    if row.kind in {"fp", "own"}:
        same = row.other.startswith("30-00-00")
        parts = [row.payee, row.ref, bare(row.other)]
        text = " ".join(part for part in parts if part)
        if same:
            return "TFR", text
        kind = "FPI" if row.minor > 0 else "FPO"
        return kind, f"{text}     10 {stamp(row)} {clock(row)} "
    kind = LLOYDS[row.kind]
    card = ACCOUNT[row.account].card
    if row.kind in {"card", "refund"}:
        return kind, f"{row.payee[:21]:<21} CD {card} {stamp(row)} "
    if row.kind == "cash-out":
        return kind, f"LNK {row.town} CD {card} {stamp(row)} "
    if row.kind == "cash-in":
        return kind, f"CASH PAID IN AT {row.town} {stamp(row)} "
    return kind, f"{row.payee} {row.ref} ".replace("  ", " ")


def natwest(row: Row) -> tuple[str, str]:
    """The type and the description, its parts set apart by " , "."""
    kind = NATWEST[row.kind]
    card = ACCOUNT[row.account].card
    when = stamp(row)
    if row.kind in {"card", "refund"}:
        return kind, f"'{card} {when} {row.payee} , {row.town} GB"
    if row.kind == "cash-out":
        return kind, f"'{card} {when} {row.town} , CASH MACHINE"
    if row.kind == "cash-in":
        return kind, f"CASH PAID IN , {row.town} , {when}"
    if row.kind in {"fp", "own"}:
        long = f"{row.day:%y%m%d}{row.minute:04}{row.order:07}000N"
        parts = [row.payee, bare(row.other), row.ref, f"FP {row.day:%d/%m/%y} 30", long]
        return kind, " , ".join(part for part in parts if part)
    return kind, " , ".join(part for part in (row.payee, row.ref) if part)


def nationwide(row: Row) -> tuple[str, str]:
    """The transaction type in words, and the description."""
    if row.kind in {"fp", "own"}:
        parts = [row.payee, row.ref, bare(row.other)]
        kind = "Bank credit" if row.minor > 0 else "Payment to"
        return kind, " ".join(part for part in parts if part)
    kind = NATIONWIDE[row.kind]
    if row.ref == "contactless":
        kind = "Contactless payment"
    if row.kind == "card":
        return kind, f"{row.payee} {row.town} GB"
    if row.kind in {"cash-in", "cash-out"}:
        return kind, f"{row.town} {stamp(row)}"
    return kind, f"{row.payee} {row.ref}".strip()


def starling(row: Row) -> tuple[str, str, str]:
    """The counter party, the reference and the type."""
    kind = STARLING[row.kind]
    if row.ref == "contactless":
        kind = "CONTACTLESS"
    elif row.group == "online":
        kind = "ONLINE PAYMENT"
    if row.kind in {"card", "refund"}:
        return row.payee.title(), f"{row.payee} {row.town} GBR"[:40], kind
    if row.kind == "cash-in":
        return "Post Office", f"CASH PAID IN {row.town}", kind
    reference = f"{row.ref} {bare(row.other)}".strip()
    return full_name(row), reference, kind
