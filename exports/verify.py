"""Verifying a pack from the pack alone: made again from its files and journal, and compared."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from exports.pack.bag import SEAL, Bag, NotABag
from exports.pack.contents import CASE, FIGURES, JOURNAL, PDF, Contents, journal_records
from exports.paper.marks import PROGRAM
from exports.sign.check import BAD, NONE, Signer
from workbench.errors import Cancelled, Refused
from workbench.money import written
from workbench.progress import Report, silent
from workbench.store import journal

#: No more differences than this are listed one by one.
MOST: Final = 200


@dataclass(slots=True)
class Verification:
    """What verifying a pack came to.

    `bag_ok`: every file is there, unaltered since the manifests were written. `figures`: how
    many figures the pack states; `recomputed`: how many were computed again from its files.
    `signature`: none, good or bad; `signer`: who signed. `redacted`: the profile, if one was
    used, and then `unproved`: what cannot be known from the pack alone. `ok` only if nothing
    whatever differs of what can be checked.
    """

    ok: bool = False
    bag_ok: bool = False
    figures: int = 0
    recomputed: int = 0
    differences: list[str] = field(default_factory=list)
    signature: str = NONE
    signer: Signer | None = None
    redacted: str = ""
    unproved: list[str] = field(default_factory=list)


def verify(
    pack: Path,
    *,
    trust: Sequence[Path] = (),
    against: Path | None = None,
    report: Report = silent,
) -> Verification:
    """Check a pack: safe, complete, unaltered, chained, and made again with the same result.

    With `trust`, certificates of authorities, the pack must be signed by somebody for whom one
    of them vouches. A redacted pack is proved by the full one `against` which it is compared.
    It never raises for a bad pack: what is wrong stands in `differences`, one clear line each.

    Raises:
        Refused: if a file of `trust` holds no certificate.
    """
    result = Verification()
    trusted = _authorities(trust)
    with _told(pack, result), Bag(pack) as opened:
        _signature(opened, trusted, result)
        _verify(opened, pack, result, report)
        if against is not None:
            _against(opened, pack, against, result, report)
    result.differences = _shortened(result.differences)
    result.ok = result.bag_ok and not result.differences
    return result


@contextmanager
def _told(pack: Path, result: Verification) -> Iterator[None]:
    """Whatever a pack breaks becomes a line of what differs."""
    try:
        yield
    except NotABag as fault:
        result.differences.append(f"{pack.name} {fault}")
    except Cancelled:
        raise
    except Refused as refusal:
        result.differences.append(str(refusal))
    except Exception as error:  # noqa: BLE001 - a hostile pack may break any reader; it is not ok
        said = " ".join(str(error).split())[:200]
        result.differences.append(
            f"{pack.name} cannot be followed: {type(error).__name__}{f': {said}' if said else ''}"
        )


def _against(opened: Bag, pack: Path, against: Path, result: Verification, report: Report) -> None:
    """Prove a redacted pack by the full one: prove that, redact it again, compare every byte."""
    from exports.redact import prove

    if not prove.is_redacted(opened):
        result.differences.append(f"{pack.name} is not redacted: it is proved by itself")
        return
    report(4, 5, "Proving the full pack")
    full = verify(against)
    if not full.ok or full.redacted:
        why = full.differences[0] if full.differences else "it is redacted itself"
        result.differences.append(f"the full pack {against.name} does not hold: {why}")
        return
    report(4, 5, "Redacting the full pack again")
    with (
        Bag(against) as whole,
        prove.from_full(whole, prove.redaction_of(opened), prove.finder(whole)) as contents,
    ):
        done = _Again(opened, contents)
    with done as (_, remade):
        if _same_bytes(pack, remade):
            result.unproved = []
        else:
            result.differences.append(f"{against.name}, redacted again, does not give {pack.name}")


def _authorities(files: Sequence[Path]) -> list[Any]:
    if not files:
        return []
    from exports.sign.check import authorities

    return authorities(files)


def _signature(opened: Bag, trusted: Sequence[Any], result: Verification) -> None:
    from exports.sign.check import check, is_signed

    pdf = opened.bytes(f"data/{PDF}")
    if is_signed(opened, pdf):
        found = check(opened, pdf, trusted)
        result.signature, result.signer = found.state, found.signer
        result.differences.extend(found.faults)
    if trusted and (result.signer is None or not result.signer.trusted):
        why = result.signer.trust if result.signer else "the pack is not signed"
        result.differences.append(f"nobody trusted signed the pack: {why}")


def _verify(opened: Bag, pack: Path, result: Verification, report: Report) -> None:
    report(0, 5, "Checking every file against the manifests")
    faults = opened.faults()
    result.bag_ok = not faults
    result.differences.extend(faults)
    report(1, 5, "Following the journal’s chain")
    made_of = _made_of(opened, result, report)
    stated = _stated_figures(opened, result)
    result.figures = len(stated)
    report(2, 5, "Loading the files and doing the journal again")
    with made_of as contents:
        done = _Again(opened, contents)
    with done as (again, rebuilt):
        report(4, 5, "Comparing")
        if done.added:
            result.signature = BAD
            result.differences.extend(done.added)
        made = _figures_of(again)
        result.recomputed = len(made)
        if _same_bytes(pack, rebuilt):
            return
        _compare(opened, again, stated, made, result)


def _made_of(opened: Bag, result: Verification, report: Report) -> AbstractContextManager[Contents]:
    """What the pack is made of again: its files and journal, or the data of a redacted one."""
    from exports.redact import prove

    if not prove.is_redacted(opened):
        return _done_again(opened, _journal(opened, result), report)
    redaction = prove.redaction_of(opened)
    result.redacted, result.unproved = redaction.profile.name, list(prove.UNPROVED)
    head = opened.info().get("Journal-Head", "")
    _compare_head(opened, head, result)
    return prove.from_itself(opened, redaction, head)


@contextmanager
def _done_again(opened: Bag, entries: list[journal.Record], report: Report) -> Iterator[Contents]:
    from exports.pack.contents import gather
    from exports.redact.prove import finder
    from exports.replayed import replayed

    with replayed(entries, finder(opened)) as case:
        report(3, 5, "Computing every figure and making every document again")
        with gather(case, silent) as contents:
            yield contents


def _journal(opened: Bag, result: Verification) -> list[journal.Record]:
    """The entries, after the chain and the head printed outside the journal were looked at."""
    try:
        entries = list(journal_records(opened.bytes(f"data/{JOURNAL}").splitlines()))
    except ValueError as error:
        raise NotABag(f"has a journal that cannot be read ({JOURNAL})") from error
    if not entries:
        raise NotABag("has an empty journal")
    result.differences.extend(journal.broken_links(entries))
    head = entries[-1].hash
    info = opened.info()
    if info.get("Journal-Head") != head:
        result.differences.append(
            f"the journal ends at {head[:16]}…, but bag-info.txt says "
            f"{info.get('Journal-Head', 'nothing')[:16]}…"
        )
    _compare_head(opened, head, result)
    return entries


def _compare_head(opened: Bag, head: str, result: Verification) -> None:
    printed = _printed_head(opened)
    if printed != head:
        result.differences.append(
            f"the journal ends at {head[:16]}…, but the PDF’s cover prints "
            f"{printed[:16] or 'no such number'}…"
        )


def _printed_head(opened: Bag) -> str:
    """The journal's head as the cover of the PDF prints it."""
    import io
    import logging

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(opened.bytes(f"data/{PDF}")))
        text = "".join(reader.pages[0].extract_text().split())
    except NotABag:
        raise
    except Exception:  # noqa: BLE001 - a damaged PDF breaks its reader in many ways
        return ""
    found = re.search(r"\(SHA-256\)([0-9a-f]{64})", text)
    return found[1] if found else ""


def _stated_figures(opened: Bag, result: Verification) -> dict[str, dict[str, Any]]:
    try:
        told = json.loads(opened.bytes(f"data/{FIGURES}"))
        return {figure["figure"]: figure for figure in told["figures"]}
    except (ValueError, KeyError, TypeError):
        result.differences.append(f"{FIGURES} cannot be read")
        return {}


class _Again:
    """The pack made again: opened, and as a file beside which nothing of ours is kept."""

    def __init__(self, opened: Bag, contents: Contents) -> None:
        from exports.pack import write

        self.opened = opened
        self.added: list[str] = []
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        try:
            self.file = Path(self.folder.name) / "again.zip"
            write(contents, self.file, self._signed(contents))
            self.bag = Bag(self.file)
        except BaseException:
            self.folder.cleanup()
            raise

    def __enter__(self) -> tuple[Bag, Path]:
        return self.bag, self.file

    def _signed(self, contents: Contents) -> Callable[[bytes], bytes] | None:
        """Take the signatures over: each stands apart from what it signs, and was checked."""
        from exports.sign.check import added, is_signed

        pdf = self.opened.bytes(f"data/{PDF}")
        if not is_signed(self.opened, pdf):
            return None
        try:
            found = list(added(contents.content(PDF), pdf))
        except Exception as error:  # noqa: BLE001 - a forged PDF breaks its reader in many ways
            found = [f"it cannot be followed ({type(error).__name__})"]
        if not found:
            contents.replace(PDF, pdf)
        self.added.extend(f"the signed {PDF} is not the case’s: {one}" for one in found)
        if not self.opened.has(SEAL):
            return None
        seal = self.opened.bytes(SEAL)
        return lambda _: seal

    def __exit__(self, *_: object) -> None:
        self.bag.close()
        self.folder.cleanup()


def _figures_of(again: Bag) -> dict[str, dict[str, Any]]:
    told = json.loads(again.bytes(f"data/{FIGURES}"))
    return {figure["figure"]: figure for figure in told["figures"]}


def _same_bytes(left: Path, right: Path) -> bool:
    if left.stat().st_size != right.stat().st_size:
        return False
    with left.open("rb") as a, right.open("rb") as b:
        while True:
            one, other = a.read(1 << 20), b.read(1 << 20)
            if one != other:
                return False
            if not one:
                return True


def _compare(
    opened: Bag,
    again: Bag,
    stated: dict[str, dict[str, Any]],
    made: dict[str, dict[str, Any]],
    result: Verification,
) -> None:
    """Name everything in which the pack is not what its files and journal make."""
    found = result.differences
    before = len(found)
    maker = opened.info().get("Bag-Software-Agent", "an unnamed program")
    if maker != PROGRAM:
        # What another version words otherwise cannot be told from what somebody altered.
        found.append(f"the pack says that {maker} made it; this is {PROGRAM}: verify it with that")
    found.extend(_figure_differences(stated, made))
    names, ours = set(opened.names()), set(again.names())
    found.extend(f"{name} is in the pack, but nothing makes it" for name in sorted(names - ours))
    found.extend(f"{name} is missing from the pack" for name in sorted(ours - names))
    for name in sorted(names & ours):
        if not name.startswith("data/") or opened.sha256(name) == again.sha256(name):
            continue
        if name == f"data/{CASE}":
            found.extend(_data_differences(opened, again))
        elif name != f"data/{FIGURES}" or len(found) == before:
            found.append(f"file {name} is not what the files and the journal make")
    if len(found) == before:
        found.append("the pack’s own lists of files are not as this program writes them")


def _figure_differences(
    stated: dict[str, dict[str, Any]], made: dict[str, dict[str, Any]]
) -> Iterator[str]:
    for figure_id, ours in made.items():
        told = stated.get(figure_id)
        if told is None:
            yield f"figure {figure_id} is missing: the records give {_amount(ours)}"
        elif _amount(told) != _amount(ours):
            yield f"figure {figure_id}: pack says {_amount(told)}, the records give {_amount(ours)}"
        elif told != ours:
            parts = sorted(key for key in {*told, *ours} if told.get(key) != ours.get(key))
            yield f"figure {figure_id}: its {' and '.join(parts)} is not what the records give"
    for figure_id in stated.keys() - made.keys():
        yield f"figure {figure_id}: pack says {_amount(stated[figure_id])}, the records give none"


def _amount(figure: dict[str, Any]) -> str:
    minor, currency = figure.get("minor"), figure.get("currency")
    if type(minor) is not int or not isinstance(currency, str):
        return f"{minor!r}"
    return f"{minor:,} {figure['unit']}" if figure.get("unit") else written(minor, currency)


def _data_differences(opened: Bag, again: Bag) -> Iterator[str]:
    """Where `case.json` differs, by the place within it."""
    try:
        told = json.loads(opened.bytes(f"data/{CASE}"))
    except ValueError:
        yield f"file data/{CASE} is no JSON"
        return
    places = list(_places(told, json.loads(again.bytes(f"data/{CASE}")), ""))
    yield from places or [f"file data/{CASE} is not written as its data are"]


def _places(told: Any, ours: Any, place: str) -> Iterator[str]:
    if isinstance(told, dict) and isinstance(ours, dict):
        for key in sorted({*told, *ours}):
            inner = key if place in {"", "tables"} else f"{place}.{key}"
            yield from _places(told.get(key), ours.get(key), inner)
    elif isinstance(told, list) and isinstance(ours, list):
        if len(told) != len(ours):
            yield f"file data/{CASE}: {place} has {len(told)} rows, the records give {len(ours)}"
        for number, (one, other) in enumerate(zip(told, ours, strict=False)):
            yield from _places(one, other, f"{place}[{number}]")
    elif told != ours or type(told) is not type(ours):
        yield (
            f"file data/{CASE} differs at {place}: pack says {_short(told)}, "
            f"the records give {_short(ours)}"
        )


def _short(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= 80 else f"{said[:80]}…"


def _shortened(lines: list[str]) -> list[str]:
    clean = [" ".join(line.split()) for line in lines]
    if len(clean) <= MOST:
        return clean
    return [*clean[:MOST], f"and {len(clean) - MOST:,} more differences"]
