"""Commands for what leaves and what is checked: pack, verify, check, demo."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, progress, table
from ui.cli.values import day
from workbench.case import Case

if TYPE_CHECKING:
    from exports.sign.check import Signer
    from exports.sign.key import Key


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(pack)
    app.command()(verify)
    app.command()(check)
    app.command()(report)
    app.command()(demo)


def pack(
    case: CasePath,
    out: Annotated[Path, typer.Argument(metavar="OUT.zip")],
    sign: Annotated[
        Path | None, typer.Option(metavar="KEY.p12", help="Sign it with this key.")
    ] = None,
    redact: Annotated[
        str, typer.Option(metavar="PROFILE", help="court, defence, public, or a .toml of yours.")
    ] = "",
) -> None:
    """Write the case pack: PDF, schedules, data, original files and manifests in one bag."""
    from exports.pack import pack as write
    from exports.redact.profile import profile

    chosen = profile(redact) if redact else None
    key = _key(sign) if sign else None
    with Case.open(case) as opened, progress() as report:
        done = write(opened, out, key=key, profile=chosen, report=report)
    data = {**asdict(done), "pack": str(done.pack)}
    OUTPUT.show(
        data,
        f"Packed {data['files']} files, {data['pages']} pages and {data['figures']} figures "
        f"into {data['pack']}.",
        f"SHA-256 {data['sha256']}",
        *([f"Redacted {chosen.title}. Read it before it leaves."] if chosen else []),
        *([f"Signed by {key.name}."] if key else []),
    )


def _key(path: Path) -> Key:
    """The key to sign with; its password stands in the environment, or is asked for unseen."""
    from exports.sign.key import PASSWORD, WrongPassword, open_key

    password = os.environ.get(PASSWORD, "")
    try:
        return open_key(path, password)
    except WrongPassword:
        if password or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
    return open_key(path, typer.prompt(f"Password of {path.name}", hide_input=True, err=True))


def verify(
    pack: Annotated[Path, typer.Argument(metavar="PACK")],
    trust: Annotated[
        list[Path] | None,
        typer.Option(metavar="CA.pem", help="An authority that must vouch for who signed it."),
    ] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="FULL.zip", help="The full pack of a redacted one.")
    ] = None,
) -> None:
    """Prove a pack from itself alone: every byte, every figure. Exit 1 when it does not hold."""
    from exports.verify import verify as prove

    with progress() as report:
        found = prove(pack, trust=trust or (), against=against, report=report)
    OUTPUT.show(
        asdict(found),
        f"{found.recomputed:,} of {found.figures:,} figures were computed again and agree."
        if found.ok
        else "The pack does not hold:",
        *found.differences,
        *([f"Redacted ({found.redacted})."] if found.redacted else []),
        *(f"Not proved by this pack alone: {one}." for one in found.unproved),
        *([signed_by(found.signature, found.signer)] if found.signer else []),
    )
    if not found.ok:
        raise typer.Exit(1)


def signed_by(state: str, signer: Signer) -> str:
    """Who signed a pack, when, and who vouches for it, in a line."""
    broken = "" if state == "good" else "The signature does not hold. "
    return (
        f"{broken}Signed by {signer.name}, by their own clock at {signer.at}; certificate "
        f"{signer.certificate[:16]}… issued by {signer.issuer}, which {signer.trust}."
    )


def check(case: CasePath) -> None:
    """Check the case: database, journal, files, sums, and every law of conservation."""
    from exports.check import check as examine

    with Case.open(case) as opened:
        problems = examine(opened)
    OUTPUT.show(
        {"ok": not problems, "problems": problems},
        table(("Problem",), [(p,) for p in problems], empty="No problem was found."),
    )
    if problems:
        raise typer.Exit(1)


def demo(folder: Annotated[Path, typer.Argument(metavar="DIR")]) -> None:
    """Build the demonstration case, its pack and its report in a folder."""
    from exports.demonstration import build

    with progress() as report:
        built = build(folder, report=report)
    OUTPUT.show(
        {name: str(path) for name, path in asdict(built).items()},
        f"The demonstration case is {built.case}",
        f"Its pack is              {built.pack}",
        f"Its report is            {built.report}",
    )


def report(
    case: CasePath,
    out: Annotated[Path, typer.Argument(metavar="OUT.pdf")],
    start: Annotated[str, typer.Option("--from", metavar="D", help="First day.")] = "",
    end: Annotated[str, typer.Option("--to", metavar="D", help="Last day.")] = "",
) -> None:
    """What was received, shared, spent and achieved in a period, as a PDF."""
    from exports.report import write_report

    with Case.open(case) as opened, progress() as told:
        made = write_report(opened, out, start=day(start), end=day(end), report=told)
    OUTPUT.show(asdict(made), f"Wrote {made.pages} pages to {made.report}.")
