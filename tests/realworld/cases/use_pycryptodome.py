"""pycryptodome: ciphers, hashes, signatures over libraries it opens with cffi or ctypes; more late."""

from __future__ import annotations

from typing import Any

import Crypto
from Crypto.Cipher import AES, ChaCha20_Poly1305
from Crypto.Hash import HMAC, SHA3_256, SHA256
from Crypto.Protocol.KDF import PBKDF2, scrypt
from Crypto.PublicKey import ECC, RSA
from Crypto.Signature import eddsa, pss
from Crypto.Util.Padding import pad, unpad


KEY = bytes(range(32))
RSA_KEY = RSA.generate(1024)


def work() -> dict[str, Any]:
    gcm = AES.new(KEY, AES.MODE_GCM, nonce=bytes(12))
    gcm.update(b"open")
    sealed, tag = gcm.encrypt_and_digest(b"secret")
    opening = AES.new(KEY, AES.MODE_GCM, nonce=bytes(12))
    try:
        opening.decrypt_and_verify(sealed, tag)
    except ValueError as error:
        problem = str(error)
    cbc = AES.new(KEY, AES.MODE_CBC, iv=bytes(16)).encrypt(pad(b"text", 16))
    poly, code = ChaCha20_Poly1305.new(key=KEY, nonce=bytes(12)).encrypt_and_digest(b"x")
    signature = pss.new(RSA_KEY).sign(SHA256.new(b"data"))
    pss.new(RSA_KEY.public_key()).verify(SHA256.new(b"data"), signature)
    edwards = ECC.construct(curve="Ed25519", seed=KEY)
    return {
        "version": Crypto.__version__,
        "sealed": [sealed.hex(), tag.hex()],
        "problem": problem,
        "cbc": [
            cbc.hex(),
            unpad(AES.new(KEY, AES.MODE_CBC, iv=bytes(16)).decrypt(cbc), 16).decode(),
        ],
        "poly": [poly.hex(), code.hex()],
        "hashes": [SHA3_256.new(b"a").hexdigest(), HMAC.new(KEY, b"a", SHA256).hexdigest()],
        "derived": PBKDF2("word", b"salt", 16, 10).hex(),
        "scrypt": scrypt("word", b"salt", 16, 2, 8, 1).hex(),
        "signed": eddsa.new(edwards, "rfc8032").sign(b"data").hex(),
    }


def late() -> dict[str, Any]:
    from Crypto.Cipher import DES3, PKCS1_OAEP
    from Crypto.Hash import BLAKE2b, keccak
    from Crypto.Math.Numbers import Integer
    from Crypto.Protocol.SecretSharing import Shamir
    from Crypto.Util import Counter

    read = RSA.import_key(RSA_KEY.export_key(passphrase="word", pkcs=8), "word")
    letter = PKCS1_OAEP.new(read.public_key()).encrypt(b"letter")
    counter = Counter.new(64, prefix=b"12345678")
    shares = Shamir.split(2, 3, KEY[:16])
    return {
        "letter": PKCS1_OAEP.new(read).decrypt(letter).decode(),
        "des": DES3.new(KEY[:24], DES3.MODE_ECB).encrypt(bytes(8)).hex(),
        "counter": AES.new(KEY, AES.MODE_CTR, counter=counter).encrypt(bytes(4)).hex(),
        "hashes": [
            BLAKE2b.new(digest_bits=64, data=b"a").hexdigest(),
            keccak.new(digest_bits=224).hexdigest(),
        ],
        "power": int(pow(Integer(3), 100, 101)),
        "combined": Shamir.combine(shares[1:]) == KEY[:16],
        "exported": ECC.construct(curve="P-256", d=7).public_key().export_key(format="OpenSSH"),
    }
