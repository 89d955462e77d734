"""The forms of one thing in the register: what bought it, its worth, whose it is, what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from ui.forms import Field
from ui.pages.listed import ListedPage
from ui.words import counted
from workbench.case import Case

#: A field of choices is for choosing at sight; a longer list is found in the table.
OFFERED = 300
Choices = Sequence[tuple[Any, str]]
_DID = (
    ("price", "bought it"),
    ("mortgage", "paid off its mortgage"),
    ("improvement", "improved it"),
)


class ThingForms:
    """Asks what is recorded of the thing that is chosen, beside the page that it stands on."""

    def __init__(
        self, page: ListedPage, chosen: Callable[[], int | None], parties: Callable[[], Choices],
        things: Callable[[], Choices],
    ) -> None:  # fmt: skip
        """`chosen` names the thing, or says on the page that none is."""
        self.page, self.chosen = page, chosen
        self.parties, self.things = parties, things

    def actions(self) -> tuple[tuple[str, Callable[[], None], str], ...]:
        """(words, call, tip) of each, in the order in which they are mostly needed."""
        return (
            ("What bought it…", self.buy, "Name the payment that bought the chosen thing"),
            ("Value…", self.value, "Record what the chosen thing was worth on a day"),
            ("Interest…", self.interest, "Record whose the chosen thing is, or a charge"),
            ("Event…", self.happened, "Record what happened to the chosen thing"),
            ("Photographs…", self.photograph, "Keep photographs of the chosen thing, hashed"),
            ("Cost…", self.cost, "Record what keeping, moving or selling it cost"),
            ("Gift…", self.gift, "Record that the chosen thing was given away"),
            ("Sold…", self.sold, "Name the payment for which it was sold"),
            ("Exchanged…", self.exchanged, "Record what was got in exchange for it"),
            ("Correct…", self.correct, "Write anew what the register says of it"),
        )

    def _ask(self, heading: str, fields: Sequence[Field], do: Any, *, about: str = "") -> None:
        self.page.ask(heading, fields, do, about=about)

    def buy(self) -> None:
        """Say what bought the chosen thing."""
        from workbench.recovery.property import add_purchase

        number = self.chosen()
        if number is not None:
            self._ask(
                "What bought it",
                (
                    Field("payment", "Payment", needed=True, hint="F3-R12"),
                    Field("minor", "Only this much of it", "money"),
                    Field("kind", "It", choices=_DID),
                    Field("why", "What says so"),
                ),
                lambda case, v: add_purchase(
                    case, number, v["payment"], minor=v["minor"], why=v["why"], kind=v["kind"]
                ),
                about="The payment's id stands in the Payments table of the Records page.",
            )  # fmt: skip

    def value(self) -> None:
        """Value the chosen thing."""
        from workbench.recovery.property import value

        number = self.chosen()
        if number is not None:
            self._ask(
                "Value",
                (
                    Field("on", "On", "day", needed=True),
                    Field("minor", "Worth", "money", needed=True),
                    Field("basis", "On what basis", needed=True, hint="valuer's report"),
                    Field("document", "Document"),
                ),
                lambda case, v: value(
                    case, number, v["on"], v["minor"], v["basis"], document=v["document"]
                ),
            )

    def interest(self) -> None:
        """Record whose the chosen thing is."""
        from workbench.recovery.property import add_interest

        number = self.chosen()
        if number is not None:
            kinds = (("beneficial", "beneficial"), ("legal", "legal"), ("charge", "charge on it"))
            self._ask(
                "Interest",
                (
                    Field("party", "Whose", choices=tuple(self.parties())),
                    Field("kind", "Kind", choices=kinds),
                    Field("percent", "Share in per cent (not for a charge)", hint="33.3333"),
                    Field("minor", "Amount secured (for a charge)", "money"),
                    Field("why", "What says so"),
                ),
                lambda case, v: add_interest(
                    case, number, v["party"], v["kind"], millionths=_millionths(v["percent"]),
                    minor=v["minor"], why=v["why"],
                ),
            )  # fmt: skip

    def happened(self) -> None:
        """Record what happened to the chosen thing."""
        from workbench.recovery.lawbook import table
        from workbench.recovery.property import asset_event

        number = self.chosen()
        if number is not None:
            events = tuple((event, event) for event in table("property")["events"])
            self._ask(
                "What happened to it",
                (
                    Field("event", "Event", choices=events),
                    Field("at", "When (local)", needed=True, hint="2026-03-31T10:00"),
                    Field("by", "By whom", needed=True),
                    Field("place", "Where"),
                    Field("custody", "Held from then on by"),
                    Field("condition", "Condition"),
                    Field("document", "Document"),
                    Field("note", "Note"),
                ),
                lambda case, v: asset_event(
                    case, number, v.pop("event"), v.pop("at"), v.pop("by"), **v
                ),
            )

    def photograph(self) -> None:
        """Keep photographs of the chosen thing."""
        number = self.chosen()
        if number is not None:
            names, _ = QFileDialog.getOpenFileNames(
                self.page, "Photographs", "",
                "Pictures (*.jpg *.jpeg *.png *.tif *.tiff *.webp *.heic *.gif *.bmp)",
            )  # fmt: skip
            if names:
                self.keep_photographs(number, [Path(name) for name in names])

    def keep_photographs(self, number: int, files: Sequence[Path]) -> None:
        """Ask when and by whom these were taken, and keep them."""
        from workbench.recovery.keeping import photograph

        self._ask(
            "Photographs",
            (
                Field("at", "Taken on (local)", needed=True, hint="2026-03-31T10:00"),
                Field("by", "By whom", needed=True),
                Field("place", "Where"),
                Field("condition", "Condition"),
                Field("note", "Note"),
            ),
            lambda case, v: photograph(case, number, files, v.pop("at"), v.pop("by"), **v),
            about=f"{counted(len(files), 'photograph')}: {', '.join(f.name for f in files)}. "
            "Kept as the camera wrote them, with their SHA-256.",
        )

    def cost(self) -> None:
        """Record what keeping the chosen thing cost."""
        from workbench.recovery.keeping import add_cost
        from workbench.recovery.lawbook import table

        number = self.chosen()
        if number is not None:
            known = tuple((what, what) for what in table("property")["costs"]["known"])
            self._ask(
                "Cost",
                (
                    Field("what", "Of", choices=known),
                    Field("minor", "Amount", "money", needed=True),
                    Field("start", "From", "day", needed=True),
                    Field("end", "To", "day"),
                    Field("document", "Invoice"),
                ),
                lambda case, v: add_cost(
                    case, number, v["what"], v["start"], v["minor"], end=v["end"],
                    document=v["document"],
                ),
            )  # fmt: skip

    def gift(self) -> None:
        """Record that the chosen thing was given away, or sold at an undervalue."""
        from workbench.recovery.gifts import add_gift

        number = self.chosen()
        if number is not None:
            self._ask(
                "Gift",
                (
                    Field("giver", "From", choices=tuple(self.parties())),
                    Field("recipient", "To", choices=tuple(self.parties())),
                    Field("on", "On", "day", needed=True),
                    Field("minor", "Worth when given", "money", needed=True),
                    Field("consideration_minor", "Paid for it", "money"),
                    Field("value_now_minor", "Worth now", "money"),
                    Field("why", "What says so"),
                ),
                lambda case, v: add_gift(
                    case, v["giver"], v["recipient"], v["on"], v["minor"], asset_id=number,
                    consideration_minor=v["consideration_minor"] or 0,
                    value_now_minor=v["value_now_minor"], why=v["why"],
                ),
                about="A sale for much less than it was worth is a gift of the rest.",
            )  # fmt: skip

    def sold(self) -> None:
        """Name the payment for which the chosen thing was sold."""
        from workbench.recovery.follow_on import sell

        number = self.chosen()
        if number is not None:
            self._ask(
                "Sold",
                (
                    Field("payment", "For which payment", needed=True, hint="F3-R12"),
                    Field("minor", "Only this much of it", "money"),
                    Field("percent", "How much of the thing, in per cent", value="100"),
                    Field("why", "What says so"),
                ),
                lambda case, v: sell(
                    case, number, v["payment"], minor=v["minor"],
                    millionths=_millionths(v["percent"] or "100") or 0, why=v["why"],
                ),
                about="What was in the thing goes on in its price.",
            )  # fmt: skip

    def exchanged(self) -> None:
        """Record what was got in exchange for the chosen thing."""
        from workbench.recovery.follow_on import exchange

        number = self.chosen()
        others = tuple(one for one in self.things() if one[0] != number)
        if number is not None and not others:
            self.page.say("Add what was got in exchange first.", "caution")
        elif number is not None:
            self._ask(
                "Exchanged",
                (
                    Field("into", "For", choices=others),
                    Field("on", "On", "day", needed=True),
                    Field("minor", "At what worth", "money", needed=True),
                    Field("percent", "How much of the thing, in per cent", value="100"),
                    Field("why", "What says so", needed=True),
                ),
                lambda case, v: exchange(
                    case, number, v["into"], v["on"], v["minor"],
                    millionths=_millionths(v["percent"] or "100") or 0, why=v["why"],
                ),
            )  # fmt: skip

    def correct(self) -> None:
        """Write anew what the register says of the chosen thing."""
        number = self.chosen()
        if number is not None:
            self.page.workspace.read(
                "Reading the register", lambda case, _: _stands(case, number),
                lambda stands: self._correct(number, stands),
            )  # fmt: skip

    def _correct(self, number: int, stands: dict[str, str]) -> None:
        from workbench.recovery.property import correct_asset

        def do(case: Case, v: dict[str, Any]) -> None:
            correct_asset(case, number, **v)

        self._ask(
            "Correct",
            (
                *fields_of_a_thing(stands),
                Field("custody", "Held by", value=stands["custody"]),
                Field("note", "Note", value=stands["note"]),
            ),
            do,
            about="The journal keeps what stood before.",
        )


def fields_of_a_thing(stands: dict[str, str] | None = None) -> tuple[Field, ...]:
    """What the register says of a thing, with what stands there already."""
    from workbench.recovery.lawbook import table

    now = stands or {}
    kinds = tuple((kind, kind) for kind in table("property")["kinds"])
    code = now.get("currency", "GBP")
    return (
        Field("kind", "Kind", choices=kinds, value=now.get("kind", "")),
        Field("label", "What it is", needed=True, hint="VW Golf, grey, AB12 CDE",
              value=now.get("label", "")),
        Field("identifier", "Title number, registration, wallet, serial",
              value=now.get("identifier", "")),
        Field("quantity", "Quantity, in decimals", hint="0.12345678",
              value=now.get("quantity", "")),
        Field("unit", "Of what", hint="BTC, coins, grams", value=now.get("unit", "")),
        Field("acquired", "Acquired on", "day", value=now.get("acquired", "")),
        Field("price_minor", "The whole price", "money", currency=code,
              value=now.get("price_minor", "")),
        Field("description", "Description", value=now.get("description", "")),
    )  # fmt: skip


def _stands(case: Case, number: int) -> dict[str, str]:
    from workbench.money import written
    from workbench.recovery.property import asset_of

    with case.session() as session:
        asset = asset_of(session, number)
        price = asset.price_minor
        return {
            "kind": asset.kind, "label": asset.label, "identifier": asset.identifier,
            "quantity": asset.quantity, "unit": asset.unit, "custody": asset.custody,
            "acquired": asset.acquired.isoformat() if asset.acquired else "",
            "price_minor": "" if price is None else written(price, asset.currency, symbol=False),
            "description": asset.description, "note": asset.note, "currency": asset.currency,
        }  # fmt: skip


def _millionths(percent: str) -> int | None:
    """A share in per cent as millionths of the whole; None where nothing is said.

    Raises:
        Refused: if it is no per cent with at most four decimals.
    """
    from workbench.errors import Refused
    from workbench.records.grammar import amount

    if not percent:
        return None
    read = amount(percent.removesuffix("%").strip(), places=4)
    if read is None or read.negative or read.currency:
        raise Refused(f"{percent} is no share", remedy="Write it in per cent, like 33.3333.")
    return read.minor
