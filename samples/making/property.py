"""What the money bought, what was seized and ordered, and what came in for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from making.rows import Row
from making.statements import World
from making.toml import Facts

HOUSE_PRICE = 25000000
MORTGAGE_LEFT = 18412000
WATCH = 920000
COINS = 1830000
SEIZED = 1840000
CAR_SALE = 2340000
CAR_COSTS = 120000
TO_VICTIM = 480000
PAID = 12000000
PRICES = {"house": HOUSE_PRICE, "car": 2999500, "watch": 1045000, "crypto": 1600000}
WHY = {
    "house": "Deposit and completion money for the house",
    "car": "Price of the car",
    "watch": "Price of the watch",
    "crypto": "Paid to the exchange to buy coins",
}


def restrained(world: World) -> int:
    """What stood in Dean Tannahill's two accounts when they were restrained."""
    return sum(world.books.of(account)[-1].balance for account in ("DT1", "DT2"))


def equity(world: World) -> int:
    """The equity of the house: what the payment of 17 October 2025 leaves for it."""
    return PAID - WATCH - COINS - restrained(world)


def assets(world: World, cited: Callable[[Row], Facts]) -> list[Facts]:
    """The assets, with the payments that bought them and what happened to them."""
    bought: dict[str, list[Facts]] = {}
    for asset, row in world.bought:
        bought.setdefault(asset, []).append(
            {**cited(row), "paid_minor": -row.minor, "why": WHY[asset]}
        )
    for name, price in PRICES.items():
        paid = sum(-row.minor for asset, row in world.bought if asset == name)
        assert name == "house" or paid == price, (name, paid)
    return [
        _house(world, bought["house"]),
        _car(bought["car"]),
        _watch(bought["watch"]),
        _coins(bought["crypto"]),
        _cash(),
        _balances(world),
    ]


def _event(event: str, at: str, by: str, note: str = "", document: str = "") -> Facts:
    return {"event": event, "at": at, "by": by, "document": document, "note": note}


STERNDALE = "DC Maya Sterndale"
FALCONER = "Idris Falconer"


def _house(world: World, purchases: list[Facts]) -> Facts:
    # Value at the order: lender first, then 1.5% for the sale, then the equity.
    value = -(-(MORTGAGE_LEFT + equity(world)) * 1000 // 985)
    return {
        "id": "house",
        "kind": "real estate",
        "label": "14 Hales View, Halesowen",
        "description": "Semi-detached house, bought with a loan of £185,500.00",
        "identifier": "WM LK 880417",
        "acquired": date(2024, 7, 19),
        "price_minor": HOUSE_PRICE,
        "purchases": purchases,
        "valuations": [
            {"on": date(2024, 7, 19), "minor": HOUSE_PRICE, "basis": "Price paid"},
            {
                "on": date(2025, 7, 24),
                "minor": value,
                "basis": "Valuer's report, open market, agreed for the hearing",
            },
        ],
        "interests": [
            {"party": "ormerod", "kind": "legal", "millionths": 1000000,
             "why": "Registered proprietor"},
            {"party": "tannahill", "kind": "beneficial", "millionths": 1000000,
             "why": "Agreed at the hearing: she held it for him"},
            {"party": "longmynd", "kind": "charge", "minor": MORTGAGE_LEFT,
             "why": "Redemption statement, 24 July 2025"},
        ],
        "events": [
            _event("identified", "2024-11-29", STERNDALE),
            _event("restrained", "2024-12-05", STERNDALE, "Restriction entered on the register"),
            _event("realised", "2025-10-15", FALCONER, "Sold by consent; lender and costs paid"),
        ],
    }  # fmt: skip


def _car(purchases: list[Facts]) -> Facts:
    return {
        "id": "car",
        "kind": "vehicle",
        "label": "Estate car, grey, LK24 DMT",
        "description": "Diesel estate, registered keeper Dean Tannahill",
        "identifier": "LK24 DMT",
        "acquired": date(2024, 8, 30),
        "price_minor": PRICES["car"],
        "purchases": purchases,
        "valuations": [
            {"on": date(2024, 8, 30), "minor": PRICES["car"], "basis": "Price paid"},
            {"on": date(2025, 7, 24), "minor": CAR_SALE, "basis": "Trade guide, agreed"},
        ],
        "interests": [
            {"party": "tannahill", "kind": "legal", "millionths": 1000000, "why": "Bill of sale"}
        ],
        "events": [
            _event("seized", "2024-11-29T07:15", STERNDALE, "From the drive of 14 Hales View"),
            _event("restrained", "2024-12-05", STERNDALE),
            _event("realised", "2025-09-04", FALCONER,
                   "Auction, lot 217: £23,400.00; storage, recovery and fee £1,200.00"),
        ],
    }  # fmt: skip


def _watch(purchases: list[Facts]) -> Facts:
    return {
        "id": "watch",
        "kind": "watch",
        "label": "Steel diver's watch, no. LK-55821",
        "description": "Boxed, with the jeweller's card",
        "identifier": "LK-55821",
        "acquired": date(2024, 3, 22),
        "price_minor": PRICES["watch"],
        "purchases": purchases,
        "valuations": [
            {"on": date(2024, 3, 22), "minor": PRICES["watch"], "basis": "Price paid"},
            {"on": date(2025, 7, 24), "minor": WATCH, "basis": "Auctioneer's estimate, agreed"},
        ],
        "interests": [
            {"party": "tannahill", "kind": "legal", "millionths": 1000000, "why": "Receipt"}
        ],
        "events": [
            _event("seized", "2024-11-29T07:05", STERNDALE, "From his wrist, on arrest"),
            _event("restrained", "2024-12-05", STERNDALE),
            _event("realised", "2025-09-18", FALCONER, "Sold to the trade"),
        ],
    }


def _coins(purchases: list[Facts]) -> Facts:
    return {
        "id": "crypto",
        "kind": "cryptoasset",
        "label": "Bitcoin held at Kestrelwave Digital",
        "description": "What was left of eight purchases; the rest had been sent on",
        "identifier": "Customers KW7741902 and KW9920385",
        "quantity": "0.21500000",
        "acquired": date(2024, 1, 30),
        "price_minor": PRICES["crypto"],
        "purchases": purchases,
        "valuations": [
            {"on": date(2025, 7, 24), "minor": COINS, "basis": "Exchange's mid price at noon"}
        ],
        "interests": [
            {"party": "tannahill", "kind": "beneficial", "millionths": 1000000,
             "why": "Priddey's account was used on his instructions"}
        ],
        "events": [
            _event("identified", "2024-11-29", STERNDALE),
            _event("restrained", "2024-12-05", STERNDALE, "Served on the exchange"),
            _event("realised", "2025-09-22", FALCONER, "Sold by the exchange under the order"),
        ],
    }  # fmt: skip


def _cash() -> Facts:
    return {
        "id": "cash",
        "kind": "cash",
        "label": "Cash found behind a bath panel",
        "description": "Bank of England notes, mostly of £20, in bundles of £1,000",
        "identifier": "MS/61",
        "price_minor": None,
        "valuations": [
            {"on": date(2024, 11, 29), "minor": SEIZED, "basis": "Counted twice, on camera"}
        ],
        "interests": [
            {"party": "tannahill", "kind": "beneficial", "millionths": 1000000,
             "why": "Found in the house he lived in; nobody else claimed it"}
        ],
        "events": [
            {"event": "seized", "at": "2024-11-29T06:50", "by": STERNDALE,
             "place": "14 Hales View, Halesowen", "document": "Search record SR/24/1129",
             "note": "Friday, on a search under warrant"},
            _event("detained", "2024-12-02T10:30", "Magistrates' court", "First order",
                   "Detention order DO/24/331"),
            _event("detained", "2025-05-30T10:00", "Magistrates' court", "Further order",
                   "Detention order DO/25/142"),
            _event("forfeited", "2025-07-10", "Magistrates' court", "", "Forfeiture FO/25/088"),
            _event("realised", "2025-08-18", FALCONER, "Paid over after the time to appeal"),
        ],
    }  # fmt: skip


def _balances(world: World) -> Facts:
    return {
        "id": "balances",
        "kind": "account",
        "label": "Balances of Dean Tannahill's two accounts",
        "description": "20-00-00 41837265 and 04-00-00 27718340 at close on 30 November 2024",
        "valuations": [
            {"on": date(2024, 11, 30), "minor": restrained(world), "basis": "Statements"}
        ],
        "interests": [
            {"party": "tannahill", "kind": "legal", "millionths": 1000000,
             "why": "Account holder"}
        ],
        "events": [
            _event("identified", "2024-11-30", STERNDALE),
            _event("restrained", "2024-12-05", STERNDALE, "Served on both banks"),
            _event("realised", "2025-10-01", FALCONER, "Paid over by the banks"),
        ],
    }  # fmt: skip


def _step(state: str, at: str, by: str, document: str = "") -> Facts:
    return {"to": state, "at": at, "by": by, "document": document}


CROWN = "Crown Court at Wolverhampton"
BENCH = "Black Country Magistrates' Court"


#: What an agent and a solicitor ask to sell the house, a cost that comes before what is available.
SALE_COSTS = 394_859


def worksheets() -> list[Facts]:
    """The worksheet behind the prosecutor's statement: particular conduct, and what is left."""
    return [
        {
            "party": "tannahill",
            "order": "confiscation",
            "proceedings_started": date(2024, 11, 30),
            "convicted": date(2025, 3, 18),
            "determined": date(2025, 7, 24),
            "note": "No finding of a criminal lifestyle was sought: the plea covers every payment.",
            "adjustments": [
                {
                    "item": "costs",
                    "minor": SALE_COSTS,
                    "text": "Agent's and solicitor's quotation to sell 14 Hales View, 2 June 2025",
                }
            ],
        }
    ]


def orders(world: World) -> list[Facts]:
    """The confiscation order with its steps, and the forfeiture of the cash with its own."""
    benefit = sum(row.minor if row.part is None else row.part for row in world.marks)
    return [
        {
            "id": "confiscation",
            "regime": "confiscation",
            "regime_version": "pre-cpa-2026",
            "party": "tannahill",
            "reference": "T20240417",
            "court": CROWN,
            "made": date(2025, 7, 24),
            "benefit_minor": benefit,
            "available_minor": CAR_SALE + PAID,
            "amount_minor": CAR_SALE + PAID,
            "compensation_minor": TO_VICTIM,
            "due": date(2025, 10, 23),
            "proceedings_started": date(2024, 11, 30),
            "assets": ["house", "car", "watch", "crypto", "balances"],
            "events": [
                _step("investigation", "2024-06-03", STERNDALE),
                _step("restrained", "2024-12-05", CROWN, "Restraint order RO/24/0417"),
                _step("convicted", "2025-03-18", CROWN, "Plea of guilty"),
                _step("timetabled", "2025-03-18", CROWN),
                _step("s16-served", "2025-05-06", "Helen Abernethy-Cole", "Statement, s.16"),
                _step("s17-response", "2025-06-03", "Defence solicitors", "Response, s.17"),
                _step("determination", "2025-07-24", CROWN, "Agreed between the parties"),
                _step("order-made", "2025-07-24", CROWN, "Confiscation order T20240417"),
                _step("time-to-pay", "2025-07-24", CROWN, "Three months, s.11"),
                _step("satisfied", "2025-10-17", FALCONER, "Certificate of payment"),
            ],
        },
        {
            "id": "cash-forfeiture",
            "regime": "cash",
            "regime_version": "pre-cpa-2026",
            "party": "tannahill",
            "reference": "FO/25/088",
            "court": BENCH,
            "made": date(2025, 7, 10),
            "amount_minor": SEIZED,
            "assets": ["cash"],
            "events": [
                _step("seized", "2024-11-29T06:50", STERNDALE, "Search record SR/24/1129"),
                _step("detained", "2024-12-02T10:30", BENCH, "Detention order DO/24/331"),
                _step("detained", "2025-05-30T10:00", BENCH, "Detention order DO/25/142"),
                _step("forfeited", "2025-07-10", BENCH, "Forfeiture order FO/25/088"),
                _step("satisfied", "2025-08-18", FALCONER, "No appeal by 9 August 2025"),
            ],
        },
    ]


def receipts(world: World) -> list[Facts]:
    """What came in: the cash, the car's price, and the payment that satisfied the order."""
    assert equity(world) > 4000000
    return [
        {
            "id": "cash",
            "order": "cash-forfeiture",
            "asset": "cash",
            "received": date(2025, 8, 18),
            "minor": SEIZED,
            "reference": "Ledger 80-4417",
            "fund": "poca",
        },
        {
            "id": "car",
            "order": "confiscation",
            "asset": "car",
            "received": date(2025, 9, 12),
            "minor": CAR_SALE,
            "costs_minor": CAR_COSTS,
            "compensation_minor": TO_VICTIM,
            "reference": "Auction account 217",
            "fund": "poca",
        },
        {
            "id": "payment",
            "order": "confiscation",
            "received": date(2025, 10, 17),
            "minor": PAID,
            "reference": "Paid from the house, watch, coins and balances",
            "fund": "poca",
        },
    ]
