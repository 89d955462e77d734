"""What the signatures of a pack are worth: unbroken or not, whose, and who vouches for that."""

from __future__ import annotations

import asyncio
import hashlib
import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from exports.pack.bag import SEAL, TAGS, Bag
from exports.sign.key import FIELD, common_name, may_sign
from workbench.errors import Refused

if TYPE_CHECKING:
    from asn1crypto import x509

NONE: Final = "none"
GOOD: Final = "good"
BAD: Final = "bad"
#: What a signature may add to the document's root, and change of what tells about the document.
_ROOT: Final = frozenset({"/AcroForm", "/Extensions", "/Metadata", "/Perms", "/Version"})
_ABOUT: Final = frozenset({"/ModDate", "/Producer"})
_PAGE: Final = frozenset({"/Annots"})
#: How far the clock may have moved between the two signatures of one pack.
_APART_S: Final = 600


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, when by their own clock, with which certificate, and who vouches for it."""

    name: str
    at: str
    certificate: str
    issuer: str
    trusted: bool
    trust: str


@dataclass(frozen=True, slots=True)
class Signature:
    """`state` is none, good or bad; `faults` say why it is bad; `signer` who signed, if known."""

    state: str = NONE
    faults: tuple[str, ...] = ()
    signer: Signer | None = None


def is_signed(pack: Bag, pdf: bytes) -> bool:
    """Whether the pack says anywhere that it is signed; half a signature counts."""
    return pack.has(SEAL) or b"/ByteRange" in pdf


def authorities(files: Sequence[Path]) -> list[x509.Certificate]:
    """Certificates of those who are trusted, from PEM or DER files.

    Raises:
        Refused: if a file cannot be read or holds no certificate.
    """
    from asn1crypto import pem
    from asn1crypto import x509 as asn1

    found: list[x509.Certificate] = []
    for path in files:
        try:
            content = path.read_bytes()
            parts = (
                [der for kind, _, der in pem.unarmor(content, multiple=True) if "CERT" in kind]
                if pem.detect(content)
                else [content]
            )
            made = [asn1.Certificate.load(part, strict=True) for part in parts]
            for one in made:
                one.native  # noqa: B018 - reads it to the end
        except OSError as error:
            raise Refused(f"cannot be read ({error.strerror or error})", where=str(path)) from error
        except (ValueError, TypeError, KeyError) as error:
            raise Refused("holds no certificate (PEM or DER)", where=str(path)) from error
        if not made:
            raise Refused("holds no certificate (PEM or DER)", where=str(path))
        found.extend(made)
    return found


def check(pack: Bag, pdf: bytes, trusted: Sequence[x509.Certificate]) -> Signature:
    """Check both signatures of a pack that says it is signed."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    faults: list[str] = []
    found = [
        _checked("the PDF", lambda: _pdf(pdf, trusted), faults),
        _checked("the manifests", lambda: _manifests(pack, trusted), faults),
    ]
    signers = [signer for signer in found if signer is not None]
    if len(signers) == 2:
        if signers[0].certificate != signers[1].certificate:
            faults.append("the PDF and the manifests are signed with different certificates")
        times = [datetime.fromisoformat(signer.at) for signer in signers]
        if abs((times[0] - times[1]).total_seconds()) > _APART_S:
            faults.append("the PDF and the manifests were not signed at one time")
    return Signature(BAD if faults else GOOD, tuple(faults), signers[-1] if signers else None)


def _checked(what: str, read: Any, faults: list[str]) -> Signer | None:
    try:
        signer, wrong = read()
    except Exception as error:  # noqa: BLE001 - a forged signature breaks its reader in many ways
        said = " ".join(str(error).split())[:120]
        faults.append(f"the signature of {what} cannot be read{f': {said}' if said else ''}")
        return None
    if wrong:
        faults.append(f"the signature of {what} {wrong}")
    return signer  # type: ignore[no-any-return]


def _pdf(content: bytes, trusted: Sequence[Any]) -> tuple[Signer | None, str]:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    embedded = PdfFileReader(io.BytesIO(content)).embedded_signatures
    if len(embedded) != 1 or embedded[0].field_name != FIELD:
        return None, "is missing" if not embedded else "is not the only one, or not this program’s"
    one = embedded[0]
    at = one.self_reported_timestamp
    if at is None:
        return None, "says no time"
    status = asyncio.run(
        async_validate_pdf_signature(
            one, _context(trusted, at, one.signed_data), key_usage_settings=_usage()
        )
    )
    wrong = ""
    if not status.intact:
        wrong = "is broken: the document was changed after it was signed"
    elif not status.valid:
        wrong = "does not verify with the key of its certificate"
    elif status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        wrong = "does not cover the whole file: something was added after it"
    return _signer(status, at), wrong


def _manifests(pack: Bag, trusted: Sequence[Any]) -> tuple[Signer | None, str]:
    from asn1crypto import cms
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms

    if not pack.has(SEAL):
        return None, "is missing"
    content = cms.ContentInfo.load(pack.bytes(SEAL), strict=True)
    signed = content["content"]
    if len(signed["signer_infos"]) != 1:
        return None, "is not the only one"
    times = [
        attribute["values"].native[0]
        for attribute in signed["signer_infos"][0]["signed_attrs"]
        if attribute["type"].native == "signing_time"
    ]
    if len(times) != 1:
        return None, "says no time"
    status = asyncio.run(
        async_validate_detached_cms(
            pack.bytes(TAGS), signed, _context(trusted, times[0], signed),
            key_usage_settings=_usage(),
        )
    )  # fmt: skip
    wrong = ""
    if not status.intact:
        wrong = "is broken: a file of the pack was changed after it was signed"
    elif not status.valid:
        wrong = "does not verify with the key of its certificate"
    return _signer(status, times[0]), wrong


def _usage() -> Any:
    """A certificate that says nothing of its use may sign; ours are asked by `may_sign`."""
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    return KeyUsageConstraints(key_usage=set())


def _context(trusted: Sequence[Any], at: datetime, signed: Any) -> Any:
    """Certificates are judged as of the time of signing, without asking the network."""
    from pyhanko_certvalidator import ValidationContext

    others = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    return ValidationContext(
        trust_roots=list(trusted), other_certs=others, moment=at, allow_fetching=False
    )


def _signer(status: Any, at: datetime) -> Signer:
    from cryptography import x509

    der = status.signing_cert.dump()
    read = x509.load_der_x509_certificate(der)
    if at > read.not_valid_after_utc or at < read.not_valid_before_utc:
        trusted, trust = False, "was not valid when it signed"
    elif not may_sign(read):
        trusted, trust = False, "is not for signing documents"
    elif status.trusted:
        trusted, trust = True, "leads to an authority that was given as trusted"
    else:
        trusted, trust = False, "leads to no authority that was given as trusted"
    return Signer(
        name=common_name(read.subject),
        at=at.astimezone(UTC).isoformat(timespec="seconds"),
        certificate=hashlib.sha256(der).hexdigest(),
        issuer=common_name(read.issuer),
        trusted=trusted,
        trust=trust,
    )


def added(before: bytes, signed: bytes) -> Iterator[str]:
    """What stands in the signed PDF, beside its signature, that the unsigned one has not.

    Signing adds to the end of a document; this holds that it added nothing that is shown.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    if not signed.startswith(before):
        yield "it does not begin with the document that the files and the journal make"
        return
    reader = PdfFileReader(io.BytesIO(signed))
    if reader.xrefs.total_revisions != 2:
        yield "it was changed more than once"
        return
    old, new = reader.get_historical_resolver(0), reader.get_historical_resolver(1)
    root, about = reader.trailer.raw_get("/Root"), reader.trailer.raw_get("/Info")
    page = _first_page(old)
    for ref in new.explicit_refs_in_revision():  # type: ignore[no-untyped-call]
        if reader.xrefs.get_historical_ref(ref, 0) is None:
            continue
        allowed = {_id(root): _ROOT, _id(about): _ABOUT, page: _PAGE}.get(_id(ref))
        before_it, after_it = old(ref), new(ref)
        if allowed is None or not _same_but(before_it, after_it, allowed):
            yield f"object {ref.idnum} of it was replaced"
    fields = new.root["/AcroForm"]["/Fields"]
    notes = new(_reference(new, page)).get("/Annots", ())
    if len(fields) != 1 or len(notes) != 1 or _id(fields.raw_get(0)) != _id(notes.raw_get(0)):
        yield "its first page has more than the signature added to it"
    elif list(fields[0].get("/Rect", ())) != [0, 0, 0, 0] or "/AP" in fields[0]:
        yield "its signature draws something on the page"


def _same_but(old: Any, new: Any, allowed: frozenset[str]) -> bool:
    if not (hasattr(old, "keys") and hasattr(new, "keys")):
        return False
    return all(
        key in allowed or (key in old and key in new and old.raw_get(key) == new.raw_get(key))
        for key in {*old, *new}
    )


def _first_page(resolver: Any) -> tuple[int, int]:
    node = resolver.root["/Pages"]
    while True:
        first = node["/Kids"].raw_get(0)
        node = node["/Kids"][0]
        if node["/Type"] == "/Page":
            return _id(first)


def _reference(resolver: Any, number: tuple[int, int]) -> Any:
    from pyhanko.pdf_utils.generic import Reference

    return Reference(number[0], number[1], resolver)


def _id(reference: Any) -> tuple[int, int]:
    return reference.idnum, reference.generation
