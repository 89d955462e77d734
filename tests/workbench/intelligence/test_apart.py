"""No byte of a disclosure reaches anything that leaves, and no export can import it."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

from tests.workbench.recovery.facts import confiscation
from ui.cli import run
from workbench.case import Case
from workbench.intelligence import disclosures
from workbench.intelligence.store import Store

ROOT = Path(__file__).resolve().parents[3]
#: Words that stand in a disclosure and nowhere else.
SECRETS = ("QZX-SECRET-REFERENCE", "Wilhelmina Quorndon", "a defence for the flat in Zennor")


def test_only_its_own_command_imports_the_intelligence_store() -> None:
    found = set()
    for room in ("exports", "graphs", "ui", "workbench"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                if isinstance(node, ast.Import):
                    names = [each.name for each in node.names]
                if any(name.startswith("workbench.intelligence") for name in names):
                    found.add(path.relative_to(ROOT).as_posix())
    assert {path for path in found if not path.startswith("workbench/intelligence/")} == {
        "ui/cli/intelligence.py"
    }


def test_making_a_pack_or_opening_the_window_loads_nothing_of_it() -> None:
    code = (
        "import sys, exports.pack, exports.report, exports.verify, exports.check, exports.book, "
        "exports.letter, ui.pages, ui.window; "
        "print([n for n in sys.modules if 'intelligence' in n])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


def test_no_byte_of_it_reaches_a_pack_a_report_or_an_export(tmp_path: Path) -> None:
    place = tmp_path / "case.arw"
    with Case.create(place, name="Operation Apart") as case:
        case.now = lambda: datetime(2026, 2, 2, 9, 30, tzinfo=UTC)
        confiscation(case)
        with Store.open(case) as store:
            number = disclosures.add(
                store, SECRETS[0], date(2026, 1, 5), subject=SECRETS[1], act=SECRETS[2],
                note=SECRETS[2],
            )  # fmt: skip
            disclosures.refuse(store, number, date(2026, 1, 12), document=SECRETS[0])
    store_file = place.with_suffix(".intelligence")
    assert all(secret.encode() in store_file.read_bytes() for secret in SECRETS)
    out = tmp_path / "out"
    out.mkdir()
    for words in (
        ("pack", str(place), str(out / "pack.zip")),
        ("report", str(place), "--from", "2025-01-01", "--to", "2026-12-31", str(out / "r.pdf")),
        ("deadlines", str(place), "--calendar", str(out / "due.ics")),
    ):
        assert run([*words, "--json"]) == 0, words
    left = dict(_everything(out))
    left["the case itself"] = place.read_bytes()
    assert len(left) > 8
    for name, content in left.items():
        for secret in SECRETS:
            assert secret.encode() not in content, (name, secret)


def _everything(folder: Path) -> list[tuple[str, bytes]]:
    """Every file, every member of every archive, and the text of every page."""
    from pypdf import PdfReader

    found = []
    waiting = [(path.name, path.read_bytes()) for path in folder.iterdir()]
    while waiting:
        name, content = waiting.pop()
        found.append((name, content))
        if content.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(content)) as opened:
                waiting += [(f"{name}/{m}", opened.read(m)) for m in opened.namelist()]
        elif content.startswith(b"%PDF"):
            text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
            found.append((f"{name} as text", text.encode()))
    return found
