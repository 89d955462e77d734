"""Every command is described where a person would look for it, and the log of changes is kept."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from ui.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def commands() -> list[str]:
    found = []

    def gather(group: typer.main.TyperGroup, before: str) -> None:
        for name, command in group.commands.items():
            if isinstance(command, typer.main.TyperGroup) and name == "law":
                gather(command, f"{before}{name} ")
            else:
                found.append(f"{before}{name}")

    group = typer.main.get_command(app)
    assert isinstance(group, typer.main.TyperGroup)
    gather(group, "")
    return found


def test_every_command_is_in_the_docs() -> None:
    said = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    missing = [name for name in commands() if f"`{name} " not in said and f"`{name}`" not in said]
    assert not missing


def test_every_command_says_what_it_does() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.main.TyperGroup)
    for name, command in group.commands.items():
        assert command.help, name


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{file.name}: {target}"
        for file in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
        for target in LINK.findall(file.read_text(encoding="utf-8"))
        if "://" not in target and not (file.parent / target).exists()
    ]
    assert not broken
