"""The method statement names what the program knows, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from workbench.records.layout import Layout, layouts, parse_layout

PAGE = Path(__file__).resolve().parents[3] / "docs" / "records.md"


def row(layout: Layout) -> str:
    return f"| `{layout.name}` | {layout.title} | {layout.evidence} |"


def test_the_page_lists_every_layout_with_its_evidence() -> None:
    text = PAGE.read_text(encoding="utf-8")
    table = text.split("<!-- layouts -->\n")[1].split("<!-- /layouts -->")[0].strip()
    assert table.splitlines() == [row(layouts()[name]) for name in sorted(layouts())]


def test_the_page_s_example_of_a_layout_is_one() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert parse_layout(example, where="docs/records.md").name == "my-bank"
