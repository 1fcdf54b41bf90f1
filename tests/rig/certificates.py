"""Authorities for a day, and certificates by them for servers and clients."""

from __future__ import annotations

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Signed:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def write(folder: Path, name: str, signed: Signed) -> None:
    """Write NAME.pem and NAME-key.pem."""
    clear = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem = serialization.Encoding.PEM
    (folder / f"{name}-key.pem").write_bytes(signed.key.private_bytes(pem, *clear))
    (folder / f"{name}.pem").write_bytes(signed.certificate.public_bytes(pem))


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _named(name: str) -> x509.SubjectAlternativeName:
    """The name that a client compares: an address or a host's name."""
    try:
        return x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))])
    except ValueError:
        return x509.SubjectAlternativeName([x509.DNSName(name)])


def _sign(name: str, by: Signed | None, *extensions: x509.ExtensionType) -> Signed:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_subject(name))
        .issuer_name(by.certificate.subject if by else _subject(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
    return Signed(builder.sign(by.key if by else key, hashes.SHA256()), key)


def authority(folder: Path, name: str) -> Signed:
    """A new authority, written into the folder."""
    made = _sign(name, None, x509.BasicConstraints(ca=True, path_length=0))
    write(folder, name, made)
    return made


def by_authority(folder: Path, name: str, signer: Signed, host: str) -> None:
    """A certificate of an authority for a server or a client at `host`, written into the folder."""
    usages = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
    write(folder, name, _sign(name, signer, _named(host), usages))


def for_code(folder: Path, name: str, signer: Signed, identity: str, issuer: str) -> None:
    """A certificate of an authority to sign code, as Fulcio gives one to an identity that a token of the issuer proved.

    https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md
    """
    text = issuer.encode()
    old, new = (x509.ObjectIdentifier(f"1.3.6.1.4.1.57264.1.{number}") for number in (1, 8))
    made = _sign(
        name,
        signer,
        x509.SubjectAlternativeName([x509.UniformResourceIdentifier(identity)]),
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]),
        x509.UnrecognizedExtension(old, text),
        x509.UnrecognizedExtension(new, bytes([12, len(text)]) + text),  # a UTF8String of less than 128 bytes
    )
    write(folder, name, made)


def self_signed(folder: Path, name: str, host: str) -> None:
    """A certificate of its own for a server at `host`, written into the folder."""
    write(folder, name, _sign(host, None, _named(host), x509.BasicConstraints(ca=True, path_length=0)))
