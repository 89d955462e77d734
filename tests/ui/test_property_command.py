"""The property commands say the same as the window, and refuse in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ui.cli.app import run

Said = pytest.CaptureFixture[str]


def done(capsys: Said, *words: str) -> Any:
    assert run([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_thing_is_kept_costed_and_given_by_command(tmp_path: Path, capsys: Said) -> None:
    case = str(tmp_path / "c.arw")
    done(capsys, "new", case)
    done(
        capsys, "property", case, "add", "cryptoasset", "Bitcoin", "--quantity",
        "0.123456789012345678", "--unit", "BTC", "--identifier", "bc1q",
    )  # fmt: skip
    (tmp_path / "screen.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 20)
    done(
        capsys, "property", case, "photo", "1", str(tmp_path / "screen.png"),
        "--at", "2025-03-04T10:00", "--by", "DC Shah",
    )  # fmt: skip
    done(
        capsys, "property", case, "event", "1", "seized", "--at", "2025-03-04T11:00", "--by",
        "DC Shah", "--custody", "police wallet 7", "--condition", "whole",
    )  # fmt: skip
    done(capsys, "property", case, "cost", "1", "storage", "12.50", "--from", "2025-03-04")
    told = done(capsys, "property", case, "show", "1")["property"][0]
    assert (told["quantity"], told["custody"], told["state"], told["costs_minor"]) == (
        "0.123456789012345678", "police wallet 7", "seized", 12_50,
    )  # fmt: skip
    assert told["events"][0]["photographs"][0]["file"] == "screen.png"
    assert run(["property", case, "show", "9"]) == 1
    assert "no thing 9" in capsys.readouterr().err


def test_a_register_is_tried_then_loaded_by_command(tmp_path: Path, capsys: Said) -> None:
    case, file = str(tmp_path / "c.arw"), tmp_path / "register.csv"
    file.write_text("Ref,Item,Sum,Seized on\nA1,Ring,5.00,2025-03-04\n,,,\nA2,,x,2025-03-05\n")
    done(capsys, "new", case)
    words = ("property", case, "load", str(file), "--map", "Sum=value")
    tried = done(capsys, *words, "--try")["register"]
    assert done(capsys, "property", case)["property"] == []
    loaded = done(capsys, *words)["register"]
    assert loaded == tried
    assert (loaded["read"], loaded["loaded"], loaded["value_minor"]) == (2, 2, 5_00)
    assert [(d["where"], d["why"]) for d in loaded["doubts"]] == [
        ("line 4", "nothing describes it"), ("line 4", "it is no amount"),
    ]  # fmt: skip
    assert len(done(capsys, "property", case)["property"]) == 2
    assert run(list(words)) == 1
    assert "in the register already" in capsys.readouterr().err
    assert run(["property", case, "load", str(file), "--map", "Sum"]) == 1
    assert "names no role" in capsys.readouterr().err
