"""Passkeys by the library `webauthn`: options for browsers, and answers that are checked in full.

Attestation is not asked for: which make of key somebody has is nothing that we need to know.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from json import JSONDecodeError
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from memorial.application.ports.passkeys import Claimed, NewCredential, PasskeyRefused, Site

CHALLENGE_BYTES = 32
MOST_ANSWER = 16 * 1024
"""Characters of a browser's answer; real ones have one or two thousand."""

_MALFORMED = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, IndexError)
"""What the library raises for an answer that is none: its own errors, and those of the decoders under it."""


class WebAuthnPasskeys:
    """Implements the port `Passkeys`."""

    def new_challenge(self) -> bytes:
        return secrets.token_bytes(CHALLENGE_BYTES)

    def creation_options(
        self, site: Site, *, challenge: bytes, staff_id: str, account: str, known: Sequence[bytes]
    ) -> str:
        options = generate_registration_options(
            rp_id=site.id,
            rp_name=site.id,
            user_id=staff_id.encode(),
            user_name=account,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        )
        return options_to_json(options)

    def request_options(self, site: Site, *, challenge: bytes, allowed: Sequence[bytes]) -> str:
        options = generate_authentication_options(
            rp_id=site.id,
            challenge=challenge,
            allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in allowed],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json(options)

    def claimed(self, answer: str) -> Claimed:
        try:
            said: Any = json.loads(answer) if len(answer) <= MOST_ANSWER else None
            client = json.loads(base64url_to_bytes(said["response"]["clientDataJSON"]))
            user = said["response"].get("userHandle") or ""
            named = base64url_to_bytes(user).decode() if user else ""
            return Claimed(base64url_to_bytes(client["challenge"]), base64url_to_bytes(said["rawId"]), named)
        except (*_MALFORMED, JSONDecodeError, RecursionError):
            raise PasskeyRefused from None

    def registered(self, site: Site, answer: str, *, challenge: bytes) -> NewCredential:
        try:
            found = verify_registration_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=site.id,
                expected_origin=site.origin,
                require_user_verification=True,
            )
        except _MALFORMED:
            raise PasskeyRefused from None
        return NewCredential(found.credential_id, found.credential_public_key, found.sign_count)

    def proved(self, site: Site, answer: str, *, challenge: bytes, public_key: bytes, sign_count: int) -> int:
        try:
            found = verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=site.id,
                expected_origin=site.origin,
                credential_public_key=public_key,
                credential_current_sign_count=sign_count,
                require_user_verification=True,
            )
        except _MALFORMED:
            raise PasskeyRefused from None
        return found.new_sign_count
