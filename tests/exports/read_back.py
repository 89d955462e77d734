"""Files written for other programs, read back as those programs would read them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse

from workbench.money import exponent

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
GEXF = "{http://gexf.net/1.3}"
#: Payments of a file: how many, and their sum in each currency.
Sums = tuple[int, dict[str, int]]
Values = dict[str, str]


def ftm(path: Path) -> list[dict[str, Any]]:
    """Every entity."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def graphml(path: Path) -> tuple[dict[str, Values], dict[str, Values]]:
    """Nodes and edges by id, each value by its name."""
    root: Element = parse(path).getroot()
    names = {key.get("id"): key.get("attr.name") for key in root.iter(f"{GRAPHML}key")}

    def read(kind: str) -> dict[str, Values]:
        return {
            one.attrib["id"]: {
                **{k: v for k, v in one.attrib.items() if k != "id"},
                **{str(names[d.get("key")]): d.text or "" for d in one.iter(f"{GRAPHML}data")},
            }
            for one in root.iter(f"{GRAPHML}{kind}")
        }

    return read("node"), read("edge")


def gexf(path: Path) -> tuple[dict[str, Values], dict[str, Values]]:
    """Nodes and edges by id, with the spell of each as `start` and `end`."""
    root: Element = parse(path).getroot()

    def read(kind: str) -> dict[str, Values]:
        return {
            one.attrib["id"]: {
                **one.attrib,
                **{v.attrib["for"]: v.attrib["value"] for v in one.iter(f"{GEXF}attvalue")},
                **{k: v for spell in one.iter(f"{GEXF}spell") for k, v in spell.attrib.items()},
            }
            for one in root.iter(f"{GEXF}{kind}")
        }

    return read("node"), read("edge")


def tables(path: Path) -> dict[str, list[Values]]:
    """The tables of an archive by their files."""
    with zipfile.ZipFile(path) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
            if name.endswith(".csv")
        }


def anx(path: Path) -> tuple[dict[str, Values], dict[str, Values]]:
    """Entities and links by their id in the chart, with their attributes by class."""
    root: Element = parse(path).getroot()
    entities: dict[str, Values] = {}
    links: dict[str, Values] = {}
    for item in root.iter("ChartItem"):
        told = {a.attrib["AttributeClass"]: a.attrib["Value"] for a in item.iter("Attribute")}
        entity, link = item.find("End/Entity"), item.find("Link")
        if entity is not None:
            entities[entity.attrib["EntityId"]] = {**item.attrib, **told}
        elif link is not None:
            links[item.attrib["Id"]] = {**item.attrib, **link.attrib, **told}
    return entities, links


def payments(form: str, path: Path) -> Sums:
    """How many payments a file holds, and their sums in whole minor units."""
    count, sums = 0, Counter[str]()
    for minor, currency in _amounts(form, path):
        count += 1
        sums[currency] += minor
    return count, dict(sums)


def _amounts(form: str, path: Path) -> list[tuple[int, str]]:
    if form == "ftm":
        found: list[tuple[int, str]] = []
        for entity in ftm(path):
            if entity["schema"] == "Payment":
                (amount,) = entity["properties"]["amount"]
                (currency,) = entity["properties"]["currency"]
                found.append((int(Decimal(amount).scaleb(exponent(currency))), currency))
        return found
    if form == "i2-csv":
        rows = tables(path)["payments.csv"]
        return [(int(row["amount_minor"]), row["currency"]) for row in rows]
    if form == "anx":
        return [
            (int(link["Amount in minor units"]), link["Currency"])
            for link in anx(path)[1].values()
            if "Amount in minor units" in link
        ]
    read = graphml if form == "graphml" else gexf
    return [
        (int(edge["amount_minor"]), edge["currency"])
        for edge in read(path)[1].values()
        if "amount_minor" in edge
    ]
