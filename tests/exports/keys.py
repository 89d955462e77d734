"""Keys made for a test: an authority, and who it vouches for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "correct horse"
_DAY = timedelta(days=1)


class Authority:
    """Issues certificates; `file` is its own, as PEM."""

    def __init__(self, folder: Path, name: str = "Mercia Police CA") -> None:
        self.folder, self.name = folder, _named(name)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._issue(self.name, self.key, -_DAY, 900 * _DAY, authority=True)
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def key_file(
        self,
        who: str = "Anna Cole",
        *,
        start: timedelta = -_DAY,
        end: timedelta = 300 * _DAY,
        password: str = PASSWORD,
        usage: x509.KeyUsage | None = None,
        bits: int = 0,
        bare: bool = False,
    ) -> Path:
        """A .p12 of somebody's key; `bits` makes it RSA, `bare` leaves the certificate out."""
        key = (
            rsa.generate_private_key(65537, bits)
            if bits
            else ec.generate_private_key(ec.SECP256R1())
        )
        certificate = self._issue(_named(who), key, start, end, usage=usage)
        out = self.folder / f"{who}{' bare' if bare else ''}.p12"
        out.write_bytes(
            pkcs12.serialize_key_and_certificates(
                who.encode(),
                key,
                None if bare else certificate,
                [self.certificate],
                serialization.BestAvailableEncryption(password.encode())
                if password
                else serialization.NoEncryption(),
            )
        )
        return out

    def _issue(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
        start: timedelta,
        end: timedelta,
        *,
        usage: x509.KeyUsage | None = None,
        authority: bool = False,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + start)
            .not_valid_after(now + end)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if usage is not None:
            made = made.add_extension(usage, critical=True)
        return made.sign(self.key, hashes.SHA256())


def usage(**names: bool) -> x509.KeyUsage:
    """A key usage with these set and no others."""
    every = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: names.get(name, False) for name in every})


def _named(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Mercia Police"),
        ]
    )
