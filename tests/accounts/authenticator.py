"""A passkey in software: makes a key for a site, and signs that site's challenges with it."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

ORIGIN = "http://localhost:8000"
PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class Passkey:
    """`verifies` is the finger or the screen lock; `handle` the name of the person the site gave."""

    origin: str = ORIGIN
    verifies: bool = True
    handle: bytes = b""
    number: int = 0
    identity: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict) -> dict:
        options = options["publicKey"]
        self.handle = websafe_decode(options["user"]["id"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        data = self._data(options["rp"]["id"], HAS_KEY)
        data += bytes(16) + len(self.identity).to_bytes(2, "big") + self.identity + public
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": self._client("webauthn.create", options),
            "attestationObject": attestation,
        }
        return self._credential(response, {"credProps": {"rk": True}})

    def get(self, options: dict) -> dict:
        options = options["publicKey"]
        client = self._client("webauthn.get", options)
        data = self._data(options["rpId"], 0)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": client, "authenticatorData": data, "signature": signed}
        return self._credential(response | {"userHandle": self.handle}, {})

    def _data(self, site: str, flags: int) -> bytes:
        self.number += 1
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.number.to_bytes(4, "big")

    def _client(self, kind: str, options: dict) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _credential(self, response: dict[str, bytes], extensions: dict) -> dict:
        name = websafe_encode(self.identity)
        return {
            "type": "public-key",
            "id": name,
            "rawId": name,
            "authenticatorAttachment": "platform",
            "response": {part: websafe_encode(value) for part, value in response.items()},
            "clientExtensionResults": extensions,
        }
