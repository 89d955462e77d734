"""What the Trace page shows, worked out from the book of figures off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from exports.charts.picture import Picture
from graphs.plain import Sentence
from workbench.figures import Book, Source
from workbench.progress import Report
from workbench.records.account_words import account_alone

#: The rules that stand side by side, with how the columns are headed.
RULES = (
    ("fifo", "First in, first out"),
    ("pro-rata", "Pro rata"),
    ("lifo", "Last in, first out"),
    ("clean-first", "Clean first"),
    ("tainted-first", "Tainted first"),
)


@dataclass(frozen=True, slots=True)
class Traced:
    """What the page shows, worked out off its thread."""

    origins: list[dict[str, Any]]
    compared: list[dict[str, Any]]
    accounts: list[dict[str, Any]]
    ranges: list[dict[str, Any]]
    distance: str
    picture: Picture | None
    caption: str
    marked: int
    currency: str
    partings: dict[str, list[Sentence]] = field(default_factory=dict)


def work_out(book: Book, report: Report) -> Traced:
    """Trace by every rule, and put the results side by side."""
    from exports.charts.traced import trace_flow
    from graphs.figures import ACCRUED, PLACES, relied_rule, things_in, traced
    from workbench.recovery.origins import origin_rows
    from workbench.recovery.rows import asset_rows

    case = book.case
    origins = [{"id": row["origin"], **row} for row in origin_rows(case)]
    currency = case.info().currency
    if not origins:
        return Traced([], [], [], [], "", None, "", 0, currency)
    known = set(things_in(book))
    bought = [row for row in asset_rows(case) if row["asset"] in known]
    compared: list[dict[str, Any]] = [
        {"id": f"asset:{row['asset']}", "what": f"Into {row['label']}", "asset": row["asset"]}
        for row in bought
    ]
    places: dict[str, dict[str, Any]] = {}
    for number, (rule, words) in enumerate(RULES):
        report(number, len(RULES), f"Tracing: {words.lower()}")
        for row in compared:
            row[rule] = book.figure(f"traced-by:{rule}:{row['asset']}").minor
        for key, said in PLACES.items():
            row = places.setdefault(key, {"id": key, "what": said, "place": f"{currency}:{key}"})
            row[rule] = book.figure(f"place:{rule}:{currency}:{key}").minor
    gained: dict[str, Any] = {
        "id": ACCRUED, "what": "Of all this, gained less lost in sales",
        "place": f"{currency}:{ACCRUED}",
        **{rule: book.figure(f"place:{rule}:{currency}:{ACCRUED}").minor for rule, _ in RULES},
    }  # fmt: skip
    rows = [*compared, *places.values()]
    if any(gained[rule] for rule, _ in RULES):
        rows.append(gained)
    rule = relied_rule(book)
    rows += _people(book, rule)
    chart = trace_flow(book, rule)
    spread = traced(book, "pro-rata").made.largest_distance
    return Traced(
        origins, rows, _accounts(book), _ranges(book, rule),
        f"{spread:.1f}" if spread is not None else "", chart.picture, chart.caption,
        sum(row["minor"] for row in origins if row["currency"] == currency), currency,
        _partings(book, [row["id"] for row in rows]),
    )  # fmt: skip


def _people(book: Book, rule: str) -> list[dict[str, Any]]:
    """What each rule finds of the money of each account that origins were paid from."""
    from graphs.figures import traced
    from graphs.plain import whose
    from graphs.whose import payers

    found = traced(book, rule)
    rows = []
    for account, currency in payers(found):
        key = f"{currency}:{account}"
        row: dict[str, Any] = {
            "id": f"from:{key}", "found": key,
            "what": f"Found of: {whose(found.ledger, account)}",
        }  # fmt: skip
        for name, _ in RULES:
            row[name] = book.figure(f"found-of:{name}:{key}").minor
            row[f"{name}:currency"] = currency
        rows.append(row)
    return rows


def _partings(book: Book, rows: list[str]) -> dict[str, list[Sentence]]:
    """For each row, where a rule that gives another amount parts from the rule relied on."""
    from graphs.side_by_side import side_by_side

    told = side_by_side(book)
    found = {f"asset:{one['asset']}": one["partings"] for one in told["assets"]}
    for one in told["origins"]:
        found[f"from:{one['currency']}:{one['from']}"] = one["partings"]
    first = [one for one in told["partings"] if one["first"] == told["rules"][0]["rule"]]
    return {
        key: [
            Sentence(
                one["text"], next(iter(one["figures"]), ""),
                tuple(Source(**source) for source in one["sources"]),
            )
            for one in found.get(key, first)
        ]
        for key in rows
    }  # fmt: skip


def _accounts(book: Book) -> list[dict[str, Any]]:
    """What each rule leaves in each account, those whose statements are held first."""
    from exports.figures import stand
    from graphs.figures import traced

    rows: dict[str, dict[str, Any]] = {}
    for rule, _ in RULES:
        known = traced(book, rule).ledger.accounts
        for account, parts in stand(book, rule).items():
            row = rows.setdefault(account, {"id": account, "account": account_alone(account)})
            row[rule] = sum(minor for _, minor in parts)
            found = known.get(account) or known[account.rpartition("|")[0]]
            row["name"], row["held"] = found.name, found.held
            currency = account.rpartition("|")[2] if account not in known else found.currency
            row[f"{rule}:currency"] = currency
    return sorted(
        rows.values(),
        key=lambda row: (not row["held"], -max(row.get(rule, 0) for rule, _ in RULES)),
    )


def _ranges(book: Book, rule: str) -> list[dict[str, Any]]:
    """Amounts that the order of records of one day changes, the widest range first."""
    from graphs.figures import pocket_key, traced
    from graphs.plain import whose

    found = traced(book, rule)
    left = found.made.held | found.made.things
    rows = []
    for number, ((origin, pocket), (least, most)) in enumerate(found.made.order_matters.items()):
        held = left.get((origin, pocket))
        account = found.ledger.accounts[pocket.account]
        currency = {f"{key}:currency": pocket.currency for key in ("least", "minor", "most")}
        name = pocket_key(found, pocket)
        rows.append(
            {
                "id": number, "origin": origin, "least": least,
                "account": (
                    whose(found.ledger, account.id) if account.kind == "account" else account.name
                ),
                "minor": held or 0, "most": most,
                "figure": f"held:{rule}:{origin}:{name}" if held else "", **currency,
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: row["least"] - row["most"])
