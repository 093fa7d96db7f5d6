"""An authenticator and its browser in software, which can be told to do everything wrong that a real one does not."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import encode_cbor

USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ORIGIN = "http://localhost"


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class SoftPasskey:
    """One credential. Arguments of `create` and `get` change what an honest browser would have said."""

    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    count: int = 0
    user: str = ""

    def create(self, options: dict[str, Any], *, verified: bool = True, **wrong: Any) -> str:
        """The answer to `navigator.credentials.create`, as JSON."""
        self.user = options["user"]["id"]
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + encode_cbor(cose)
        data = self._data(wrong.get("site", options["rp"]["id"]), verified, ATTESTED) + attested
        statement = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        said = {"attestationObject": b64(statement), "transports": ["internal"]}
        return self._answer("webauthn.create", options, wrong, said)

    def get(self, options: dict[str, Any], *, verified: bool = True, by: int = 1, **wrong: Any) -> str:
        """The answer to `navigator.credentials.get`, as JSON. The counter rises `by` that much."""
        self.count += by
        data = self._data(wrong.get("site", options["rpId"]), verified)
        client = self._client("webauthn.get", options, wrong)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        said = {
            "authenticatorData": b64(data),
            "signature": b64(wrong.get("signature", signed)),
            "userHandle": wrong.get("user", self.user),
        }
        return self._answer("webauthn.get", options, wrong, said)

    def _data(self, site: str, verified: bool, more: int = 0) -> bytes:
        flags = USER_PRESENT | more | (USER_VERIFIED if verified else 0)
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any], wrong: dict[str, Any]) -> bytes:
        said = {"type": wrong.get("kind", kind), "challenge": wrong.get("challenge", options["challenge"])}
        return json.dumps({**said, "origin": wrong.get("origin", ORIGIN), "crossOrigin": False}).encode()

    def _answer(self, kind: str, options: dict[str, Any], wrong: dict[str, Any], said: dict[str, Any]) -> str:
        response = {"clientDataJSON": b64(self._client(kind, options, wrong)), **said}
        own = b64(wrong.get("credential_id", self.credential_id))
        return json.dumps(
            {"id": own, "rawId": own, "type": "public-key", "response": response, "clientExtensionResults": {}}
        )
