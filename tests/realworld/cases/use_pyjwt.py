"""pyjwt: tokens signed with secrets and with keys, claims checked; key sets late."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ed25519


SECRET = "secret" * 8
KEY = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def refused(token: str, **options: Any) -> str:
    try:
        jwt.decode(token, SECRET, algorithms=["HS256"], **options)
    except jwt.InvalidTokenError as error:
        return f"{type(error).__name__}: {error}"
    return ""


def work() -> dict[str, Any]:
    then = dt.datetime(2024, 1, 2, tzinfo=dt.UTC)
    claims = {"sub": "ann", "aud": ["shop"], "nbf": then}
    token = jwt.encode(claims, SECRET, algorithm="HS256", headers={"kid": "1"})
    signed = jwt.encode({"n": 1}, KEY, algorithm="EdDSA")
    return {
        "version": jwt.__version__,
        "token": token,
        "decoded": jwt.decode(token, SECRET, algorithms=["HS256"], audience="shop"),
        "header": jwt.get_unverified_header(token),
        "signed": signed,
        "verified": jwt.decode(signed, KEY.public_key(), algorithms=["EdDSA"]),
        "refused": [
            refused(token, audience="bank"),
            refused(token[:-4] + "AAAA", audience="shop"),
            refused(jwt.encode({"exp": then}, SECRET)),
        ],
    }


def late() -> dict[str, Any]:
    from jwt.algorithms import OKPAlgorithm, get_default_algorithms
    from jwt.api_jwk import PyJWKSet
    from jwt.jwks_client import PyJWKClient

    shown = json.loads(OKPAlgorithm.to_jwk(KEY.public_key()))
    keys = PyJWKSet.from_dict({"keys": [{**shown, "kid": "one", "alg": "EdDSA"}]})
    token = jwt.encode({"n": 2}, KEY, algorithm="EdDSA")
    return {
        "key": shown,
        "verified": jwt.decode(token, keys["one"].key, algorithms=["EdDSA"]),
        "algorithms": sorted(get_default_algorithms()),
        "client": PyJWKClient("http://127.0.0.1:1/").uri,
    }
