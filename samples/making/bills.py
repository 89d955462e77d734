"""What comes in and goes out by the calendar: wages, benefits, rent, energy, subscriptions."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Monthly(NamedTuple):
    """A payment of every month: minus is out. `high` makes the sum vary from `low` to `high`."""

    account: str
    day: int
    kind: str
    payee: str
    ref: str
    low: int
    high: int = 0
    group: str = "bills"
    first: date = date(2023, 10, 1)
    last: date = date(2024, 11, 30)


class Weekly(NamedTuple):
    """A payment of one weekday, every `step` weeks."""

    account: str
    weekday: int
    kind: str
    payee: str
    ref: str
    low: int
    high: int = 0
    group: str = "bills"
    step: int = 1


MOVED = date(2024, 7, 26)

MONTHLY: tuple[Monthly, ...] = (
    # Dean Tannahill
    Monthly("DT1", 1, "dd", "ORBITEL MOBILE", "OM8842107", -4250),
    Monthly("DT1", 3, "dd", "GUARDSTONE INS", "MTR 550218", -7814),
    Monthly("DT1", 6, "dd", "IRONYARD GYM", "IYG22910", -3499),
    Monthly("DT1", 12, "dd", "STREAMLARK", "SL 4471902", -1099),
    Monthly("DT1", 15, "dd", "SKYFALCON TV", "SF 9920137", -5650),
    Monthly("DT1", 18, "dd", "TREELINE CREDIT CD", "CARD 7715", -21000, -46000),
    Monthly("DT2", 5, "dd", "TUNEWELL", "TUNEWELL", -1199, group="entertainment"),
    Monthly("DT2", 20, "dd", "PIXELFORGE PLUS", "PFP", -899, group="entertainment"),
    # Kirsty Ormerod
    Monthly("KO1", 28, "bacs", "ASHMERE DENTAL CARE", "SALARY", 174238, group="income"),
    Monthly("KO1", 1, "dd", "ORBITEL MOBILE", "OM8842107", -2900),
    Monthly("KO1", 5, "dd", "LITTLE ACORNS NURSERY", "LAN 0417", -31250, -34800),
    Monthly("KO1", 14, "dd", "GUARDSTONE INS", "MTR 617730", -4128),
    Monthly("KO1", 16, "dd", "TUNEWELL", "TW FAMILY", -1699),
    Monthly("KO1", 21, "dd", "PEARTREE LIFE", "PL 20041877", -1840),
    Monthly("KO1", 27, "so", "M ORMEROD", "MUM", -5000),
    Monthly("KO2", 30, "interest", "INTEREST", "", 310, 590, "interest"),
    Monthly("KO2", 9, "dd", "DOVECOTE CHILDRENS F", "GIFT", -800),
    Monthly("KO2", 11, "dd", "STITCHBOX CLUB", "SB 7719", -1450),
    Monthly("KO3", 1, "so", "WHARFSIDE LETTINGS", "14 FURNACE CL", -89500, last=MOVED),
    Monthly("KO3", 1, "dd", "LONGMYND BLDG SOC", "MTG 40018827", -101240, first=MOVED),
    Monthly("KO3", 4, "dd", "BOROUGH COUNCIL TAX", "CT 77310042", -15600),
    Monthly("KO3", 8, "dd", "NORTHSPAR ENERGY", "NS 61188402", -16800),
    Monthly("KO3", 10, "dd", "SOUTH TAME WATER", "STW 0091827", -3790),
    Monthly("KO3", 17, "dd", "LUMENLINK BROADBAND", "LL 448210", -3200),
    Monthly("KO3", 22, "dd", "TV LICENCE", "TVL MONTHLY", -1325),
    # Craig Priddey
    Monthly("CP1", 11, "benefit", "DWP UC", "DWP UNIVERSAL CREDIT", 31841, 40216, "income"),
    Monthly("CP1", 2, "so", "TIPTON HOMES", "RENT 0093", -43900),
    Monthly("CP1", 4, "dd", "VANTA MOBILE", "VM 7719042", -2600),
    Monthly("CP1", 9, "dd", "NORTHSPAR ENERGY", "NS 70023911", -7400, -9800),
    Monthly("CP1", 19, "dd", "BOROUGH COUNCIL TAX", "CT 80112937", -4100),
    Monthly("CP1", 30, "interest", "ARRANGED OVERDRAFT", "INTEREST", -180, -1240, "interest"),
    Monthly("CP2", 8, "dd", "STREAMLARK", "STREAMLARK.EXAMPLE", -1099, group="entertainment"),
    # Leah Corrigan
    Monthly("LC1", 26, "bacs", "OAK AND ANVIL INNS", "WAGES", 71000, 90500, "income"),
    Monthly("LC1", 1, "so", "B STANIFORTH", "ROOM RENT", -42500),
    Monthly("LC1", 7, "dd", "VANTA MOBILE", "VM 5512087", -1800),
    Monthly("LC1", 13, "dd", "TUNEWELL", "TW STUDENT", -599),
    # Brindle Lane Hand Car Wash Ltd
    Monthly("BL1", 1, "so", "CUTLER ESTATES", "FORECOURT RENT", -115000),
    Monthly("BL1", 6, "dd", "SOUTH TAME WATER", "STW 5500217", -38200, -51900),
    Monthly("BL1", 10, "dd", "NORTHSPAR ENERGY", "NS B771204", -21400, -33700),
    Monthly("BL1", 15, "dd", "BOROUGH COUNCIL", "NNDR 200417", -28700),
    Monthly("BL1", 19, "dd", "GUARDSTONE INS", "TRADE 88102", -14350),
    Monthly("BL1", 22, "dd", "HMRC PAYE NIC", "475PL00417", -31200, -38800),
    Monthly("BL1", 25, "dd", "TALLYMAN ACCOUNTS", "TMA 311", -12000),
    Monthly("BL1", 28, "dd", "PAYLANE MERCHANT", "FEES", -5100, -7900),
    Monthly("BL1", 30, "fee", "COMMISSION", "ACCOUNT CHARGES", -1250, -2890, "fees"),
    # Tame Valley Provisions Ltd
    Monthly("TV1", 1, "so", "CUTLER ESTATES", "UNIT 6 RENT", -98500),
    Monthly("TV1", 7, "dd", "NORTHSPAR ENERGY", "NS B900318", -41200, -58800),
    Monthly("TV1", 16, "dd", "GUARDSTONE INS", "FLEET 20817", -18640),
    Monthly("TV1", 22, "dd", "HMRC PAYE NIC", "475PL00652", -41300, -46900),
    Monthly("TV1", 28, "fee", "ACCOUNT CHARGES", "", -1150, -2300, "fees"),
    Monthly("TV2", 5, "dd", "PARKSIDE COLD STORE", "PCS 4410", -62000),
    Monthly("TV2", 13, "dd", "VANLEASE MIDLANDS", "VL 20093", -37450),
    Monthly("TV2", 29, "interest", "GROSS INTEREST", "", 140, 460, "interest"),
)

WEEKLY: tuple[Weekly, ...] = (
    Weekly("KO1", 1, "benefit", "HMRC CHILD BENEFIT", "CHB", 9600, group="income", step=4),
    Weekly("CP1", 4, "bacs", "LOCKSIDE WAREHOUSING", "WAGES", 16140, 20960, "income"),
    # Card takings, then the week's honest notes and coins
    Weekly("BL1", 0, "bacs", "PAYLANE MERCHANT", "SETTLEMENT", 41800, 69900, "sales"),
    Weekly("BL1", 2, "bacs", "PAYLANE MERCHANT", "SETTLEMENT", 19800, 36400, "sales"),
    Weekly("BL1", 4, "bacs", "PAYLANE MERCHANT", "SETTLEMENT", 28800, 52900, "sales"),
    Weekly("BL1", 1, "cash-in", "OLDBURY", "TAKINGS", 31000, 58000, "cash"),
    Weekly("BL1", 4, "fp", "G VASILEV", "WAGES", -31800, -36200, "wages"),
    Weekly("BL1", 4, "fp", "P IONITA", "WAGES", -29900, -35100, "wages"),
    Weekly("BL1", 4, "fp", "R AGYEMAN", "WAGES", -29900, -35100, "wages"),
    Weekly("TV1", 1, "bacs", "HOLLYBUSH FARM SHOP", "INV", 44000, 69000, "sales"),
    Weekly("TV1", 2, "bacs", "CANALSIDE CAFES", "INV", 34000, 58000, "sales"),
    Weekly("TV1", 3, "bacs", "BLACK COUNTRY DELI", "INV", 47000, 78500, "sales"),
    Weekly("TV1", 4, "bacs", "ST KENELM SCHOOLS", "INV", 51000, 83000, "sales", 2),
    Weekly("TV1", 4, "fp", "D HARBORNE", "WAGES", -36500, -36500, "wages"),
    Weekly("TV1", 4, "fp", "M OKONJO", "WAGES", -34200, -34200, "wages"),
    Weekly("TV2", 2, "fp", "CLENT ABATTOIR", "INV", -28000, -52000, "stock"),
    Weekly("TV2", 3, "fp", "STOURBRIDGE SPICE CO", "INV", -9000, -21000, "stock", 2),
    Weekly("TV2", 1, "fp", "PACKMORE PACKAGING", "INV", -6500, -14500, "stock", 2),
)
