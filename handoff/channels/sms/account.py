"""Which carrier account speaks for us: Twilio's, or in development the stand-in's."""

import hashlib
from dataclasses import dataclass

from handoff.settings import Settings

STAND_IN_NUMBER = "+447400000042"


@dataclass(frozen=True)
class SmsAccount:
    """`tokens`: the first signs; a second is accepted while a token is rotated. `api_url`: null for Twilio."""

    sid: str
    tokens: tuple[str, ...]
    numbers: tuple[str, ...]
    api_url: str | None


def account_of(settings: Settings) -> SmsAccount | None:
    """Null where SMS is not set up."""
    if settings.twilio_account_sid is not None:
        return SmsAccount(settings.twilio_account_sid, settings.twilio_auth_tokens, settings.twilio_numbers, None)
    if settings.development:
        secret = hashlib.sha256(f"stand-in carrier {settings.bot_secret}".encode()).hexdigest()
        local = f"{settings.carrier_url or f'http://127.0.0.1:{settings.port}'}/carrier"
        return SmsAccount(f"AC{secret[:32]}", (secret[32:],), (STAND_IN_NUMBER,), local)
    return None
