"""The demonstration case: built from `samples/` by the same functions that a person uses."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from workbench.case import Case
from workbench.errors import Refused
from workbench.parties import register
from workbench.progress import Report, silent
from workbench.records.load import load_files
from workbench.records.pair import pair_entries
from workbench.recovery import orders, origins, receipts
from workbench.recovery import property as register_of_property
from workbench.recovery.benefit import sheet
from workbench.recovery.benefit.available import adjust
from workbench.recovery.benefit.propose import propose
from workbench.reinvestment import (
    funds,
    grants,
    match,
    monitoring,
    outcomes,
    programmes,
    reconcile,
    shares,
)
from workbench.store.tables import Entry, Payment, Share, SourceFile

SAMPLES: Final = Path(__file__).resolve().parents[1] / "samples" / "larkspur"
CASE: Final = "larkspur.arw"
PACK: Final = "larkspur-pack.zip"
REPORT: Final = "larkspur-report.pdf"
#: What an application may say of itself beyond what every one does.
_APPLIED: Final = ("applied", "total_cost_minor", "purpose", "need", "area", "accountable_body")


@dataclass(frozen=True, slots=True)
class Built:
    """Where the demonstration stands."""

    case: Path
    pack: Path
    report: Path


def build(folder: Path, *, report: Report = silent) -> Built:
    """Build the case, its pack and its report in a folder, in place of an earlier demonstration.

    Raises:
        Refused: if the folder cannot be written, or holds files of those names that are not an
            earlier demonstration's.
    """
    from exports.pack import pack
    from exports.report import write_report

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            "cannot be made", where=str(folder), remedy="Choose a folder of your own."
        ) from error
    built = Built(folder / CASE, folder / PACK, folder / REPORT)
    clear(built.case)
    for old in (built.pack, built.report):
        old.unlink(missing_ok=True)
    with build_case(built.case, report=report) as case:
        pack(case, built.pack, report=report)
        write_report(case, built.report, report=report)
    return built


def clear(path: Path) -> None:
    """Remove an earlier demonstration case; anything else that stands there is left alone.

    Raises:
        Refused: if what stands there is not a demonstration case.
    """
    if not path.exists():
        return
    with Case.open(path) as old:
        name = old.info().name
    if name != _facts()["case"]["name"]:
        raise Refused(
            f"stands already and is the case {name}",
            where=str(path),
            remedy="Choose another folder.",
        )
    for side in ("", "-wal", "-shm"):
        Path(f"{path}{side}").unlink(missing_ok=True)


def build_case(path: Path, *, report: Report = silent) -> Case:
    """Build the demonstration case alone and leave it open.

    Raises:
        Refused: if something stands at `path`.
    """
    facts = _facts()
    about = facts["case"]
    case = Case.create(
        path, name=about["name"], urn=about["urn"], reference=about["reference"],
        marking=about["marking"], regime=about["regime"], currency=about["currency"],
        officers=tuple((o["name"], o["role"], o["reference"]) for o in facts["officers"]),
    )  # fmt: skip
    try:
        _Builder(case, facts, report).build()
    except BaseException:
        case.close()
        raise
    return case


def _facts() -> dict[str, Any]:
    return tomllib.loads((SAMPLES / "case.toml").read_text(encoding="utf-8"))


@dataclass(slots=True)
class _Builder:
    """Records the facts of `case.toml` one after the other; ids there become numbers here."""

    case: Case
    facts: Mapping[str, Any]
    report: Report
    ids: dict[tuple[str, str], int] = field(default_factory=dict)
    rows: dict[tuple[str, str], tuple[str, int, str]] = field(default_factory=dict)

    def build(self) -> None:
        """Everything, in the order in which it happened to the investigators."""
        steps = (
            self.load, self.find_rows, self.parties, self.mark, self.property, self.orders,
            self.worksheets, self.funds, self.receipts, self.home_office, self.satisfied,
            self.grants, self.outcomes, self.returns,
        )  # fmt: skip
        for number, step in enumerate(steps):
            self.report(number, len(steps), f"Building the demonstration: {step.__name__}")
            step()

    def load(self) -> None:
        for file in self.facts["files"]:
            (outcome,) = load_files(
                self.case, [SAMPLES / file["path"]], account=file.get("account"),
                exhibit=file["exhibit"],
            )  # fmt: skip
            if not outcome.ok:
                raise Refused(outcome.refusal)
        pair_entries(self.case)

    def find_rows(self) -> None:
        """Which payment each row of each file is, with its signed amount and date."""
        with self.case.read() as connection:
            for file, place, key, minor, on in connection.execute(
                select(SourceFile.name, Entry.place, Payment.key, Entry.minor, Entry.date)
                .join(SourceFile, SourceFile.id == Entry.file_id)
                .join(Payment, Payment.id == Entry.payment_id)
            ):
                self.rows[file, place] = (key, minor, on.isoformat())

    def payment(self, row: Mapping[str, Any]) -> str:
        """The payment that a row names by file and place; its amount and date must agree."""
        name = Path(row["file"]).name
        key, minor, on = self.rows[name, row["place"]]
        if (minor, on) != (row["minor"], row["date"].isoformat()):
            raise Refused(
                "the demonstration's facts and files disagree", where=f"{name} {row['place']}"
            )
        return key

    def parties(self) -> None:
        for party in self.facts["parties"]:
            self.ids["party", party["id"]] = register.add_party(
                self.case, party["name"], schema=party["schema"], subject=party["subject"],
                born=party.get("born"), registration=party.get("registration", ""),
                note=party.get("note", ""),
            )  # fmt: skip
        for holder in self.facts["holders"]:
            register.hold(
                self.case, holder["account"], self.ids["party", holder["party"]],
                evidence=holder["evidence"],
            )  # fmt: skip

    def mark(self) -> None:
        origins.mark(
            self.case,
            [
                origins.Mark(self.payment(row), _pounds(row.get("part_minor")), row["why"])
                for row in self.facts["marks"]
            ],
        )

    def property(self) -> None:
        for asset in self.facts["assets"]:
            number = register_of_property.add_asset(
                self.case, asset["kind"], asset["label"], description=asset.get("description", ""),
                identifier=asset.get("identifier", ""), quantity=asset.get("quantity", ""),
                acquired=asset.get("acquired"), price_minor=asset.get("price_minor"),
            )  # fmt: skip
            self.ids["asset", asset["id"]] = number
            for row in asset.get("purchases", ()):
                register_of_property.add_purchase(
                    self.case, number, self.payment(row), minor=row["paid_minor"], why=row["why"]
                )
            for row in asset.get("valuations", ()):
                register_of_property.value(self.case, number, row["on"], row["minor"], row["basis"])
            for row in asset.get("interests", ()):
                register_of_property.add_interest(
                    self.case, number, self.ids["party", row["party"]], row["kind"],
                    millionths=row.get("millionths"), minor=row.get("minor"), why=row["why"],
                )  # fmt: skip
            for row in asset.get("events", ()):
                register_of_property.asset_event(
                    self.case, number, row["event"], row["at"], row["by"],
                    place=row.get("place", ""), document=row.get("document", ""),
                    note=row.get("note", ""),
                )  # fmt: skip

    def orders(self) -> None:
        for order in self.facts["orders"]:
            first, *later = (step for step in order["events"] if step["to"] != "satisfied")
            number = orders.add_order(
                self.case, order["regime"], state=first["to"], at=first["at"], by=first["by"],
                document=first.get("document", ""), party_id=self.ids["party", order["party"]],
                reference=order["reference"], court=order["court"],
                compensation_minor=order.get("compensation_minor", 0),
                assets=[self.ids["asset", name] for name in order["assets"]],
            )  # fmt: skip
            self.ids["order", order["id"]] = number
            for step in later:
                made = orders.states(order["regime"])[step["to"]].get("made", False)
                stated = {
                    name: order[name]
                    for name in ("benefit_minor", "available_minor", "amount_minor", "due")
                    if made and name in order
                }
                orders.move(
                    self.case, number, step["to"], step["at"], step["by"],
                    document=step.get("document", ""), **stated,
                )  # fmt: skip

    def worksheets(self) -> None:
        """The benefit worksheet of the prosecutor's statement."""
        for row in self.facts["worksheets"]:
            number = sheet.add_sheet(
                self.case, self.ids["party", row["party"]],
                order_id=self.ids["order", row["order"]],
                proceedings_started=row["proceedings_started"], convicted=row["convicted"],
                determined=row["determined"], note=row["note"],
            )  # fmt: skip
            propose(self.case, number, all_marks=True)
            for item in row["adjustments"]:
                adjust(self.case, number, item["item"], item["minor"], text=item["text"])

    def funds(self) -> None:
        for fund in self.facts["funds"]:
            self.ids["fund", fund["id"]] = funds.add_fund(
                self.case, fund["name"], fund["owner"], restriction=fund.get("restriction", "")
            )

    def receipts(self) -> None:
        for row in self.facts["receipts"]:
            number = receipts.add_receipt(
                self.case, self.ids["order", row["order"]], row["received"], row["minor"],
                asset_id=self.ids["asset", row["asset"]] if "asset" in row else None,
                costs_minor=row.get("costs_minor", 0),
                compensation_minor=row.get("compensation_minor", 0), reference=row["reference"],
            )  # fmt: skip
            self.ids["receipt", row["id"]] = number
            shares.share_receipt(self.case, number, fund_id=self.ids["fund", row["fund"]])

    def home_office(self) -> None:
        """What was paid for each quarter, held against the shares."""
        for row in self.facts["home_office"]:
            reconcile.record_payment(
                self.case, row["quarter"], self.ids["fund", row["fund"]], row["received"],
                row["minor"], reference=row["reference"],
            )  # fmt: skip

    def satisfied(self) -> None:
        """An order is satisfied once what it requires has been received."""
        for order in self.facts["orders"]:
            for step in order["events"]:
                if step["to"] == "satisfied":
                    orders.move(
                        self.case, self.ids["order", order["id"]], "satisfied", step["at"],
                        step["by"], document=step.get("document", ""),
                    )  # fmt: skip

    def grants(self) -> None:
        for row in self.facts["programmes"]:
            self.ids["programme", row["id"]] = programmes.add_programme(
                self.case, row["kind"], row["name"], lead=row["lead"], start=row["start"],
                end=row["end"], description=row["description"],
            )  # fmt: skip
        for row in self.facts["grants"]:
            number = grants.propose(
                self.case, self.ids["programme", row["programme"]], self.ids["fund", row["fund"]],
                row["recipient"], row["minor"], registration=row["registration"],
                start=row["start"], end=row["end"], conditions=row["conditions"],
                **{name: row[name] for name in _APPLIED if name in row},
            )  # fmt: skip
            self.ids["grant", row["id"]] = number
            for other in row["match"]:
                hoped = match.add_match(
                    self.case, number, other["source"], other["minor"], other["kind"]
                )
                match.confirm_match(self.case, hoped, other["confirmed"])
            grants.recommend(self.case, number, row["recommended_by"], row["recommended"])
            grants.approve(
                self.case, number, row["approved_by"], row["approved"],
                decision_notice=row["decision_notice"],
            )  # fmt: skip
            grants.agree(self.case, number, row["agreed"], **row["terms"])
            for part in row["instalments"]:
                self.instalment(number, part)

    def instalment(self, grant: int, part: Mapping[str, Any]) -> None:
        number = grants.add_instalment(
            self.case, grant, part["due"], part["minor"], condition=part["condition"]
        )
        if "condition_met" in part:
            grants.condition_met(self.case, number, part["condition_met"])
        if "paid" in part:
            grants.prepare(self.case, number, part["prepared_by"], part["prepared"])
            grants.pay(
                self.case, number, part["paid_by"], part["paid"],
                bank_reference=part["bank_reference"],
                shares=[self.share(source) for source in part["sources"]],
            )  # fmt: skip

    def share(self, source: Mapping[str, Any]) -> int:
        with self.case.session() as session:
            return session.scalars(
                select(Share.id).where(
                    Share.receipt_id == self.ids["receipt", source["receipt"]],
                    Share.agency == source["agency"],
                )
            ).one()

    def outcomes(self) -> None:
        for row in self.facts["outcomes"]:
            outcomes.add_outcome(
                self.case, self.ids["programme", row["programme"]], row["measure"], row["value"],
                source=SAMPLES / row["file"], start=row["start"], end=row["end"],
                unit=row["unit"], grant_id=self.ids["grant", row["grant"]],
                baseline=row.get("baseline"), target=row.get("target"), note=row.get("note", ""),
            )  # fmt: skip

    def returns(self) -> None:
        """The returns that the recipients owe, and those that came."""
        for grant in self.facts["grants"]:
            for row in grant["returns"]:
                number = monitoring.plan_return(
                    self.case, self.ids["grant", grant["id"]], row["start"], row["end"], row["due"]
                )
                if "received" in row:
                    monitoring.receive_return(
                        self.case, number, row["received"], document=SAMPLES / row["file"],
                        spent_minor=row["spent_minor"],
                    )  # fmt: skip


def _pounds(minor: int | None) -> str:
    return "" if minor is None else f"{minor // 100}.{minor % 100:02d}"
