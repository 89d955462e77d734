"""Commands for layouts: which there are, one for an unknown table, checked, saved, exported."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, complain, money, progress, table
from workbench.case import Case
from workbench.errors import Refused

group = typer.Typer(no_args_is_help=True, help="Layouts: how one bank writes its table.")
Records = Annotated[Path, typer.Argument(metavar="RECORDS", help="A file of records.")]
Layoutfile = Annotated[Path, typer.Argument(metavar="FILE.toml", help="A layout.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="layouts")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise Refused(f"the file cannot be read: {fault.strerror}", where=str(path)) from fault


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refused("the layout is not UTF-8 text", where=str(path)) from fault


@group.command("list")
def list_(
    case: Annotated[str | None, typer.Argument(metavar="[CASE]", help="Its own too.")] = None,
) -> None:
    """Every layout that the program knows, and those saved with a case."""
    from workbench.records.layout import layouts
    from workbench.records.saved_layouts import known_in

    known = layouts()
    if case:
        with Case.open(case) as opened:
            known = known_in(opened)
    rows = [
        {
            "layout": one.name, "title": one.title, "version": one.version,
            "of_case": layouts().get(one.name) is not one, "evidence": one.evidence,
        }
        for one in known.values()
    ]  # fmt: skip
    OUTPUT.show(
        {"layouts": rows},
        table(
            ("Layout", "Of", "Saved with the case"),
            [(r["layout"], r["title"], "yes" if r["of_case"] else "") for r in rows],
            empty="There are none.",
        ),
    )


@group.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The layout.")],
    case: Annotated[
        str | None, typer.Argument(metavar="[CASE]", help="Where it was saved.")
    ] = None,
) -> None:
    """A layout as TOML, to be read or to begin one's own with."""
    text = _toml(name, case)
    _print({"layout": name, "toml": text}, text)


def _print(data: dict[str, Any], text: str) -> None:
    """A layout's text as it is: no line of it is broken to the width of a screen."""
    if OUTPUT.as_json:
        OUTPUT.show(data)
    else:
        typer.echo(text, nl=False)


def _toml(name: str, case: str | None) -> str:
    from workbench.records.layout import FOLDER, layouts
    from workbench.records.saved_layouts import text_named

    if name in layouts():
        return (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    if not case:
        raise Refused(
            f"the program has no layout called {name}",
            remedy="See: layouts list, or name the case that it was saved with",
        )
    with Case.open(case) as opened:
        return text_named(opened, name)


@group.command()
def propose(
    records: Records,
    name: Annotated[str, typer.Option(help="What the layout is to be called.")] = "my-bank",
    header: Annotated[
        int | None, typer.Option(min=0, help="The row of the titles; 0 where there is none.")
    ] = None,
    sheet: Annotated[str, typer.Option(help="The sheet of a workbook.")] = "",
) -> None:
    """A layout for a table that none fits, as TOML; "?" stands where the file does not say."""
    from dataclasses import replace

    from workbench.records.mapping import layout_text, questions_of
    from workbench.records.propose import propose as described

    with progress() as report:
        draft = described(records.name, _bytes(records), report, header=header, sheet=sheet)
    choices = replace(draft.choices, name=name)
    questions = questions_of(draft, choices)
    text = layout_text(draft, choices, questions)
    asked = [{**q._asdict(), "answers": list(q.answers)} for q in questions]
    columns = [
        {"title": one.title, "role": role, "why": one.why, "samples": list(one.samples)}
        for one, role in zip(draft.columns, choices.roles, strict=True)
    ]
    _print(
        {
            "file": draft.file, "header": choices.header, "columns": columns,
            "questions": asked, "toml": text,
        },
        text,
    )  # fmt: skip
    for question in questions:
        complain(question.text)


@group.command()
def check(layout: Layoutfile, records: Records) -> None:
    """What a file would come to in a layout; nothing is kept. Exit 1 where it would not load."""
    from workbench.records.layout import parse_layout
    from workbench.records.mapping import proof_of
    from workbench.records.reading import Choice
    from workbench.records.recognise import read_file

    made = parse_layout(_text(layout), where=layout.name)
    with progress() as report:
        found = read_file(
            records.name, _bytes(records), Choice(layout=made.name), report, {made.name: made}
        )
    entries = [entry for one in found.statements for entry in one.entries]
    verdict, breaks = proof_of(found)
    into = sum(entry.minor for entry in entries if entry.minor > 0)
    out = -sum(entry.minor for entry in entries if entry.minor < 0)
    code = next((entry.currency for entry in entries), made.currency or "GBP")
    rejected = [{"where": r.place, "why": r.why, "raw": r.raw} for r in found.rejected]
    data: dict[str, Any] = {
        "layout": made.name, "read": found.read,
        "would_load": found.read - len(found.ignored) - len(rejected),
        "ignored": len(found.ignored), "rejected": rejected, "in_minor": into, "out_minor": out,
        "currency": code, "verdict": verdict, "breaks": list(breaks),
    }  # fmt: skip
    OUTPUT.show(
        data,
        table(
            ("Read#", "Would load#", "Ignored#", "Rejected#", "In£", "Out£", "Verdict"),
            [(found.read, data["would_load"], len(found.ignored), len(rejected),
              money(into, code), money(out, code), verdict)],
            empty="",
        ),
        *(f"{r.place}: {r.why}" for r in found.rejected[:20]),
        *breaks[:20],
    )  # fmt: skip
    if rejected:
        complain(f"{records.name}: {len(rejected):,} rows would be rejected, so it would not load")
        raise typer.Exit(1)


@group.command()
def save(case: CasePath, layout: Layoutfile) -> None:
    """Save a layout with a case: its files are found by it from now on."""
    from workbench.records.saved_layouts import save as kept

    text = _text(layout)
    with Case.open(case) as opened:
        made = kept(opened, text, where=layout.name)
    OUTPUT.show({"layout": made.name, "title": made.title}, f"Saved the layout {made.name}")


@group.command()
def export(
    case: CasePath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The layout.")],
    out: Annotated[Path, typer.Argument(metavar="OUT.toml", help="The new file.")],
) -> None:
    """Write a layout to a file, to be used in another case."""
    text = _toml(name, case)
    try:
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as fault:
        raise Refused("a file stands there already", where=str(out)) from fault
    except OSError as fault:
        raise Refused(f"it cannot be written: {fault.strerror}", where=str(out)) from fault
    OUTPUT.show({"layout": name, "out": str(out)}, f"Wrote {out}")
