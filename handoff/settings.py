"""What the operator sets through the environment, read once at start. Every name begins with AMENDS_ or is standard."""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Number = TypeVar("Number", int, float)
ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting is missing or wrong; the sentence says which and what would be right."""


@dataclass(frozen=True)
class Settings:
    database_url: str
    public_url: str  # as the world sees us, no trailing slash; webhook signatures are computed over it
    host: str
    port: int
    bot_url: str  # of one bot, or of several with commas between; any of them can answer any turn
    bot_secret: str
    policy_dir: Path
    proxies: int  # how many reverse proxies of ours stand in front; their word for a client's address is then believed
    development: bool  # serves the demo page and, without Twilio credentials, the fake carrier and phone simulator
    time_scale: float
    clock_origin: float | None  # seconds since 1970 at which time began to run by the scale; the same for all workers
    workers: int  # processes on the one port; more than one needs PostgreSQL
    listen_fd: int | None  # set by the foreman for its workers: the socket they share …
    foreman_fd: int | None  # … and the one between it and this worker
    carrier_url: str | None  # where the stand-in carrier of several workers is
    twilio_account_sid: str | None
    twilio_auth_tokens: tuple[str, ...]  # two while a token is rotated
    twilio_numbers: tuple[str, ...]  # E.164
    carrier_patience: float  # seconds for one request to the carrier; what takes longer has an unknown outcome
    spool_dir: Path  # where texts of customers are kept while the database is away; shared by the workers of a host
    media_dir: Path  # the pictures that customers sent; shared by all workers, also of other hosts
    admin_email: str | None
    admin_password: str | None

    @property
    def bot_urls(self) -> tuple[str, ...]:
        return tuple(url.strip().rstrip("/") for url in self.bot_url.split(",") if url.strip())

    @property
    def has_twilio(self) -> bool:
        return self.twilio_account_sid is not None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Raises SettingsError."""
        port = _whole_number(environment, "AMENDS_PORT", 8080)
        sid = environment.get("TWILIO_ACCOUNT_SID") or None
        tokens = _several(environment, "TWILIO_AUTH_TOKEN")
        if sid and not tokens:
            raise SettingsError("TWILIO_ACCOUNT_SID is set, so TWILIO_AUTH_TOKEN must be set too")
        database_url = environment.get("DATABASE_URL", f"sqlite:///{ROOT / 'var' / 'amends.db'}")
        return cls(
            database_url=database_url,
            public_url=environment.get("AMENDS_PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
            host=environment.get("AMENDS_HOST", "127.0.0.1"),
            port=port,
            bot_url=environment.get("AMENDS_BOT_URL", "http://127.0.0.1:5005"),
            bot_secret=environment.get("AMENDS_BOT_SECRET", ""),
            policy_dir=Path(environment.get("AMENDS_POLICY_DIR", str(ROOT / "handoff" / "policy"))),
            proxies=_whole_number(environment, "AMENDS_PROXIES", 0),
            development=environment.get("AMENDS_DEVELOPMENT", "") == "1",
            time_scale=_positive(environment, "AMENDS_TIME_SCALE", 1.0),
            clock_origin=_maybe(environment, "AMENDS_CLOCK_ORIGIN", float),
            workers=_whole_number(environment, "AMENDS_WORKERS", 1),
            listen_fd=_maybe(environment, "AMENDS_LISTEN_FD", int),
            foreman_fd=_maybe(environment, "AMENDS_FOREMAN_FD", int),
            carrier_url=environment.get("AMENDS_CARRIER_URL") or None,
            twilio_account_sid=sid,
            twilio_auth_tokens=tokens,
            twilio_numbers=_several(environment, "TWILIO_NUMBER"),
            carrier_patience=_positive(environment, "AMENDS_CARRIER_PATIENCE", 10.0),
            spool_dir=_spool_dir(environment, database_url),
            media_dir=Path(environment.get("AMENDS_MEDIA_DIR", str(ROOT / "var" / "media"))),
            admin_email=environment.get("AMENDS_ADMIN_EMAIL") or None,
            admin_password=environment.get("AMENDS_ADMIN_PASSWORD") or None,
        )


def _maybe(environment: Mapping[str, str], name: str, number: Callable[[str], Number]) -> Number | None:
    given = environment.get(name)
    try:
        return number(given) if given else None
    except ValueError:
        raise SettingsError(f"{name} must be a number, not {given!r}") from None


def _spool_dir(environment: Mapping[str, str], database_url: str) -> Path:
    """By default one for each database: nobody takes another's texts in. Without the password, which may change."""
    given = environment.get("AMENDS_SPOOL_DIR")
    name = hashlib.sha256(database_url.rpartition("@")[2].encode()).hexdigest()[:12]
    return Path(given) if given else ROOT / "var" / "spool" / name


def _several(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in environment.get(name, "").split(",") if part.strip())


def _whole_number(environment: Mapping[str, str], name: str, default: int) -> int:
    given = environment.get(name)
    if given is None:
        return default
    if not given.isdecimal():
        raise SettingsError(f"{name} must be a whole number, not {given!r}")
    return int(given)


def _positive(environment: Mapping[str, str], name: str, default: float) -> float:
    given = environment.get(name)
    try:
        number = default if given is None else float(given)
    except ValueError:
        number = 0.0
    if number <= 0:
        raise SettingsError(f"{name} must be a number above 0, not {given!r}")
    return number
