"""The six banks' own CSV files, and the place of every row in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

from making import wording
from making.people import Account
from making.rows import Row

CATEGORY = {
    "groceries": ("Groceries", "🛒", "GROCERIES"), "corner": ("Groceries", "🛒", "GROCERIES"),
    "fuel": ("Transport", "⛽", "TRANSPORT"), "coffee": ("Eating out", "☕", "EATING_OUT"),
    "eating-out": ("Eating out", "🍽️", "EATING_OUT"), "pub": ("Eating out", "🍺", "EATING_OUT"),
    "online": ("Shopping", "📦", "SHOPPING"), "shopping": ("Shopping", "🛍️", "SHOPPING"),
    "parking": ("Transport", "🅿️", "TRANSPORT"), "tram": ("Transport", "🚊", "TRANSPORT"),
    "games": ("Entertainment", "🎮", "ENTERTAINMENT"),
    "betting": ("Entertainment", "🎲", "GAMBLING"),
    "entertainment": ("Entertainment", "🎬", "ENTERTAINMENT"),
    "bills": ("Bills", "", "BILLS_AND_SERVICES"), "cash": ("Cash", "🏧", "CASH"),
    "watch": ("Shopping", "🛍️", "SHOPPING"), "services": ("Bills", "", "PAYMENTS"),
}  # fmt: skip


def pounds(minor: int, *, grouped: bool = False) -> str:
    """A sum in pence as pounds: "1234.50"; minus where it is below nought."""
    sign = "-" if minor < 0 else ""
    whole, pence = divmod(abs(minor), 100)
    return f"{sign}{whole:,}.{pence:02}" if grouped else f"{sign}{whole}.{pence:02}"


def _table(rows: list[list[str]], end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def _placed(rows: list[Row], first: int) -> None:
    for line, row in enumerate(rows, first):
        row.place = f"line {line}"


def barclays(account: Account, rows: list[Row], first: date) -> bytes:  # noqa: ARG001
    """Newest first, signed amounts, no balance."""
    newest = list(reversed(rows))
    _placed(newest, 2)
    lines = ["Number,Date,Account,Amount,Subcategory,Memo"]
    for row in newest:
        sub, memo = wording.barclays(row)
        lines.append(
            f",{row.day:%d/%m/%Y},{account.key},{pounds(row.minor)},{sub},{memo.replace(',', ' ')}"
        )
    return ("\n".join(lines) + "\n").encode()


LLOYDS_HEADER = [
    "Transaction Date", "Transaction Type", "Sort Code", "Account Number",
    "Transaction Description", "Debit Amount", "Credit Amount", "Balance",
]  # fmt: skip


def whole_or_pence(minor: int) -> str:
    """Lloyds leaves ".00" off a debit or credit of whole pounds."""
    return str(minor // 100) if minor % 100 == 0 else pounds(minor)


def lloyds(account: Account, rows: list[Row], first: date) -> bytes:  # noqa: ARG001
    """Newest first, debit and credit apart, a comma after the last heading and row."""
    newest = list(reversed(rows))
    _placed(newest, 2)
    table = [[*LLOYDS_HEADER, ""]]
    for row in newest:
        kind, text = wording.lloyds(row)
        debit = whole_or_pence(-row.minor) if row.minor < 0 else ""
        credit = whole_or_pence(row.minor) if row.minor > 0 else ""
        table.append([
            f"{row.day:%d/%m/%Y}", kind, "'" + account.sort_code, account.number, text,
            debit, credit, pounds(row.balance), "",
        ])  # fmt: skip
    return _table(table, "\r\n").encode()


NATWEST_HEADER = "Date, Type, Description, Value, Balance, Account Name, Account Number"


def natwest(account: Account, rows: list[Row], first: date) -> bytes:  # noqa: ARG001
    """A blank first line, spaces after the headings' commas, apostrophes before text."""
    _placed(rows, 3)
    number = f"{account.sort_code.replace('-', '')}-{account.number}"
    lines = ["", NATWEST_HEADER]
    for row in rows:
        kind, text = wording.natwest(row)
        lines.append(
            f'{row.day:%d/%m/%Y},{kind},"{text}",{pounds(row.minor)},{pounds(row.balance)},'
            f'"\'{account.title}","\'{number}"'
        )
    return ("\n".join(lines) + "\n").encode()


def nationwide(account: Account, rows: list[Row], first: date) -> bytes:  # noqa: ARG001
    """Three lines of preamble, everything quoted, pound signs in Windows' encoding."""
    _placed(rows, 6)
    closing = "£" + pounds(rows[-1].balance, grouped=True)
    head = (
        f'"Account Name:","{account.title} ****{account.number[-5:]}"\r\n'
        f'"Account Balance:","{closing}"\r\n'
        f'"Available Balance: ","{closing}"\r\n'
        "\r\n"
    )
    table = [["Date", "Transaction type", "Description", "Paid out", "Paid in", "Balance"]]
    for row in rows:
        kind, text = wording.nationwide(row)
        amount = "£" + pounds(abs(row.minor), grouped=True)
        table.append([
            f"{row.day:%d %b %Y}", kind, text, amount if row.minor < 0 else "",
            amount if row.minor > 0 else "", "£" + pounds(row.balance, grouped=True),
        ])  # fmt: skip
    return (head + _table(table, "\r\n", csv.QUOTE_ALL)).encode("cp1252")


def starling(account: Account, rows: list[Row], first: date) -> bytes:  # noqa: ARG001
    """An opening balance as its first row; the currency stands in the headings."""
    _placed(rows, 3)
    opening = rows[0].balance - rows[0].minor
    table = [
        ["Date", "Counter Party", "Reference", "Type", "Amount (GBP)", "Balance (GBP)",
         "Spending Category", "Notes"],
        [f"{first:%d/%m/%Y}", "Opening Balance", "", "", "0.00", pounds(opening), "", ""],
    ]  # fmt: skip
    for row in rows:
        party, reference, kind = wording.starling(row)
        fallback = "INCOME" if row.minor > 0 else "PAYMENTS"
        category = CATEGORY[row.group][2] if row.group in CATEGORY else fallback
        table.append([
            f"{row.day:%d/%m/%Y}", party, reference, kind, pounds(row.minor),
            pounds(row.balance), category, "",
        ])  # fmt: skip
    return _table(table).encode()


MONZO_HEADER = [
    "Transaction ID", "Date", "Time", "Type", "Name", "Emoji", "Category", "Amount", "Currency",
    "Local amount", "Local currency", "Notes and #tags", "Address", "Receipt", "Description",
    "Category split", "Money Out", "Money In",
]  # fmt: skip
_SIXTY_TWO = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def monzo(account: Account, rows: list[Row], first: date) -> bytes:  # noqa: ARG001
    """Times, emoji, the local currency; no balance and no account number."""
    _placed(rows, 2)
    table = [MONZO_HEADER]
    for row in rows:
        fallback = ("Income" if row.minor > 0 else "Transfers", "", "")
        category, emoji, _ = CATEGORY.get(row.group, fallback)
        paid = row.kind in {"fp", "own"}
        name = wording.full_name(row) if row.kind != "cash-out" else "Cash machine"
        country = "" if row.local else " GBR"
        town = row.town + country if row.kind in {"card", "refund", "cash-out"} else ""
        text = f"{row.ref} {wording.bare(row.other)}".strip() if paid else row.ref
        if row.kind in {"card", "refund"}:
            text = f"{row.payee} {town}"
        if row.kind == "cash-out":
            text = town
        currency, local = row.local.split() if row.local else ("GBP", pounds(row.minor))
        seconds = (row.minute * 7 + row.order * 13) % 60
        table.append([
            _transaction(row), f"{row.day:%d/%m/%Y}", f"{wording.clock(row)}:{seconds:02}",
            wording.MONZO[row.kind], name, emoji, category, pounds(row.minor), "GBP", local,
            currency, "", row.town.title() if town else "", "", text, "",
            pounds(row.minor) if row.minor < 0 else "", pounds(row.minor) if row.minor > 0 else "",
        ])  # fmt: skip
    return _table(table).encode()


def _transaction(row: Row) -> str:
    mixed = (row.order + 1) * 2862933555777941757 % 2**62 * 11 + row.minute
    text = ""
    for _ in range(12):
        mixed, at = divmod(mixed, 62)
        text = _SIXTY_TWO[at] + text
    return f"tx_0000{text}"


WRITERS: dict[str, Callable[[Account, list[Row], date], bytes]] = {
    "barclays": barclays, "lloyds": lloyds, "natwest": natwest, "nationwide": nationwide,
    "starling": starling, "monzo": monzo,
}  # fmt: skip
