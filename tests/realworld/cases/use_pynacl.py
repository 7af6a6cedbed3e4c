"""pynacl: boxes, signatures, hashes, seals over its cffi library; passwords and streams late."""

from __future__ import annotations

from typing import Any

import nacl
import nacl.encoding
import nacl.hash
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import Box, PrivateKey, SealedBox
from nacl.secret import SecretBox
from nacl.signing import SigningKey, VerifyKey


SEED = bytes(range(32))


def work() -> dict[str, Any]:
    ann, bob = PrivateKey(SEED), PrivateKey(SEED[::-1])
    sealed = Box(ann, bob.public_key).encrypt(b"hello", nonce=bytes(24))
    signed = SigningKey(SEED).sign(b"text", encoder=nacl.encoding.HexEncoder)
    problems = []
    try:
        VerifyKey(bytes(SigningKey(SEED).verify_key)).verify(b"fake" + bytes(64))
    except BadSignatureError as error:
        problems.append(type(error).__name__)
    try:
        SecretBox(SEED).decrypt(bytes(64))
    except CryptoError as error:
        problems.append(str(error))
    anonymous = SealedBox(bob.public_key).encrypt(b"letter")
    return {
        "version": nacl.__version__,
        "sealed": sealed.hex(),
        "opened": Box(bob, ann.public_key).decrypt(sealed).decode(),
        "signed": signed.decode(),
        "letter": SealedBox(bob).decrypt(anonymous).decode(),
        "problems": problems,
        "hashed": nacl.hash.blake2b(b"data", key=b"key").decode(),
    }


def late() -> dict[str, Any]:
    from nacl import bindings, hashlib, pwhash, utils

    word = pwhash.argon2id.str(b"word", opslimit=1, memlimit=8192)
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    header = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, SEED)
    part = bindings.crypto_secretstream_xchacha20poly1305_push(state, b"part")
    other = bindings.crypto_secretstream_xchacha20poly1305_state()
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(other, header, SEED)
    return {
        "word": pwhash.verify(word, b"word"),
        "part": bindings.crypto_secretstream_xchacha20poly1305_pull(other, part)[0].decode(),
        "scrypt": hashlib.scrypt(b"word", salt=b"salt", n=2, r=8, p=1, dklen=8).hex(),
        "random": utils.randombytes_deterministic(8, SEED).hex(),
        "exported": SigningKey(SEED).to_curve25519_private_key().public_key.encode().hex(),
    }
