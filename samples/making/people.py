"""Who and what is in the case: parties, their accounts, and accounts seen from outside.

Every name, number and date of birth is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from making.days import AROUND_GAP, HALVES, QUARTERS, THIRDS, Period


@dataclass(frozen=True)
class Party:
    """A person or company of the case; `id` is what the case file calls it."""

    id: str
    schema: str
    name: str
    subject: bool = False
    born: date | None = None
    registration: str = ""
    note: str = ""


@dataclass(frozen=True)
class Account:
    """An account whose statements are in the case, and how its bank writes them."""

    id: str
    key: str  # "SS-SS-SS NNNNNNNN"
    party: str
    title: str  # as the bank prints the holder
    bank: str
    opening: int  # pence, before the first row
    periods: tuple[Period, ...]
    slug: str
    workbook: bool = False
    card: str = "0000"

    @property
    def sort_code(self) -> str:
        """The sort code with its hyphens."""
        return self.key.split(" ")[0]

    @property
    def number(self) -> str:
        """The eight digits."""
        return self.key.split(" ")[1]


PARTIES = (
    Party("tannahill", "Person", "Dean Marcus TANNAHILL", True, date(1984, 5, 17),
          note="Said to direct the supply; sole director of Brindle Lane Hand Car Wash Ltd."),
    Party("ormerod", "Person", "Kirsty Anne ORMEROD", True, date(1988, 11, 2),
          note="Partner of Dean Tannahill; director of Tame Valley Provisions Ltd."),
    Party("priddey", "Person", "Craig Lewis PRIDDEY", True, date(1993, 2, 24),
          note="Said to collect and carry."),
    Party("brindle", "Company", "Brindle Lane Hand Car Wash Ltd", registration="LK000417",
          note="Trades from a forecourt in Oldbury."),
    Party("tame", "Company", "Tame Valley Provisions Ltd", registration="LK000652",
          note="Wholesale of cooked meats and dry goods, Tipton."),
    Party("corrigan", "Person", "Leah CORRIGAN", born=date(2003, 8, 9),
          note="Let her account be used for a commission; interviewed as a witness."),
    Party("penfold", "Person", "Raymond PENFOLD", born=date(1957, 1, 30),
          note="His flat and his bank account were taken over; to be compensated."),
    Party("longmynd", "Company", "Longmynd Building Society (fictional)",
          registration="LK000988", note="Lender on the house."),
)  # fmt: skip

ACCOUNTS = (
    Account("DT1", "20-00-00 41837265", "tannahill", "MR D M TANNAHILL", "barclays",
            349017, tuple(THIRDS), "barclays-tannahill", card="6158"),
    Account("DT2", "04-00-00 27718340", "tannahill", "Dean Tannahill", "monzo",
            6350, tuple(HALVES), "monzo-tannahill"),
    Account("KO1", "30-00-00 18264093", "ormerod", "MISS K A ORMEROD", "lloyds",
            141244, tuple(QUARTERS), "lloyds-ormerod", card="4417"),
    Account("KO2", "07-00-00 52290417", "ormerod", "FlexDirect", "nationwide",
            132806, tuple(AROUND_GAP), "nationwide-ormerod"),
    Account("KO3", "60-80-00 33418062", "ormerod", "Kirsty Ormerod", "starling",
            140912, tuple(THIRDS), "starling-ormerod"),
    Account("CP1", "60-00-00 70415528", "priddey", "MR C L PRIDDEY", "natwest",
            -4127, tuple(QUARTERS), "natwest-priddey", card="7730"),
    Account("CP2", "04-00-00 61209877", "priddey", "Craig Priddey", "monzo",
            2218, tuple(HALVES), "monzo-priddey"),
    Account("BL1", "20-00-00 90356142", "brindle", "BRINDLE LANE HAND CAR WASH LTD", "barclays",
            918460, tuple(THIRDS), "barclays-brindle-lane", card="2094"),
    Account("TV1", "30-00-00 44071956", "tame", "TAME VALLEY PROVISIONS LTD", "lloyds",
            812733, tuple(QUARTERS), "lloyds-tame-valley", workbook=True, card="3381"),
    Account("TV2", "60-00-00 23987701", "tame", "TAME VALLEY PROVISIONS LTD", "natwest",
            254190, tuple(QUARTERS), "natwest-tame-valley", workbook=True, card="5562"),
    Account("LC1", "07-00-00 88134605", "corrigan", "FlexAccount", "nationwide",
            61075, tuple(QUARTERS), "nationwide-corrigan"),
)  # fmt: skip
ACCOUNT = {account.id: account for account in ACCOUNTS}

#: How the holder's name stands in somebody else's narrative.
KNOWN_AS = {
    "DT1": "D M TANNAHILL", "DT2": "DEAN TANNAHILL", "KO1": "K A ORMEROD",
    "KO2": "K A ORMEROD", "KO3": "KIRSTY ORMEROD", "CP1": "C L PRIDDEY",
    "CP2": "CRAIG PRIDDEY", "BL1": "BRINDLE LANE HCW", "TV1": "TAME VALLEY PROV",
    "TV2": "TAME VALLEY PROV", "LC1": "LEAH CORRIGAN",
}  # fmt: skip

#: Accounts outside the records that narratives identify by sort code and number.
OUTSIDE = {
    "PENFOLD": ("09-00-00 30518846", "R PENFOLD", "Raymond Penfold"),
    "M1": ("11-00-00 00482917", "T MARLOWE", "Tyler Marlowe"),
    "M2": ("40-00-00 71530268", "J HESKETH", "Jodie Hesketh"),
    "M3": ("09-00-00 64420915", "A BRANNOCK", "Aidan Brannock"),
    "M4": ("77-00-00 18093354", "S WINSHAW", "Shane Winshaw"),
    "M5": ("11-00-00 05527731", "E LATCHFORD", "Ellie Latchford"),
    "M6": ("40-00-00 22894106", "K DUXBURY", "Kieran Duxbury"),
    "SOLICITOR": ("23-00-00 10045521", "HALLAM PRYCE SOLS", "Hallam Pryce Solicitors client ac"),
    "DEALER": ("83-00-00 56617203", "SEVERNSIDE MOTORS", "Severnside Prestige Motors"),
    "EXCHANGE": ("04-06-00 99100734", "KESTRELWAVE DIGITAL", "Kestrelwave Digital"),
}
