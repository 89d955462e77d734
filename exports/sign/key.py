"""Who signs: a key with its certificate from a PKCS #12 file, found fit before it is used."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.errors import Refused

if TYPE_CHECKING:
    from cryptography import x509

#: Where the password stands when nobody can be asked; an argument would show in lists of processes.
PASSWORD: Final = "WORKBENCH_KEY_PASSWORD"  # noqa: S105 - the name of a place, not a password
#: The field of the PDF that holds the signature.
FIELD: Final = "Signature"
#: No key file of this kind is larger.
_LARGEST: Final = 1 << 20
_LEAST_RSA: Final = 2048


class WrongPassword(Refused):
    """The password does not open the key file, or the file is none."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that may sign now, with its certificate and those that lead to an authority."""

    name: str
    certificate: x509.Certificate
    _signer: Any

    def sign_pdf(self, content: bytes) -> bytes:
        """The PDF with an invisible certifying signature (PAdES) after it; its bytes stand first.

        The certificate forbids every later change of the document.
        """
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields, signers

        writer = IncrementalPdfFileWriter(io.BytesIO(content))
        about = signers.PdfSignatureMetadata(
            field_name=FIELD,
            name=self.name,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        made = signers.PdfSigner(about, self._signer).async_sign_pdf(writer)
        signed: bytes = asyncio.run(made).getvalue()
        return signed

    def sign_manifest(self, content: bytes) -> bytes:
        """A detached signature (CMS, CAdES) of the tag manifest, which answers for every file."""
        from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

        made = self._signer.async_sign_general_data(
            content,
            "sha256",
            use_cades=True,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=datetime.now(UTC)),
        )
        signed: bytes = asyncio.run(made).dump()
        return signed


def open_key(path: Path, password: str = "", *, now: datetime | None = None) -> Key:
    """The key of a `.p12` or `.pfx` file.

    Raises:
        WrongPassword: if the file does not open with the password.
        Refused: if it holds no key with its certificate, or one that may not sign now.
    """
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from cryptography.hazmat.primitives import serialization
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    found, certificate, others = _opened(path, password)
    _check_fit(path, found, certificate, now or datetime.now(UTC))
    der = serialization.Encoding.DER
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([asn1.Certificate.load(one.public_bytes(der)) for one in others])
    signer = SimpleSigner(
        signing_cert=asn1.Certificate.load(certificate.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(
            found.private_bytes(
                der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        ),
        cert_registry=store,
    )
    return Key(common_name(certificate.subject), certificate, signer)


def _opened(path: Path, password: str) -> tuple[Any, Any, list[x509.Certificate]]:
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise Refused(f"cannot be read ({error.strerror or error})", where=str(path)) from error
    try:
        return pkcs12.load_key_and_certificates(content, password.encode() or None)
    except Exception as error:
        # An empty password is written in two ways; a damaged file breaks its reader in many.
        if not password:
            try:
                return pkcs12.load_key_and_certificates(content, b"")
            except Exception:  # noqa: BLE001, S110 - refused below, with the first reason
                pass
        raise WrongPassword(
            "does not open: the password is wrong, or it is no PKCS #12 file (.p12, .pfx)"
            if password
            else "does not open without a password, or is no PKCS #12 file (.p12, .pfx)",
            where=str(path),
            remedy=f"Type its password when asked, or set {PASSWORD}.",
        ) from error


def _check_fit(path: Path, key: Any, certificate: Any, now: datetime) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    def refuse(what: str, remedy: str) -> Refused:
        return Refused(what, where=str(path), remedy=remedy)

    export = "Export the certificate together with its private key, as PKCS #12."
    if key is None:
        raise refuse("holds no private key", export)
    if certificate is None:
        raise refuse("holds a key without its certificate", export)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise refuse("holds a key that is neither RSA nor elliptic curve", "Use one of these.")
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < _LEAST_RSA:
        raise refuse(
            f"holds an RSA key of {key.key_size} bits, which is too short to rely on",
            f"Use one of {_LEAST_RSA} bits or more.",
        )
    plain = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    if key.public_key().public_bytes(*plain) != certificate.public_key().public_bytes(*plain):
        raise refuse("holds a key that is not that of its certificate", export)
    whose = common_name(certificate.subject)
    if now > certificate.not_valid_after_utc:
        raise refuse(
            f"the certificate of {whose} expired on {certificate.not_valid_after_utc:%d %b %Y}",
            "Ask who issued it for a new one.",
        )
    if now < certificate.not_valid_before_utc:
        raise refuse(
            f"the certificate of {whose} is valid from "
            f"{certificate.not_valid_before_utc:%d %b %Y} only",
            "Check the date of this machine, or wait.",
        )
    if not may_sign(certificate):
        raise refuse(
            f"the certificate of {whose} is not for signing documents",
            "Use one whose key usage names digital signature or non-repudiation.",
        )


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether a certificate that says what it is for says that it may sign documents."""
    from cryptography import x509

    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return bool(usage.digital_signature or usage.content_commitment)


def common_name(name: x509.Name) -> str:
    """A certificate's name as a person reads it: the common name and the organisation."""
    from cryptography.x509.oid import NameOID

    parts = [
        str(found[0].value)
        for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        if (found := name.get_attributes_for_oid(oid))
    ]
    return ", ".join(parts) or name.rfc4514_string() or "an unnamed holder"
