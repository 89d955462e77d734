"""Where ordinary money goes: invented shops, and how often each person visits them."""

from __future__ import annotations

from typing import NamedTuple


class Shop(NamedTuple):
    """A place that takes a card."""

    name: str
    towns: tuple[str, ...]
    online: bool = False


SHOPS: dict[str, tuple[Shop, ...]] = {
    "groceries": (
        Shop("COSTWELL STORES 2214", ("OLDBURY",)),
        Shop("COSTWELL STORES 0871", ("TIPTON",)),
        Shop("FAIRMEAD FOODS", ("DUDLEY", "WEST BROMWICH")),
        Shop("GREENBRIAR MARKET", ("HALESOWEN",)),
        Shop("PENNYFARE EXPRESS", ("SMETHWICK", "OLDBURY", "TIPTON")),
    ),
    "corner": (
        Shop("ROUND OAK NEWS", ("BRIERLEY HILL",)),
        Shop("BATMANS HILL STORES", ("TIPTON",)),
        Shop("PENNYFARE EXPRESS", ("OLDBURY", "SMETHWICK")),
    ),
    "fuel": (
        Shop("HALEWAY FUELS", ("OLDBURY", "DUDLEY")),
        Shop("TORBANK SERVICE STN", ("WEST BROMWICH",)),
    ),
    "coffee": (
        Shop("BEAN AND LATCH", ("OLDBURY", "DUDLEY")),
        Shop("TUPPENNY LOAF BAKERY", ("TIPTON", "SMETHWICK")),
    ),
    "eating-out": (
        Shop("SPICE PAVILION", ("SMETHWICK",)),
        Shop("HARBOUR FRYER", ("DUDLEY",)),
        Shop("PLATEHOP", ("PLATEHOP.EXAMPLE",), online=True),
        Shop("GOLDEN LOTUS HOUSE", ("OLDBURY",)),
        Shop("OAK AND ANVIL", ("HALESOWEN",)),
    ),
    "pub": (
        Shop("THE BOATMANS REST", ("TIPTON",)),
        Shop("THE NAILMAKERS", ("DUDLEY",)),
    ),
    "shopping": (
        Shop("BOXLANE ONLINE", ("BOXLANE.EXAMPLE",), online=True),
        Shop("MARLOW AND FINCH", ("BRIERLEY HILL",)),
        Shop("HEARTHSIDE HOME", ("OLDBURY",)),
        Shop("TRACKSIDE SPORTS", ("BRIERLEY HILL",)),
    ),
    "pharmacy": (Shop("WELLBROOK PHARMACY", ("OLDBURY", "TIPTON")),),
    "bus": (Shop("TAMELINK BUS", ("WEST MIDLANDS",)),),
    "tram": (Shop("MIDLINE TRAM", ("WEST BROMWICH",)),),
    "parking": (Shop("PARKWISE", ("DUDLEY", "BIRMINGHAM")),),
    "games": (Shop("PIXELFORGE GAMES", ("PIXELFORGE.EXAMPLE",), online=True),),
    "betting": (Shop("LUCKY HARE BETTING", ("LUCKYHARE.EXAMPLE",), online=True),),
    "children": (
        Shop("LITTLE ACORNS NURSERY", ("OLDBURY",)),
        Shop("KITE AND BUTTON TOYS", ("HALESOWEN",)),
    ),
    "trade": (
        Shop("VALETPRO SUPPLIES", ("WOLVERHAMPTON",)),
        Shop("BUILDWELL MERCHANTS", ("OLDBURY",)),
    ),
    "stock": (
        Shop("CASHGATE WHOLESALE", ("BIRMINGHAM",)),
        Shop("PACKMORE PACKAGING", ("TIPTON",)),
    ),
}


class Habit(NamedTuple):
    """How often an account's card is used for one kind of spending, and for how much."""

    group: str
    per_week: float
    low: int
    high: int
    fixed: tuple[int, ...] = ()  # prices that stand on a list, such as a fare
    twice: float = 0.0  # how often the same is paid again the same day


FARE = (200,)
CUPS = (295, 320, 340, 365, 410)

HABITS: dict[str, tuple[Habit, ...]] = {
    "DT1": (
        Habit("fuel", 0.9, 4000, 8500),
        Habit("groceries", 1.1, 1800, 9400),
        Habit("shopping", 0.35, 1500, 14000),
        Habit("parking", 0.6, 200, 900, (240, 360, 520), 0.12),
        Habit("pub", 0.5, 900, 6400),
    ),
    "DT2": (
        Habit("coffee", 3.1, 295, 760, CUPS, 0.07),
        Habit("eating-out", 2.1, 1100, 5200),
        Habit("corner", 1.7, 250, 1900),
        Habit("games", 0.3, 399, 5499, (399, 999, 1999)),
        Habit("pub", 0.9, 600, 5200),
        Habit("parking", 0.4, 200, 900, (240, 360)),
        Habit("shopping", 0.4, 900, 9900),
    ),
    "KO1": (
        Habit("groceries", 2.2, 900, 8700),
        Habit("fuel", 0.6, 3000, 5500),
        Habit("coffee", 1.2, 295, 760, CUPS, 0.05),
        Habit("children", 0.5, 700, 4200),
        Habit("pharmacy", 0.45, 350, 1890),
        Habit("shopping", 0.8, 900, 7600),
        Habit("eating-out", 0.5, 900, 4400),
        Habit("parking", 0.5, 150, 600, (150, 240)),
    ),
    "KO2": (
        Habit("shopping", 0.5, 1200, 6000),
        Habit("children", 0.5, 900, 3900),
        Habit("coffee", 0.6, 295, 700, CUPS),
    ),
    "KO3": (
        Habit("groceries", 1.4, 1500, 11800),
        Habit("eating-out", 0.7, 1400, 5900),
        Habit("shopping", 0.5, 1200, 9900),
        Habit("corner", 0.5, 200, 1400),
    ),
    "CP1": (
        Habit("groceries", 1.1, 600, 4300),
        Habit("corner", 1.6, 180, 1500),
        Habit("bus", 1.2, 200, 200, FARE, 0.75),
        Habit("pub", 0.7, 500, 3100),
        Habit("betting", 0.5, 500, 4000, (500, 1000, 2000)),
        Habit("fuel", 0.3, 1500, 3500),
    ),
    "CP2": (
        Habit("eating-out", 1.9, 800, 3300),
        Habit("corner", 1.5, 180, 1400),
        Habit("betting", 1.1, 500, 4000, (500, 1000, 2000), 0.12),
        Habit("tram", 0.8, 260, 480, (260, 480), 0.5),
        Habit("games", 0.5, 399, 5499, (399, 699, 1999)),
        Habit("coffee", 0.7, 295, 640, CUPS),
    ),
    "BL1": (
        Habit("trade", 0.7, 1800, 16500),
        Habit("fuel", 0.5, 3500, 7500),
    ),
    "TV1": (
        Habit("fuel", 0.8, 5500, 9800),
        Habit("stock", 0.6, 4500, 38000),
    ),
    "TV2": (Habit("stock", 0.5, 6000, 32000),),
    "LC1": (
        Habit("groceries", 1.2, 500, 3800),
        Habit("eating-out", 0.9, 700, 2800),
        Habit("bus", 0.9, 200, 200, FARE, 0.6),
        Habit("coffee", 0.9, 295, 600, CUPS, 0.06),
        Habit("shopping", 0.4, 700, 4800),
        Habit("pub", 0.4, 500, 2600),
    ),
}

#: Cash machines: visits a week, and the notes asked for (pence).
MACHINES: dict[str, tuple[float, tuple[int, ...]]] = {
    "DT1": (0.35, (5000, 10000, 20000)),
    "DT2": (0.2, (2000, 5000)),
    "KO1": (0.35, (1000, 2000, 3000)),
    "KO2": (0.2, (2000, 5000)),
    "CP1": (1.1, (1000, 2000, 4000)),
    "CP2": (0.25, (1000, 2000)),
    "LC1": (0.4, (1000, 2000)),
    "BL1": (0.15, (10000, 20000)),
}
MACHINE_PLACES = ("OLDBURY HIGH ST", "DUDLEY MARKET PL", "WEST BROM RINGWAY", "TIPTON OWEN ST")

#: What stays untouched by discretionary spending (pence); below nought where there is overdraft.
FLOOR = {
    "DT1": 20000, "DT2": 1500, "KO1": 9000, "KO2": 60000, "KO3": 30000, "CP1": -25000,
    "CP2": 800, "BL1": 60000, "TV1": 90000, "TV2": 50000, "LC1": 2500,
}  # fmt: skip
