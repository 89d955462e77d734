"""The pack's card: what leaves may be redacted and signed, and verifying says what it is worth."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from exports.redact.prove import UNPROVED
from exports.sign.check import Signer
from exports.verify import Verification
from tests.exports.keys import PASSWORD, Authority
from ui.pages.packing import Packing, opened, told

SIGNER = Signer("Anna Cole", "2026-11-24T22:05:51+00:00", "a" * 64, "A CA", False, "leads nowhere")


@pytest.fixture
def packing(qtbot: QtBot) -> tuple[Packing, list[str]]:
    page, said = QWidget(), list[str]()
    qtbot.addWidget(page)
    made = Packing(page, said.append)
    for widget in (made.redact, made.sign):
        qtbot.addWidget(widget)
    return made, said


def test_a_pack_is_whole_and_unsigned_until_something_else_is_chosen(
    packing: tuple[Packing, list[str]],
) -> None:
    card, _ = packing
    assert opened(*card.chosen()) == (None, None)
    assert [card.redact.itemText(i) for i in range(card.redact.count())] == [
        "Whole", "Redacted for open court", "Redacted for the defence",
        "Redacted for publication",
    ]  # fmt: skip


def test_a_key_is_chosen_with_its_password_unseen_and_put_away_again(
    packing: tuple[Packing, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, said = packing
    file = Authority(tmp_path).key_file()
    asked = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    monkeypatch.setattr(
        QInputDialog, "getText", lambda *what: asked.append(what[3]) or (PASSWORD, True)
    )
    card.choose_key()
    assert [mode.name for mode in asked] == ["Password"]
    assert said[-1] == "Will be signed with Anna Cole.p12."
    card.redact.setCurrentIndex(2)
    key, profile = opened(*card.chosen())
    assert key is not None
    assert key.name == "Anna Cole, Mercia Police"
    assert profile is not None
    assert profile.name == "defence"
    card.choose_key()
    assert card.chosen()[0] is None
    assert said[-1] == ""


def test_verifying_says_who_signed_and_what_is_not_proved() -> None:
    good = Verification(
        ok=True, bag_ok=True, figures=3, recomputed=3, signature="good", signer=SIGNER,
        redacted="defence", unproved=list(UNPROVED),
    )  # fmt: skip
    said = told("x.zip", good)
    assert said.startswith("x.zip holds: every byte is accounted for and 3 figures were")
    assert "Signed by Anna Cole on 24 Nov 2026 22:05 UTC" in said
    assert "It is redacted (defence). Not proved by it alone: that the redacted data" in said
    assert told("x.zip", Verification(ok=True)).endswith("It is not signed.")
    bad = Verification(differences=["a", "b", "c", "d", "e"], signature="bad", signer=SIGNER)
    assert told("x.zip", bad).startswith(
        "x.zip does not hold: a; b; c; d; and 1 more. Its signature is broken. Signed by Anna Cole"
    )
