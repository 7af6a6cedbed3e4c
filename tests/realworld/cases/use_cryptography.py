"""cryptography: AES-GCM, key exchange, certificates, Fernet; ciphers and formats imported late."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import cryptography
from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID


SEED = bytes(range(32))


def certificate() -> dict[str, Any]:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(SEED)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "example.com")])
    day = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1000)
        .not_valid_before(day)
        .not_valid_after(day + dt.timedelta(days=9000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("example.com")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, None)
    )
    read = x509.load_pem_x509_certificate(made.public_bytes(serialization.Encoding.PEM))
    read.public_key().verify(read.signature, read.tbs_certificate_bytes)
    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {
        "fingerprint": read.fingerprint(hashes.SHA256()).hex(),
        "names": names.get_values_for_type(x509.DNSName),
        "subject": read.subject.rfc4514_string(),
        "same": read == made,
    }


def work() -> dict[str, Any]:
    sealed = AESGCM(SEED).encrypt(b"nonce of 12b", b"secret", b"open")
    problems = []
    try:
        AESGCM(SEED).decrypt(b"nonce of 12b", sealed, b"else")
    except InvalidTag as error:
        problems.append(type(error).__name__)
    token = Fernet(base64.urlsafe_b64encode(SEED)).encrypt_at_time(b"text", 0)
    try:
        Fernet(base64.urlsafe_b64encode(SEED)).decrypt(token, ttl=1)
    except InvalidToken as error:
        problems.append(type(error).__name__)
    private = ec.derive_private_key(7, ec.SECP256R1())
    signature = private.sign(b"data", ec.ECDSA(hashes.SHA256()))
    private.public_key().verify(signature, b"data", ec.ECDSA(hashes.SHA256()))
    try:
        private.public_key().verify(signature, b"date", ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        problems.append(type(error).__name__)
    code = hmac.HMAC(SEED, hashes.SHA256())
    code.update(b"data")
    return {
        "version": cryptography.__version__,
        "sealed": sealed.hex(),
        "problems": problems,
        "code": code.finalize().hex(),
        "shared": private.exchange(ec.ECDH(), private.public_key()).hex(),
        "certificate": certificate(),
    }


def late() -> dict[str, Any]:
    from cryptography.hazmat.backends import default_backend
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
    from cryptography.hazmat.primitives.serialization import pkcs12
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    encryptor = Cipher(algorithms.AES(SEED), modes.CBC(bytes(16)), default_backend()).encryptor()
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"word"),
    )
    read = serialization.load_pem_private_key(pem, b"word")
    signature = read.sign(b"data", padding.PKCS1v15(), hashes.SHA256())
    key.public_key().verify(signature, b"data", padding.PKCS1v15(), hashes.SHA256())
    bundle = pkcs12.serialize_key_and_certificates(
        b"name", key, None, None, serialization.NoEncryption()
    )
    return {
        "cbc": (encryptor.update(bytes(32)) + encryptor.finalize()).hex(),
        "derived": PBKDF2HMAC(hashes.SHA256(), 16, b"salt", 10).derive(b"word").hex(),
        "same": read.private_numbers() == key.private_numbers(),
        "bundle": pkcs12.load_key_and_certificates(bundle, None)[0].key_size,
        "totp": TOTP(SEED, 6, hashes.SHA1(), 30).generate(59).decode(),
        "backend": type(default_backend()).__name__,
    }
