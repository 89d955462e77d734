"""The crime: structured cash, mules, a round trip, and what the money was turned into."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from making.days import is_working, working
from making.dice import Dice
from making.rows import Books, Row

BRANCHES = {
    "BL1": ("OLDBURY", "WEST BROMWICH", "DUDLEY", "HALESOWEN", "SMETHWICK", "TIPTON"),
    "TV1": ("TIPTON", "DUDLEY", "WOLVERHAMPTON", "WALSALL"),
    "DT1": ("DUDLEY", "STOURBRIDGE", "WEST BROMWICH"),
    "CP1": ("TIPTON", "WEDNESBURY", "OLDBURY"),
    "LC1": ("DUDLEY", "HALESOWEN"),
    "KO3": ("HALESOWEN", "CRADLEY HEATH", "STOURBRIDGE"),
}

#: The Mondays of the weeks in which cash came in.
WEEKS = tuple(
    date.fromisoformat(day)
    for day in (
        "2023-11-06", "2023-12-04", "2024-01-15", "2024-02-12", "2024-03-11", "2024-04-22",
        "2024-05-13", "2024-06-10", "2024-08-12", "2024-09-09", "2024-10-14",
    )
)  # fmt: skip


#: Completion: nothing is saved for the house after it.
HOUSE = date(2024, 7, 19)


class Drop(NamedTuple):
    """Cash for one account in such a week: days after Monday, and the sums just below a line."""

    account: str
    days: tuple[int, ...]
    low: int
    high: int
    why: str


#: What the runner passes up after such a week: before the summer, and from then on.
OWED = (70000, 175000)
#: What the company lends its director, likewise.
LOAN = (660000, 710000)
CASH = "Cash deposit just below a round sum, not explained by takings or earnings"
DROPS = (
    Drop("BL1", (1, 1, 3), 288000, 299000, CASH + ", branch apart from the week's takings"),
    Drop("TV1", (2,), 486000, 499000, CASH + "; the firm sells on invoice and takes no cash"),
    Drop("DT1", (0,), 94000, 99500, CASH),
    Drop("CP1", (4,), 93000, 99500, CASH + "; claims Universal Credit"),
)
SAVING = (
    # Until the house is bought, over post office counters.
    Drop("KO3", (3,), 188000, 199000, CASH + "; her salary is paid elsewhere"),
)
LATER = (
    # From the summer a second deposit of the week, and the mule's account, come into use.
    Drop("CP1", (2,), 93000, 99500, CASH + "; claims Universal Credit"),
    Drop("LC1", (3,), 188000, 199000, CASH + "; banked by the account holder for a fee"),
)


class Transfer(NamedTuple):
    """A fixed transfer between two of the eleven accounts."""

    day: str
    payer: str
    payee: str
    minor: int
    ref: str
    minute: int = 14 * 60 + 20


TRANSFERS = (
    # Into the house
    Transfer("2024-02-26", "DT1", "KO3", 550000, "HOUSE"),
    Transfer("2024-04-03", "DT1", "KO3", 600000, "HOUSE"),
    Transfer("2024-05-30", "DT1", "KO3", 600000, "HOUSE"),
    Transfer("2024-06-24", "DT1", "KO3", 650000, "HOUSE"),
    # The watch, and the coins, are paid from the app account
    Transfer("2024-03-20", "DT1", "DT2", 1050000, "JEWELLERS"),
    # Round trip: company, supplier, mule, and back to the company it left
    Transfer("2024-04-08", "BL1", "TV1", 1200000, "INV TV1042", 11 * 60 + 8),
    Transfer("2024-04-10", "TV1", "LC1", 590000, "AGENCY STAFF", 12 * 60 + 31),
    Transfer("2024-04-12", "LC1", "BL1", 570000, "VALET CONTRACT", 9 * 60 + 17),
    Transfer("2024-04-15", "TV1", "LC1", 585000, "AGENCY STAFF", 12 * 60 + 40),
    Transfer("2024-04-17", "LC1", "BL1", 565000, "VALET CONTRACT", 9 * 60 + 22),
    Transfer("2024-02-16", "DT1", "DT2", 30000, "TRIP"),
    # Before the car
    Transfer("2024-08-23", "BL1", "DT1", 600000, "DIRECTORS LOAN"),
    # A holiday
    Transfer("2024-10-23", "KO3", "KO1", 150000, "HOLIDAY"),
    Transfer("2024-03-26", "CP1", "CP2", 230000, "SPENDS"),
)


class Mule(NamedTuple):
    """A payment from somebody else's account."""

    day: str
    who: str
    account: str
    minor: int
    ref: str


FED = (
    Mule("2023-11-14", "M1", "DT1", 140000, "TOOLS"),
    Mule("2023-11-17", "M2", "DT1", 95000, "RENT"),
    Mule("2023-11-21", "M3", "DT1", 125000, "CAR"),
    Mule("2023-11-24", "M4", "DT1", 90000, "LOAN"),
    Mule("2023-11-29", "M5", "DT1", 155000, "HOLIDAY"),
    Mule("2024-02-06", "M6", "DT1", 180000, "BIKE"),
    Mule("2024-02-08", "M1", "DT1", 135000, "TOOLS"),
    Mule("2024-05-02", "M3", "CP2", 110000, "GIG"),
    Mule("2024-05-09", "M2", "CP2", 85000, "RENT"),
    Mule("2024-07-03", "M4", "CP2", 160000, "VAN"),
    Mule("2024-07-11", "M5", "DT1", 120000, "LOAN"),
    Mule("2024-09-03", "M6", "CP2", 145000, "GIG"),
    Mule("2024-10-02", "M1", "DT1", 165000, "TOOLS"),
    Mule("2024-10-04", "M4", "DT1", 130000, "VAN"),
)
VICTIM = tuple(
    Mule(day, "PENFOLD", "CP1", 120000, "LOAN")
    for day in ("2024-03-05", "2024-03-12", "2024-03-19", "2024-03-25")
)
#: Takings of which a part cannot be the wash's: the day, the deposit, the part that is not.
PADDED = (
    ("2023-12-20", 164000, 120000),
    ("2024-02-01", 151000, 105000),
    ("2024-05-23", 172000, 125000),
    ("2024-07-18", 158000, 110000),
    ("2024-10-24", 169000, 120000),
)


class Bought(NamedTuple):
    """A payment that bought an asset, or went towards one."""

    asset: str
    day: str
    account: str
    who: str
    minor: int
    ref: str
    minute: int = 15 * 60 + 5


BUYING = (
    Bought("house", "2024-06-28", "KO3", "SOLICITOR", 2500000, "ORM2291 DEPOSIT"),
    Bought("house", "2024-07-19", "KO3", "SOLICITOR", 3950000, "ORM2291 COMPLETION"),
    Bought("car", "2024-08-30", "DT1", "DEALER", 2949500, "ORDER 80417"),
    Bought("crypto", "2024-01-30", "DT2", "EXCHANGE", 150000, "KW7741902"),
    Bought("crypto", "2024-02-21", "DT2", "EXCHANGE", 200000, "KW7741902"),
    Bought("crypto", "2024-04-30", "DT2", "EXCHANGE", 250000, "KW7741902"),
    Bought("crypto", "2024-06-19", "DT2", "EXCHANGE", 250000, "KW7741902"),
    Bought("crypto", "2024-09-24", "DT2", "EXCHANGE", 200000, "KW7741902"),
    Bought("crypto", "2024-10-30", "DT2", "EXCHANGE", 150000, "KW7741902"),
    Bought("crypto", "2024-03-27", "CP2", "EXCHANGE", 220000, "KW9920385"),
    Bought("crypto", "2024-07-15", "CP2", "EXCHANGE", 180000, "KW9920385"),
)
#: Large rows that are nobody's crime and no asset: day, account, kind, payee, then the
#: reference or the shop's town, pence, and what kind of spending it is.
ODD = (
    ("2024-07-19", "KO3", "fp", "HALLAM PRYCE FEES", "ORM2291", -186000, "services"),
    ("2024-06-05", "KO3", "fp", "BRADSTONE SURVEYORS", "SURVEY", -48000, "services"),
    ("2024-07-26", "KO3", "card", "HANDS ON REMOVALS", "OLDBURY", -65000, "shopping"),
    ("2024-08-05", "KO3", "card", "HEARTHSIDE HOME", "OLDBURY", -118999, "shopping"),
    ("2024-10-17", "DT1", "fp", "STOURVALE KITCHENS", "14 HALES VIEW", -840000, "services"),
    ("2024-11-06", "KO1", "card", "SUNWARD TRAVEL", "SUNWARD.EXAMPLE", -198000, "online"),
    ("2024-02-09", "BL1", "dd", "HMRC VAT", "GB 000041700", -214060, "tax"),
    ("2024-05-10", "BL1", "dd", "HMRC VAT", "GB 000041700", -228915, "tax"),
    ("2024-08-09", "BL1", "dd", "HMRC VAT", "GB 000041700", -219340, "tax"),
    ("2024-11-08", "BL1", "dd", "HMRC VAT", "GB 000041700", -231175, "tax"),
)


def scheme(day: date, books: Books, dice: Dice) -> list[tuple[str, Row]]:
    """Add what the group did on `day`; return the purchases as (asset, row)."""
    _cash(day, books, dice)
    _onward(day, books)
    for mule in (*FED, *VICTIM):
        if mule.day == day.isoformat():
            row = books.outside(mule.who, mule.account, day, mule.minor, mule.ref, 13 * 60 + 6)
            row.why = (
                "Savings taken from the account of the tenant whose flat was taken over"
                if mule.who == "PENFOLD"
                else "Sent on by a person who was paid to bank cash; no debt or trade known"
            )
    for text, minor, part in PADDED:
        if text == day.isoformat():
            row = Row("BL1", day, 15 * 60 + 40, minor, "cash-in", "OLDBURY", "TAKINGS")
            row.town, row.group, row.part = "OLDBURY", "cash", part
            row.why = "Takings padded: the part above what the wash's till rolls for the week show"
            books.add(row)
    for text, account, kind, payee, detail, minor, group in ODD:
        if text == day.isoformat():
            row = Row(account, day, 12 if kind == "dd" else 700, minor, kind, payee)
            row.ref, row.town = ("", detail) if kind == "card" else (detail, "")
            row.group = group
            books.add(row)
    return _bought(day, books)


def _cash(day: date, books: Books, dice: Dice) -> None:
    for week, monday in enumerate(WEEKS):
        drops: tuple[Drop, ...] = DROPS
        drops += LATER if monday >= date(2024, 5, 1) else ()
        drops += SAVING if date(2023, 12, 1) <= monday < HOUSE else ()
        for drop in drops:
            for turn, days in enumerate(drop.days):
                if day != monday + timedelta(days=days):
                    continue
                branches = BRANCHES[drop.account]
                branch = branches[(week + 2 * turn + len(drop.account)) % len(branches)]
                if drop.account == "BL1" and branch == "OLDBURY":
                    branch = "WALSALL"
                minor = dice.whole(drop.low // 1000, drop.high // 1000) * 1000
                row = Row(drop.account, day, 9 * 60 + 50 + 95 * turn, minor, "cash-in", branch)
                row.town, row.group, row.why = branch, "cash", drop.why
                books.add(row)


def _onward(day: date, books: Books) -> None:
    """What regularly follows: loans to the director, fees to his partner, the mule's forwarding."""
    for monday in WEEKS:
        if day == working(monday + timedelta(days=7)):
            loan = LOAN[monday >= date(2024, 4, 1)]
            books.move("BL1", "DT1", day, loan, "DIRECTORS LOAN", 10 * 60 + 25)
        if day == working(monday + timedelta(days=8)):
            books.move("TV1", "KO3", day, 440000, "CONSULTANCY", 11 * 60 + 40)
            books.move("CP1", "DT1", day, OWED[monday >= date(2024, 5, 1)], "OWED", 12 * 60 + 15)
        if monday >= date(2024, 5, 1) and day == monday + timedelta(days=4):
            payee = "BL1" if monday.month % 2 else "DT1"
            books.move("LC1", payee, day, 180000, "CAR", 10 * 60 + 12)
    for transfer in TRANSFERS:
        if transfer.day == day.isoformat():
            assert is_working(day)
            _, payer, payee, minor, ref, minute = transfer
            books.move(payer, payee, day, minor, ref, minute)


def _bought(day: date, books: Books) -> list[tuple[str, Row]]:
    found: list[tuple[str, Row]] = []
    before = (day + timedelta(days=1)).isoformat()
    for bought in BUYING:
        # The app account is filled the day before it pays the exchange.
        if bought.account == "DT2" and bought.day == before:
            books.move("DT1", "DT2", day, bought.minor, "COINS", 17 * 60 + 3)
        if bought.day == day.isoformat():
            row = books.outside(
                bought.who, bought.account, day, -bought.minor, bought.ref, bought.minute
            )
            found.append((bought.asset, row))
    if day == date(2024, 3, 22):
        watch = Row("DT2", day, 14 * 60 + 48, -1045000, "card", "AURELIAN JEWELLERS")
        watch.town, watch.group = "BIRMINGHAM", "watch"
        books.add(watch)
        found.append(("watch", watch))
    if day == date(2024, 8, 24):
        deposit = Row("DT1", day, 11 * 60 + 26, -50000, "card", "SEVERNSIDE PRESTIGE")
        deposit.town, deposit.group = "KIDDERMINSTER", "car"
        books.add(deposit)
        found.append(("car", deposit))
    return found
